#include "libs/base/error.h"

#include <cassert>
#include <utility>

#include "absl/strings/cord.h"
#include "libs/base/coding.h"

namespace jianbao {
namespace {

constexpr char kPayloadUrl[] = "jianbao.dev/ErrorDetail";

std::string Encode(const ErrorDetail& detail) {
  std::string out;
  PutLengthPrefixed(detail.reason, &out);
  PutLengthPrefixed(detail.field, &out);
  for (const auto& [key, value] : detail.metadata) {
    PutLengthPrefixed(key, &out);
    PutLengthPrefixed(value, &out);
  }
  return out;
}

absl::Status WithDetail(absl::Status status, const ErrorDetail& detail) {
  status.SetPayload(kPayloadUrl, absl::Cord(Encode(detail)));
  return status;
}

}  // namespace

Error::Error(absl::StatusCode code, std::string_view reason, std::string message)
    : code_(code), message_(std::move(message)) {
  assert(code != absl::StatusCode::kOk);
  detail_.reason = std::string(reason);
}

Error& Error::Field(std::string_view field) {
  detail_.field = std::string(field);
  return *this;
}

Error& Error::With(std::string_view key, const absl::AlphaNum& value) {
  detail_.metadata[std::string(key)] = std::string(value.Piece());
  return *this;
}

Error::operator absl::Status() const { return WithDetail(absl::Status(code_, message_), detail_); }

absl::Status WithMetadata(const absl::Status& status, std::string_view key, const absl::AlphaNum& value) {
  auto detail = GetErrorDetail(status);
  if (!detail.has_value()) return status;
  detail->metadata[std::string(key)] = std::string(value.Piece());
  return WithDetail(status, *detail);
}

absl::Status WithReason(const absl::Status& status, std::string_view reason) {
  auto detail = GetErrorDetail(status);
  if (!detail.has_value()) return status;
  detail->reason = std::string(reason);
  return WithDetail(status, *detail);
}

absl::Status WithField(const absl::Status& status, std::string_view field) {
  auto detail = GetErrorDetail(status);
  if (!detail.has_value()) return status;
  detail->field = std::string(field);
  return WithDetail(status, *detail);
}

std::optional<ErrorDetail> GetErrorDetail(const absl::Status& status) {
  const auto payload = status.GetPayload(kPayloadUrl);
  if (!payload.has_value()) return std::nullopt;
  const std::string bytes(*payload);
  std::string_view in = bytes, reason, field, key, value;
  if (!GetLengthPrefixed(&in, &reason) || !GetLengthPrefixed(&in, &field)) return std::nullopt;
  ErrorDetail detail{std::string(reason), std::string(field), {}};
  while (GetLengthPrefixed(&in, &key) && GetLengthPrefixed(&in, &value)) {
    detail.metadata.emplace(key, value);
  }
  return detail;
}

}  // namespace jianbao
