// One line of log per event, through spdlog, to standard error: text for people or JSON for collectors.
//
//   log::Info("issue applied name={} revision={}", name, revision);
//   log::Event(spdlog::level::info, "call", {{"method", method}, {"millis", 1.25}});   // fields are keys of the JSON
//
// Thread-safe. Call InitLog() once in main before the first thread; without it, text at level info.
#ifndef JIANBAO_LIBS_BASE_LOG_H_
#define JIANBAO_LIBS_BASE_LOG_H_

#include <initializer_list>
#include <string_view>

#include "absl/status/status.h"
#include "spdlog/spdlog.h"

namespace jianbao {

// InvalidArgument LOG_LEVEL_UNKNOWN unless it is debug, info, warning or error.
absl::Status CheckLogLevel(std::string_view level);
// InvalidArgument LOG_FORMAT_UNKNOWN unless it is text or json.
absl::Status CheckLogFormat(std::string_view format);

// `service` is printed on every line. Fails as CheckLogLevel() and CheckLogFormat() do.
absl::Status InitLog(std::string_view service, std::string_view level, std::string_view format);

namespace log {

template <typename... Args>
void Debug(fmt::format_string<Args...> format, Args&&... args) {
  spdlog::debug(format, std::forward<Args>(args)...);
}
template <typename... Args>
void Info(fmt::format_string<Args...> format, Args&&... args) {
  spdlog::info(format, std::forward<Args>(args)...);
}
template <typename... Args>
void Warning(fmt::format_string<Args...> format, Args&&... args) {
  spdlog::warn(format, std::forward<Args>(args)...);
}
template <typename... Args>
void Error(fmt::format_string<Args...> format, Args&&... args) {
  spdlog::error(format, std::forward<Args>(args)...);
}

// A named value of an event. Points at its text: not to outlive the expression it stands in.
struct Field {
  // NOLINTBEGIN(google-explicit-constructor): a field is written as a pair
  Field(std::string_view key, std::string_view text) : key(key), text(text) {}
  Field(std::string_view key, const std::string& text) : Field(key, std::string_view(text)) {}
  Field(std::string_view key, const char* text) : Field(key, std::string_view(text)) {}
  Field(std::string_view key, double number) : key(key), number(number), is_number(true) {}
  // NOLINTEND(google-explicit-constructor)

  std::string_view key;
  std::string_view text;
  double number = 0;
  bool is_number = false;
};

// Text: `call method=a/B millis=1.25`. JSON: an object with these keys beside time, level, service and message.
void Event(spdlog::level::level_enum level, std::string_view name, std::initializer_list<Field> fields);

}  // namespace log
}  // namespace jianbao

#endif  // JIANBAO_LIBS_BASE_LOG_H_
