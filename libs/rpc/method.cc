#include "libs/rpc/method.h"

#include <cstdlib>

#include "absl/container/node_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "libs/base/log.h"

namespace jianbao::rpc {
namespace {

std::string NameOf(const google::protobuf::Descriptor* request) {
  const google::protobuf::FileDescriptor* file = request->file();
  for (int s = 0; s < file->service_count(); ++s) {
    for (int m = 0; m < file->service(s)->method_count(); ++m) {
      const google::protobuf::MethodDescriptor* method = file->service(s)->method(m);
      if (method->input_type() == request) return absl::StrCat(file->service(s)->full_name(), "/", method->name());
    }
  }
  log::Error("no RPC takes {}", request->full_name());
  std::abort();
}

}  // namespace

const Method& MethodTaking(const google::protobuf::Descriptor* request) {
  static absl::Mutex mutex(absl::kConstInit);
  static auto* const kMethods = new absl::node_hash_map<const google::protobuf::Descriptor*, Method>();
  absl::MutexLock lock(&mutex);
  const auto [it, added] = kMethods->try_emplace(request);
  if (added) it->second.name = NameOf(request);
  return it->second;
}

}  // namespace jianbao::rpc
