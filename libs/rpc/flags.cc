#include "libs/rpc/flags.h"

#include <cstdio>
#include <utility>

#include "CLI/CLI.hpp"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

#ifndef JIANBAO_VERSION
#error "JIANBAO_VERSION is defined by CMake"
#endif

namespace jianbao::rpc {
namespace {

std::string EnvironmentPrefix(const std::string& program) {
  return absl::AsciiStrToUpper(absl::StrReplaceAll(program, {{"-", "_"}, {" ", "_"}})) + "_";
}

// Empty when `text` is a duration that is not negative; else what is wrong, as CLI11's validators answer.
std::string CheckDuration(const std::string& text) {
  absl::Duration duration;
  if (absl::ParseDuration(text, &duration) && duration >= absl::ZeroDuration()) return "";
  return absl::StrCat("\"", text, "\" is no duration, want for example 10s, 500ms or 1m30s");
}

}  // namespace

struct Flags::Impl {
  CLI::App app;
  std::string program;
  std::string prefix;

  CLI::Option* Finish(const std::string& name, CLI::Option* option) const {
    return option->envname(prefix + absl::AsciiStrToUpper(name));
  }
  template <typename T>
  void AddNumber(const std::string& name, T* target, T min, T max, const std::string& help) {
    Finish(name, app.add_option("--" + name, *target, help)->capture_default_str()->check(CLI::Range(min, max)));
  }
};

Flags::Flags(const std::string& program, const std::string& description, const std::string& example)
    : impl_(new Impl{CLI::App(description, program), program, EnvironmentPrefix(program)}) {
  impl_->app.set_version_flag("--version", program + " " JIANBAO_VERSION);
  impl_->app.footer("Example:\n  " + example);
  impl_->app.get_formatter()->column_width(34);
}

Flags::~Flags() = default;

void Flags::Add(const std::string& name, std::string* target, const std::string& help) {
  impl_->Finish(name, impl_->app.add_option("--" + name, *target, help)->capture_default_str());
}

void Flags::Add(const std::string& name, std::vector<std::string>* target, const std::string& help) {
  impl_->Finish(name, impl_->app.add_option("--" + name, *target, help)->capture_default_str()->delimiter(','));
}

void Flags::Add(const std::string& name, bool* target, const std::string& help) {
  impl_->Finish(name,
                impl_->app.add_flag("--" + name, *target, absl::StrCat(help, " [", *target ? "true" : "false", "]")));
}

void Flags::Add(const std::string& name, int* target, int min, int max, const std::string& help) {
  impl_->AddNumber(name, target, min, max, help);
}

void Flags::Add(const std::string& name, int64_t* target, int64_t min, int64_t max, const std::string& help) {
  impl_->AddNumber(name, target, min, max, help);
}

void Flags::Add(const std::string& name, absl::Duration* target, const std::string& help) {
  const std::function<void(const std::string&)> set = [target](const std::string& text) {
    absl::ParseDuration(text, target);
  };
  impl_->Finish(name, impl_->app.add_option_function("--" + name, set, help)
                          ->default_str(absl::FormatDuration(*target))
                          ->type_name("DURATION")
                          ->check(CLI::Validator([](std::string& text) { return CheckDuration(text); }, "")));
}

std::optional<int> Flags::Parse(int argc, char** argv) {
  try {
    impl_->app.parse(argc, argv);
  } catch (const CLI::Success& success) {  // --help, --version
    return impl_->app.exit(success);
  } catch (const CLI::ParseError& error) {
    std::fprintf(stderr, "%s: %s (see %s --help)\n", impl_->program.c_str(), error.what(), impl_->program.c_str());
    return 2;
  }
  return std::nullopt;
}

void AddServerFlags(ServerConfig* config, Flags* flags) {
  flags->Add("listen", &config->listen, "address to serve on, host:port; port 0 takes a free one");
  flags->Add("log_level", &config->log_level, "debug, info, warning or error");
  flags->Add("log_format", &config->log_format, "text or json, one line an event on standard error");
  flags->Add("reflection", &config->reflection, "answer gRPC reflection");
  flags->Add("max_receive_bytes", &config->max_receive_bytes, 1 << 10, 1 << 30, "largest request");
  flags->Add("max_send_bytes", &config->max_send_bytes, 1 << 10, 1 << 30, "largest response");
  flags->Add("max_concurrent_streams", &config->max_concurrent_streams, 1, 65536, "calls at a time on one connection");
  flags->Add("worker_threads", &config->worker_threads, 1, 1024, "calls handled at a time");
  flags->Add("max_queued_calls", &config->max_queued_calls, 0, 1'000'000, "calls that may wait for a worker");
  flags->Add("default_timeout", &config->default_timeout, "deadline of calls whose client sent none");
  flags->Add("drain_wait", &config->drain_wait, "after SIGTERM: time to report NOT_SERVING before calls are refused");
  flags->Add("drain_grace", &config->drain_grace, "then: time for calls in hand before they are cancelled");
}

}  // namespace jianbao::rpc
