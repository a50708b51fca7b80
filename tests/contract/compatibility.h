// Would clients built against an older contract still work? The rules of protos/README.md as a pure function.
#ifndef JIANBAO_TESTS_CONTRACT_COMPATIBILITY_H_
#define JIANBAO_TESTS_CONTRACT_COMPATIBILITY_H_

#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"

namespace jianbao::testing {

// What in `current` breaks users of `baseline`, one line each; empty = compatible. Only files of package jianbao count.
std::vector<std::string> FindBreakingChanges(const google::protobuf::FileDescriptorSet& baseline,
                                             const google::protobuf::DescriptorPool& current);

}  // namespace jianbao::testing

#endif  // JIANBAO_TESTS_CONTRACT_COMPATIBILITY_H_
