// One line of log per event, through spdlog, to standard error: text for people or JSON for collectors.
//
//   log::Info("issue applied name={} revision={}", name, revision);
//
// Thread-safe. Call InitLog() once in main before the first thread; without it, text at level info.
#ifndef JIANBAO_LIBS_BASE_LOG_H_
#define JIANBAO_LIBS_BASE_LOG_H_

#include <string_view>

#include "absl/status/status.h"
#include "spdlog/spdlog.h"

namespace jianbao {

// `level`: debug, info, warning or error. `format`: text or json. `service` is printed on every line.
// InvalidArgument names what would be right.
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

}  // namespace log
}  // namespace jianbao

#endif  // JIANBAO_LIBS_BASE_LOG_H_
