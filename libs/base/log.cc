#include "libs/base/log.h"

#include <memory>
#include <string>

#include "libs/base/error.h"
#include "spdlog/pattern_formatter.h"
#include "spdlog/sinks/stdout_sinks.h"

namespace jianbao {
namespace {

// The message as the inside of a JSON string: spdlog's patterns do not escape.
class JsonMessage final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override {
    for (const char c : message.payload) {
      if (c == '"' || c == '\\') {
        out.push_back('\\');
        out.push_back(c);
      } else if (static_cast<unsigned char>(c) < 0x20) {
        fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<int>(c));
      } else {
        out.push_back(c);
      }
    }
  }
  std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<JsonMessage>(); }
};

}  // namespace

absl::Status InitLog(std::string_view service, std::string_view level, std::string_view format) {
  const std::string level_name(level == "warning" ? "warn" : level);
  const auto parsed = spdlog::level::from_str(level_name);
  if (level != "debug" && level != "info" && level != "warning" && level != "error") {
    return jianbao::Error(
        absl::StatusCode::kInvalidArgument, "LOG_LEVEL_UNKNOWN",
        absl::StrCat("unknown log level \"", std::string(level), "\", want debug, info, warning or error"));
  }
  auto logger =
      std::make_shared<spdlog::logger>(std::string(service), std::make_shared<spdlog::sinks::stderr_sink_mt>());
  auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
  if (format == "json") {
    formatter->add_flag<JsonMessage>('*').set_pattern(
        R"({"time":"%Y-%m-%dT%H:%M:%S.%fZ","level":"%l","service":"%n","message":"%*"})");
  } else if (format == "text") {
    formatter->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %L %n %v");
  } else {
    return jianbao::Error(absl::StatusCode::kInvalidArgument, "LOG_FORMAT_UNKNOWN",
                          absl::StrCat("unknown log format \"", std::string(format), "\", want text or json"));
  }
  logger->set_formatter(std::move(formatter));
  logger->set_level(parsed);
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
  return absl::OkStatus();
}

}  // namespace jianbao
