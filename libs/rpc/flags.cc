#include "libs/rpc/flags.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "CLI/CLI.hpp"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "libs/base/command_line.h"

#ifndef JIANBAO_VERSION
#error "JIANBAO_VERSION is defined by CMake"
#endif

namespace jianbao::rpc {
namespace {

std::string EnvironmentPrefix(const std::string& program) {
  return absl::AsciiStrToUpper(absl::StrReplaceAll(program, {{"-", "_"}, {" ", "_"}})) + "_";
}

// Whether and how much of `text` is a number between `min` and `max`; what is wrong, else "".
template <typename T>
std::string ParseNumber(const std::string& text, T min, T max, T* target) {
  T number = 0;
  if (absl::SimpleAtoi(text, &number) && number >= min && number <= max) {
    *target = number;
    return "";
  }
  return absl::StrCat("\"", text, "\" is not a whole number from ", min, " to ", max);
}

std::string ParseBool(const std::string& text, bool* target) {
  return absl::SimpleAtob(text, target) ? "" : absl::StrCat("\"", text, "\" is neither true nor false");
}

std::string ParseDuration(const std::string& text, absl::Duration* target) {
  absl::Duration duration;
  if (!absl::ParseDuration(text, &duration) || duration < absl::ZeroDuration()) {
    return absl::StrCat("\"", text, "\" is no duration, want for example 10s, 500ms or 1m30s");
  }
  *target = duration;
  return "";
}

}  // namespace

struct Flags::Impl {
  struct Flag {
    std::string name;
    CLI::Option* option;
    Parser parse;
  };

  CLI::App app;
  std::string program;
  std::string prefix;
  std::vector<Flag> flags;
  std::vector<Check> checks;
  bool check_only = false;

  void Register(CLI::Option* option, const std::string& name, Parser parse, const std::string& help);
  std::vector<std::string> Problems() const;
};

void Flags::Impl::Register(CLI::Option* option, const std::string& name, Parser parse, const std::string& help) {
  option->description(help)
      ->envname(prefix + absl::AsciiStrToUpper(name))
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  flags.push_back({name, option, std::move(parse)});
}

// CLI11 would stop at the first value that it cannot convert. So it only collects texts, and they are read here.
std::vector<std::string> Flags::Impl::Problems() const {
  std::vector<std::string> problems;
  for (const std::string& unknown : app.remaining()) problems.push_back(absl::StrCat(unknown, ": no such flag"));
  for (const Flag& flag : flags) {
    if (flag.option->count() == 0) continue;
    const std::string problem = flag.parse(flag.option->results().back());
    if (!problem.empty()) problems.push_back(absl::StrCat("--", flag.name, ": ", problem));
  }
  for (const Check& check : checks) {
    for (std::string& problem : check()) problems.push_back(std::move(problem));
  }
  return problems;
}

Flags::Flags(const std::string& program, const std::string& description, const std::string& example)
    : impl_(new Impl{CLI::App(description, program), program, EnvironmentPrefix(program)}) {
  impl_->app.set_version_flag("--version", program + " " JIANBAO_VERSION);
  impl_->app.footer("Example:\n  " + example);
  impl_->app.get_formatter()->column_width(34);
  impl_->app.allow_extras();
  Add("check_config", &impl_->check_only, "say what is wrong with the configuration, and do nothing else");
}

Flags::~Flags() = default;

void Flags::Add(const std::string& name, const std::string& type, const std::string& default_text, Parser parse,
                const std::string& help) {
  impl_->Register(impl_->app.add_option("--" + name)->type_name(type)->default_str(default_text), name,
                  std::move(parse), help);
}

void Flags::Add(const std::string& name, std::string* target, const std::string& help) {
  const auto set = [target](const std::string& text) {
    *target = text;
    return std::string();
  };
  Add(name, "TEXT", *target, set, help);
}

void Flags::Add(const std::string& name, std::vector<std::string>* target, const std::string& help) {
  const auto set = [target](const std::string& text) {
    *target = absl::StrSplit(text, ',', absl::SkipEmpty());
    return std::string();
  };
  Add(name, "TEXT,…", absl::StrJoin(*target, ","), set, help);
}

void Flags::Add(const std::string& name, bool* target, const std::string& help) {
  impl_->Register(
      impl_->app.add_flag("--" + name), name, [target](const std::string& text) { return ParseBool(text, target); },
      absl::StrCat(help, " [", *target ? "true" : "false", "]"));
}

void Flags::Add(const std::string& name, int* target, int min, int max, const std::string& help) {
  Add(
      name, absl::StrCat(min, "..", max), absl::StrCat(*target),
      [=](const std::string& text) { return ParseNumber(text, min, max, target); }, help);
}

void Flags::Add(const std::string& name, int64_t* target, int64_t min, int64_t max, const std::string& help) {
  Add(
      name, absl::StrCat(min, "..", max), absl::StrCat(*target),
      [=](const std::string& text) { return ParseNumber(text, min, max, target); }, help);
}

void Flags::Add(const std::string& name, absl::Duration* target, const std::string& help) {
  Add(
      name, "DURATION", absl::FormatDuration(*target),
      [target](const std::string& text) { return ParseDuration(text, target); }, help);
}

void Flags::AddCheck(Check check) { impl_->checks.push_back(std::move(check)); }

std::optional<int> Flags::Parse(int argc, char** argv) {
  std::vector<std::string> problems;
  try {
    std::vector<std::string> words = CommandLineWords(argc, argv);
    std::reverse(words.begin(), words.end());  // as CLI11 takes them
    impl_->app.parse(std::move(words));
    problems = impl_->Problems();
  } catch (const CLI::Success& success) {  // --help, --version
    return impl_->app.exit(success);
  } catch (const CLI::ParseError& error) {
    problems.emplace_back(error.what());
  }
  const char* program = impl_->program.c_str();
  for (const std::string& problem : problems) std::fprintf(stderr, "%s: %s\n", program, problem.c_str());
  if (!problems.empty()) {
    std::fprintf(stderr, "%s: the configuration has %zu problem%s, see %s --help\n", program, problems.size(),
                 problems.size() == 1 ? "" : "s", program);
    return 2;
  }
  if (!impl_->check_only) return std::nullopt;
  std::printf("%s: the configuration is sound\n", program);
  return 0;
}

namespace {

std::string ParseAccessLog(const std::string& text, AccessLog* target) {
  if (text == "off") {
    *target = AccessLog::kOff;
  } else if (text == "debug") {
    *target = AccessLog::kDebug;
  } else if (text == "info") {
    *target = AccessLog::kInfo;
  } else {
    return absl::StrCat("\"", text, "\" is unknown, want off, debug or info");
  }
  return "";
}

}  // namespace

void AddServerFlags(ServerConfig* config, Flags* flags) {
  flags->Add("listen", &config->listen, "address to serve on, host:port; port 0 takes a free one");
  flags->Add("log_level", &config->log_level, "debug, info, warning or error");
  flags->Add("log_format", &config->log_format, "text or json, one line an event on standard error");
  flags->Add(
      "access_log", "TEXT", "info",
      [config](const std::string& text) { return ParseAccessLog(text, &config->access_log); },
      "one line a call at this level: off, debug or info");
  flags->Add("metrics_listen", &config->metrics_listen,
             "address of Prometheus metrics over HTTP, host:port; empty: none");
  flags->Add("health_listen", &config->health_listen,
             "address of a second server with health alone, in clear text, for probes; empty: none");
  flags->Add("tls_cert", &config->tls.certificate, "our certificate with its chain, PEM; with --tls_key: TLS");
  flags->Add("tls_key", &config->tls.key, "its private key, PEM");
  flags->Add("tls_client_ca", &config->tls.ca, "clients must show a certificate of this CA, PEM");
  flags->Add("authorization", &config->authorization, "file that says who may call what; empty: everybody everything");
  flags->Add("channelz", &config->channelz, "answer gRPC channelz");
  flags->Add("reflection", &config->reflection, "answer gRPC reflection");
  flags->Add("max_receive_bytes", &config->max_receive_bytes, 1 << 10, 1 << 30, "largest request");
  flags->Add("max_send_bytes", &config->max_send_bytes, 1 << 10, 1 << 30, "largest response");
  flags->Add("max_connections", &config->max_connections, 1, 1'000'000, "open connections");
  flags->Add("min_open_files", &config->min_open_files, 64, 1'000'000, "start only where so many files may be open");
  flags->Add("max_connection_idle", &config->max_connection_idle, "close connections without calls; 0: never");
  flags->Add("max_connection_age", &config->max_connection_age, "close connections of this age; 0: never");
  flags->Add("max_connection_age_grace", &config->max_connection_age_grace, "then: time for the calls on them");
  flags->Add("max_transport_memory_mib", &config->max_transport_memory_mib, 16, 1 << 20,
             "memory of messages on their way, MiB");
  flags->Add("watchdog_interval", &config->watchdog_interval,
             "how often the server calls itself, to end when it is deaf; 0: never");
  flags->Add("client_rate", &config->client_rate, 0, 1'000'000, "calls a second of one client; 0: no limit");
  flags->Add("client_burst", &config->client_burst, 1, 1'000'000, "calls at once of one client");
  flags->Add("max_concurrent_streams", &config->max_concurrent_streams, 1, 65536, "calls at a time on one connection");
  flags->Add("worker_threads", &config->worker_threads, 1, 1024, "calls handled at a time");
  flags->Add("max_queued_calls", &config->max_queued_calls, 0, 1'000'000, "calls that may wait for a worker");
  flags->Add("max_queue_wait", &config->max_queue_wait, "calls that would wait longer are refused; 0: wait");
  flags->Add("max_calls", &config->max_calls, 1, 1'000'000, "calls in hand, streams among them");
  flags->Add("max_request_memory_mib", &config->max_request_memory_mib, 1, 1 << 20, "memory of requests in hand, MiB");
  flags->Add("default_timeout", &config->default_timeout, "deadline of calls whose client sent none");
  flags->Add("drain_wait", &config->drain_wait, "after SIGTERM: time to report NOT_SERVING before calls are refused");
  flags->Add("drain_grace", &config->drain_grace, "then: time for calls in hand before they are cancelled");
  flags->AddCheck([config] { return Problems(*config); });
}

void AddChannelFlags(const std::string& prefix, const std::string& peer, ChannelSecurity* security, Flags* flags) {
  flags->Add(prefix + "tls_ca", &security->tls.ca,
             absl::StrCat("call ", peer, " over TLS and believe this CA, PEM; empty: clear text"));
  flags->Add(prefix + "tls_cert", &security->tls.certificate,
             absl::StrCat("certificate that ", peer, " is shown, with its chain, PEM"));
  flags->Add(prefix + "tls_key", &security->tls.key, "its private key, PEM");
  flags->Add(prefix + "token_file", &security->token_file, absl::StrCat("file of a bearer token for ", peer));
  flags->AddCheck([security, prefix] { return Problems(*security, prefix); });
}

}  // namespace jianbao::rpc
