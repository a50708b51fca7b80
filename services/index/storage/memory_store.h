// The storage port in memory, for tests: the same promises, nothing survives the object. Thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_STORAGE_MEMORY_STORE_H_
#define JIANBAO_SERVICES_INDEX_STORAGE_MEMORY_STORE_H_

#include <memory>

#include "services/index/storage/store.h"

namespace jianbao::storage {

// Checkpoint() is unimplemented: there is no disk to write to.
std::unique_ptr<Store> NewMemoryStore();

}  // namespace jianbao::storage

#endif  // JIANBAO_SERVICES_INDEX_STORAGE_MEMORY_STORE_H_
