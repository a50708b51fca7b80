#include "libs/rpc/status.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "google/rpc/error_details.pb.h"
#include "unicode/bytestream.h"
#include "unicode/unistr.h"

namespace jianbao::rpc {
namespace {

constexpr char kDomain[] = "jianbao";
constexpr char kRetryPayloadUrl[] = "jianbao.dev/RetryDelay";

constexpr size_t kMaxMessageBytes = 768;
constexpr size_t kMaxDescriptionBytes = 512;
constexpr size_t kMaxNameBytes = 128;
constexpr size_t kMaxValueBytes = 512;
constexpr size_t kMaxMetadataBytes = 1536;

// `text` as valid UTF-8 of at most `max_bytes`, cut between characters.
std::string Clean(std::string_view text, size_t max_bytes) {
  // Four spare bytes, so that a character that straddles the limit is seen whole.
  const std::string_view head = text.substr(0, max_bytes + 4);
  std::string clean;
  icu::UnicodeString::fromUTF8(icu::StringPiece(head.data(), static_cast<int32_t>(head.size()))).toUTF8String(clean);
  if (clean.size() <= max_bytes) return clean;
  constexpr std::string_view kEllipsis = "…";
  size_t end = max_bytes - kEllipsis.size();
  while (end > 0 && (static_cast<unsigned char>(clean[end]) & 0xC0) == 0x80) --end;
  return clean.substr(0, end).append(kEllipsis);
}

google::rpc::ErrorInfo MakeErrorInfo(absl::StatusCode code, const ErrorDetail& detail) {
  google::rpc::ErrorInfo info;
  info.set_domain(kDomain);
  info.set_reason(detail.reason.empty() ? absl::StatusCodeToString(code) : Clean(detail.reason, kMaxNameBytes));
  size_t budget = kMaxMetadataBytes;
  for (const auto& [key, value] : detail.metadata) {
    const std::string clean_key = Clean(key, kMaxNameBytes);
    if (budget <= clean_key.size() + 4) break;
    const std::string clean_value = Clean(value, std::min(kMaxValueBytes, budget - clean_key.size()));
    budget -= clean_key.size() + clean_value.size();
    (*info.mutable_metadata())[clean_key] = clean_value;
  }
  return info;
}

bool MayBeRetried(absl::StatusCode code) {
  return code == absl::StatusCode::kUnavailable || code == absl::StatusCode::kResourceExhausted;
}

absl::StatusCode ToCode(int code) {
  const bool known = code >= 0 && code <= static_cast<int>(absl::StatusCode::kUnauthenticated);
  return known ? static_cast<absl::StatusCode>(code) : absl::StatusCode::kUnknown;
}

}  // namespace

google::rpc::Status ToProto(const absl::Status& status) {
  google::rpc::Status proto;
  if (status.ok()) return proto;
  const std::string_view message(status.message().data(), status.message().size());
  const ErrorDetail detail = GetErrorDetail(status).value_or(ErrorDetail{});
  proto.set_code(static_cast<int>(status.code()));
  proto.set_message(Clean(message, kMaxMessageBytes));
  proto.add_details()->PackFrom(MakeErrorInfo(status.code(), detail));
  if (!detail.field.empty()) {
    google::rpc::BadRequest bad_request;
    auto* violation = bad_request.add_field_violations();
    violation->set_field(Clean(detail.field, kMaxNameBytes));
    violation->set_description(Clean(message, kMaxDescriptionBytes));
    proto.add_details()->PackFrom(bad_request);
  }
  if (const auto delay = GetRetryDelay(status); delay.has_value() && MayBeRetried(status.code())) {
    google::rpc::RetryInfo retry;
    retry.mutable_retry_delay()->set_seconds(absl::ToInt64Seconds(*delay));
    retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(*delay % absl::Seconds(1))));
    proto.add_details()->PackFrom(retry);
  }
  return proto;
}

absl::Status FromProto(const google::rpc::Status& proto) {
  const absl::StatusCode code = ToCode(proto.code());
  if (code == absl::StatusCode::kOk) return absl::OkStatus();
  ErrorDetail detail;
  std::optional<absl::Duration> delay;
  for (const auto& any : proto.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad_request;
    google::rpc::RetryInfo retry;
    if (any.UnpackTo(&info)) {
      detail.reason = info.reason();
      detail.metadata.insert(info.metadata().begin(), info.metadata().end());
    } else if (any.UnpackTo(&bad_request) && !bad_request.field_violations().empty()) {
      detail.field = bad_request.field_violations(0).field();
    } else if (any.UnpackTo(&retry)) {
      delay = absl::Seconds(retry.retry_delay().seconds()) + absl::Nanoseconds(retry.retry_delay().nanos());
    }
  }
  absl::Status status(code, proto.message());
  if (!detail.reason.empty()) {
    Error error(code, detail.reason, proto.message());
    error.Field(detail.field);
    for (const auto& [key, value] : detail.metadata) error.With(key, value);
    status = error;
  }
  return delay.has_value() ? WithRetryDelay(status, *delay) : status;
}

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const google::rpc::Status proto = ToProto(status);
  return grpc::Status(static_cast<grpc::StatusCode>(proto.code()), proto.message(), proto.SerializeAsString());
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  google::rpc::Status proto;
  // The details are the peer's word; the code and message of the call itself win over them.
  if (!proto.ParseFromString(status.error_details())) proto.Clear();
  proto.set_code(static_cast<int>(status.error_code()));
  proto.set_message(status.error_message());
  return FromProto(proto);
}

std::string TransportCause(const absl::Status& status) {
  const std::string message(status.message());
  const size_t colon = message.rfind(": ");
  return colon == std::string::npos ? message : message.substr(colon + 2);
}

absl::Status WithRetryDelay(absl::Status status, absl::Duration delay) {
  status.SetPayload(kRetryPayloadUrl, absl::Cord(absl::FormatDuration(delay)));
  return status;
}

std::optional<absl::Duration> GetRetryDelay(const absl::Status& status) {
  const auto payload = status.GetPayload(kRetryPayloadUrl);
  absl::Duration delay;
  if (!payload.has_value() || !absl::ParseDuration(std::string(*payload), &delay)) return std::nullopt;
  return delay;
}

}  // namespace jianbao::rpc
