#include "libs/base/log.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>

#include "libs/base/error.h"
#include "libs/base/status.h"
#include "spdlog/pattern_formatter.h"
#include "spdlog/sinks/base_sink.h"

namespace jianbao {
namespace {

// Events are rendered whole here, for they have keys of their own; everything else by spdlog's pattern.
constexpr char kEventLogger[] = "events";
std::atomic<bool> events_in_json = false;

template <typename Out>
void AppendEscaped(std::string_view text, Out out) {
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      *out++ = '\\';
      *out++ = c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out = fmt::format_to(out, "\\u{:04x}", static_cast<int>(c));
    } else {
      *out++ = c;
    }
  }
}

// The message as the inside of a JSON string: spdlog's patterns do not escape.
class JsonMessage final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override {
    AppendEscaped({message.payload.data(), message.payload.size()}, std::back_inserter(out));
  }
  std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<JsonMessage>(); }
};

// Standard error, written in as few pieces as one may: under load a line each costs more than all else that is told of
// a call. What is said after a pause and what is wrong is written at once, the rest within kLongest or with the flush
// that spdlog does every second.
class StderrSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  ~StderrSink() override { Write(); }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    lines_.append(line.data(), line.size());
    const bool waits = message.level < spdlog::level::warn && message.time - written_ < kLongest;
    if (!waits || lines_.size() >= kMostBytes) Write();
  }
  void flush_() override { Write(); }

 private:
  static constexpr auto kLongest = std::chrono::milliseconds(50);
  static constexpr size_t kMostBytes = 16 << 10;

  void Write() {
    std::fwrite(lines_.data(), 1, lines_.size(), stderr);
    lines_.clear();
    written_ = spdlog::log_clock::now();
  }

  std::string lines_;
  spdlog::log_clock::time_point written_;
};

// A logger to standard error whose lines have this pattern.
std::shared_ptr<spdlog::logger> MakeLogger(const std::string& name, const std::string& pattern,
                                           spdlog::level::level_enum level) {
  auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
  formatter->add_flag<JsonMessage>('*').set_pattern(pattern);
  auto logger = std::make_shared<spdlog::logger>(name, std::make_shared<StderrSink>());
  logger->set_formatter(std::move(formatter));
  logger->set_level(level);
  return logger;
}

bool IsPlain(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](unsigned char c) { return c > 0x20 && c != '"' && c != '\\' && c != '='; });
}

void AppendField(const log::Field& field, bool json, std::string* out) {
  const auto end = std::back_inserter(*out);
  if (json) {
    fmt::format_to(end, ",\"{}\":", field.key);
  } else {
    fmt::format_to(end, " {}=", field.key);
  }
  if (field.is_number) {
    fmt::format_to(end, "{:.6g}", field.number);
  } else if (!json && IsPlain(field.text)) {
    out->append(field.text);
  } else {
    out->push_back('"');
    AppendEscaped(field.text, end);
    out->push_back('"');
  }
}

}  // namespace

absl::Status CheckLogLevel(std::string_view level) {
  if (level == "debug" || level == "info" || level == "warning" || level == "error") return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "LOG_LEVEL_UNKNOWN",
               absl::StrCat("unknown log level \"", std::string(level), "\", want debug, info, warning or error"));
}

absl::Status CheckLogFormat(std::string_view format) {
  if (format == "text" || format == "json") return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "LOG_FORMAT_UNKNOWN",
               absl::StrCat("unknown log format \"", std::string(format), "\", want text or json"));
}

absl::Status InitLog(std::string_view service, std::string_view level, std::string_view format) {
  JIANBAO_RETURN_IF_ERROR(CheckLogLevel(level));
  JIANBAO_RETURN_IF_ERROR(CheckLogFormat(format));
  const auto parsed = spdlog::level::from_str(std::string(level == "warning" ? "warn" : level));
  const bool json = format == "json";
  const std::string name(service);
  const std::string json_head =
      R"({"time":"%Y-%m-%dT%H:%M:%S.%fZ","level":"%l","service":")" + name + R"(","message":")";
  const std::string text_head = "%Y-%m-%dT%H:%M:%S.%eZ %L " + name + " ";
  spdlog::drop(kEventLogger);
  spdlog::register_logger(MakeLogger(kEventLogger, json ? json_head + "%v}" : text_head + "%v", parsed));
  events_in_json = json;
  spdlog::flush_every(std::chrono::seconds(1));
  spdlog::set_default_logger(MakeLogger(name, json ? json_head + R"(%*"})" : text_head + "%v", parsed));
  return absl::OkStatus();
}

void log::Event(spdlog::level::level_enum level, std::string_view name, std::initializer_list<Field> fields) {
  static thread_local std::shared_ptr<spdlog::logger> logger = spdlog::get(kEventLogger);
  if (logger == nullptr) logger = spdlog::get(kEventLogger);
  spdlog::logger& target = logger != nullptr ? *logger : *spdlog::default_logger_raw();
  if (!target.should_log(level)) return;
  const bool json = events_in_json;
  std::string line(name);
  if (json) line.push_back('"');
  for (const Field& field : fields) AppendField(field, json, &line);
  target.log(level, spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace jianbao
