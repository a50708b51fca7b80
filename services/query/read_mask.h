// Field masks: which fields of a message come back. Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_QUERY_READ_MASK_H_
#define JIANBAO_SERVICES_QUERY_READ_MASK_H_

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/util/field_mask_util.h"
#include "libs/base/error.h"

namespace jianbao::query {

// InvalidArgument FIELD_MASK_UNKNOWN with `field` where a path of `mask` names no field of Message.
template <typename Message>
absl::Status CheckReadMask(const google::protobuf::FieldMask& mask, const char* field) {
  for (const std::string& path : mask.paths()) {
    if (google::protobuf::util::FieldMaskUtil::IsValidPath<Message>(path)) continue;
    return Error(absl::StatusCode::kInvalidArgument, "FIELD_MASK_UNKNOWN",
                 absl::StrCat("there is no field \"", path, "\" in ", Message::descriptor()->name(),
                              ", want names as in the proto, in snake_case"))
        .Field(field);
  }
  return absl::OkStatus();
}

// Clears what `mask` does not name. An empty mask names everything.
template <typename Message>
void ApplyReadMask(const google::protobuf::FieldMask& mask, Message* message) {
  if (mask.paths_size() > 0) google::protobuf::util::FieldMaskUtil::TrimMessage(mask, message);
}

}  // namespace jianbao::query

#endif  // JIANBAO_SERVICES_QUERY_READ_MASK_H_
