#include "libs/rpc/trace_context.h"

#include <algorithm>

#include "absl/random/random.h"
#include "absl/strings/str_format.h"

namespace jianbao::rpc {
namespace {

bool IsHex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool IsId(std::string_view text) { return IsHex(text) && text.find_first_not_of('0') != std::string_view::npos; }

uint64_t RandomNotZero() {
  thread_local absl::BitGen generator;
  return absl::Uniform<uint64_t>(absl::IntervalClosed, generator, 1, ~uint64_t{0});
}

}  // namespace

TraceContext TraceContext::New() {
  return {absl::StrFormat("%016x%016x", RandomNotZero(), RandomNotZero()), absl::StrFormat("%016x", RandomNotZero())};
}

std::optional<TraceContext> TraceContext::Parse(std::string_view traceparent) {
  // version "-" trace id "-" span id "-" flags
  constexpr size_t kLength = 55;
  if (traceparent.size() < kLength || traceparent[2] != '-' || traceparent[35] != '-' || traceparent[52] != '-') {
    return std::nullopt;
  }
  const std::string_view version = traceparent.substr(0, 2), trace_id = traceparent.substr(3, 32),
                         span_id = traceparent.substr(36, 16), flags = traceparent.substr(53, 2);
  const bool longer_as_allowed = traceparent.size() == kLength || (version != "00" && traceparent[kLength] == '-');
  if (!IsHex(version) || version == "ff" || !longer_as_allowed) return std::nullopt;
  if (!IsId(trace_id) || !IsId(span_id) || !IsHex(flags)) return std::nullopt;
  return TraceContext{std::string(trace_id), std::string(span_id), std::string(flags)};
}

TraceContext TraceContext::Child() const { return {trace_id, absl::StrFormat("%016x", RandomNotZero()), flags}; }

}  // namespace jianbao::rpc
