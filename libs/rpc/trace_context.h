// The W3C trace context: which trace a call belongs to and which span of it called. It is read from and sent as the
// metadata `traceparent`, so that one id is found in the logs of every hop. Plain values; thread-safe.
#ifndef JIANBAO_LIBS_RPC_TRACE_CONTEXT_H_
#define JIANBAO_LIBS_RPC_TRACE_CONTEXT_H_

#include <optional>
#include <string>
#include <string_view>

namespace jianbao::rpc {

// Metadata key.
inline constexpr char kTraceparentKey[] = "traceparent";

struct TraceContext {
  std::string trace_id;      // 32 lower-case hexadecimal digits, not all zero
  std::string span_id;       // 16 of them: who sends it
  std::string flags = "01";  // two of them, as they came; 01: sampled

  // A trace that begins here.
  static TraceContext New();
  // nullopt where `traceparent` breaks the rules of the standard; a later version than 00 is read as far as known.
  static std::optional<TraceContext> Parse(std::string_view traceparent);

  // The same trace, with a span of our own.
  TraceContext Child() const;
  std::string ToString() const { return "00-" + trace_id + "-" + span_id + "-" + flags; }
};

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_TRACE_CONTEXT_H_
