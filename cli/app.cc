#include "cli/app.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <map>
#include <numeric>
#include <utility>

#include "CLI/CLI.hpp"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "cli/errors.h"
#include "libs/base/command_line.h"
#include "libs/names/names.h"
#include "libs/text/chars.h"

#ifndef JIANBAO_VERSION
#error "JIANBAO_VERSION is defined by CMake"
#endif

namespace jianbao::cli {
namespace {

constexpr char kFooter[] =
    "Settings may also stand behind the command. Each option can be set in the environment instead, see (Env:…).\n\n"
    "Exit codes:\n"
    "  0  answered, also where nothing fits what was asked for\n"
    "  1  the service or the data said no, e.g. a file was rejected or there is no such article\n"
    "  2  the command line is wrong, and nothing was sent\n\n"
    "Examples:\n"
    "  jianbao parse page.txt --format=text      check how a page is read, without any server\n"
    "  jianbao ingest issues/                    store every *.txt of a folder\n"
    "  jianbao search '秸秆禁烧 日期:2022'       find articles\n"
    "  jianbao person 贺若澜                     who is it, with titles over time";

constexpr absl::Duration kRetryNoteInterval = absl::Seconds(5);

ColorMode ParseColor(const std::string& text) {
  if (text == "always") return ColorMode::kAlways;
  return text == "never" ? ColorMode::kNever : ColorMode::kAuto;
}

Format ParseFormat(const std::string& text, Format default_format) {
  if (text.empty()) return default_format;
  return text == "json" ? Format::kJson : Format::kText;
}

std::string CheckDuration(const std::string& text) {
  absl::Duration duration;
  if (absl::ParseDuration(text, &duration) && duration > absl::ZeroDuration()) return "";
  return absl::StrCat("\"", text, "\" is no duration, want for example 30s or 5m");
}

// host:port, or what else gRPC reads as a target: dns:///host:port, unix:path.
std::string CheckAddress(const std::string& text) {
  const bool url = absl::StartsWith(text, "http:") || absl::StartsWith(text, "https:");
  if (!url && text.find(':') != std::string::npos) return "";
  return absl::StrCat("\"", text, "\" is no address of a service, want host:port, e.g. 127.0.0.1:50053");
}

std::string CheckUtf8(const std::string& text) {
  return text::IsValidUtf8(text) ? "" : "not UTF-8; look at the encoding of the terminal or the script";
}

std::string CheckDate(const std::string& text) {
  const absl::Status status = names::ParseDate(text, "").status();
  return status.ok() ? "" : absl::StrCat("\"", text, "\" is no day, want YYYY-MM-DD, e.g. 2021-03-16");
}

// `check` says what is wrong with a value; nothing where it is right.
CLI::Validator Checked(std::string (*check)(const std::string&)) {
  return CLI::Validator([check](std::string& text) { return check(text); }, "");
}

CLI::Option* WithEnvironment(const std::string& prefix, const std::string& name, CLI::Option* option) {
  return option->envname(prefix + absl::AsciiStrToUpper(name));
}

void AddSettings(CLI::App* app, Settings* settings) {
  const auto add = [&](const std::string& name, std::string* target, const std::string& help) {
    return WithEnvironment("JIANBAO_", name, app->add_option("--" + name, *target, help));
  };
  const auto address = [&](const std::string& name, std::string* target, const std::string& help) {
    add(name, target, help)->capture_default_str()->check(Checked(CheckAddress));
  };
  add("format", &settings->format, "text or json (the protobuf JSON of the response)")
      ->check(CLI::IsMember({"text", "json"}));
  add("color", &settings->color, "auto, always or never; NO_COLOR is honoured")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  address("ingest_address", &settings->ingest_address, "ingest service");
  address("index_address", &settings->index_address, "index service");
  address("query_address", &settings->query_address, "query service");
  add("tls_ca", &settings->security.tls.ca, "call over TLS and believe this CA, PEM");
  add("tls_cert", &settings->security.tls.certificate, "certificate to show, with its chain, PEM");
  add("tls_key", &settings->security.tls.key, "its private key, PEM");
  add("token_file", &settings->security.token_file, "file of a bearer token to send; needs TLS");
  const std::function<void(const std::string&)> set_timeout = [settings](const std::string& text) {
    absl::ParseDuration(text, &settings->timeout);
  };
  WithEnvironment(
      "JIANBAO_", "timeout",
      app->add_option_function("--timeout", set_timeout, "how long to wait and try again while a service is down"))
      ->default_str(absl::FormatDuration(settings->timeout))
      ->type_name("DURATION")
      ->check(Checked(CheckDuration));
}

// How many letters must be put in, left out or changed to make `b` of `a`.
size_t Edits(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

std::vector<std::string> Near(std::string_view word, const std::vector<std::string>& names) {
  constexpr size_t kMostEdits = 2;
  std::vector<std::string> near;
  std::copy_if(names.begin(), names.end(), std::back_inserter(near),
               [word](const std::string& name) { return Edits(word, name) <= kMostEdits; });
  return near;
}

std::string UnknownCommand(const std::string& word, const std::vector<const CLI::App*>& commands) {
  std::vector<std::string> names;
  for (const CLI::App* command : commands) names.push_back(command->get_name());
  const std::vector<std::string> near = Near(word, names);
  return absl::StrCat("there is no command \"", word, "\", ",
                      near.empty() ? absl::StrCat("want one of ", absl::StrJoin(names, ", "))
                                   : absl::StrCat("did you mean ", absl::StrJoin(near, " or "), "?"));
}

// `word`: --name or --name=value, which neither the command nor the whole program knows.
std::string UnknownOption(const std::string& word, const CLI::App* command, const CLI::App* program) {
  std::vector<std::string> names;
  for (const CLI::App* app : {command, program}) {
    for (const CLI::Option* option : app->get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  }
  const std::string name = word.substr(0, word.find('='));
  const std::vector<std::string> near = Near(name, names);
  return absl::StrCat("there is no option ", name,
                      near.empty() ? "" : absl::StrCat(", did you mean ", absl::StrJoin(near, " or "), "?"));
}

}  // namespace

client::Connections ConnectOverGrpc(const Settings& settings) {
  client::Connections connections;
  connections.ingest = client::MakeIngestConnection(settings.ingest_address, settings.security);
  connections.index = client::MakeIndexConnection(settings.index_address, settings.security);
  connections.query = client::MakeQueryConnection(settings.query_address, settings.security);
  return connections;
}

Session::Session(const Settings& settings, Format default_format, client::Connections connections)
    : format_(ParseFormat(settings.format, default_format)),
      timeout_(settings.timeout),
      terminal_(Terminal::Of(STDOUT_FILENO, ParseColor(settings.color))),
      error_terminal_(Terminal::Of(STDERR_FILENO, ParseColor(settings.color))),
      client_(std::move(connections), MakePolicy()) {}

client::RetryPolicy Session::MakePolicy() const {
  client::RetryPolicy policy;
  policy.timeout = timeout_;
  // The same trouble is told once, and again when it lasts.
  policy.on_retry = [this, told = std::string(), at = absl::InfinitePast()](const absl::Status& error,
                                                                            absl::Duration) mutable {
    const std::string message(error.message());
    if (message == told && absl::Now() - at < kRetryNoteInterval) return;
    told = message;
    at = absl::Now();
    Note(absl::StrCat(message, "; trying again for up to ", absl::FormatDuration(timeout_)));
  };
  return policy;
}

void Session::Print(std::string_view text) const {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

int Session::Fail(const absl::Status& status) const {
  std::fputs(absl::StrCat("jianbao: ", RenderError(status, error_terminal_)).c_str(), stderr);
  return kExitFailed;
}

int Session::Refuse(const absl::Status& status) const {
  Fail(status);
  return kExitUsage;
}

void Session::Note(std::string_view text) const {
  // On a terminal the line may hold a progress bar.
  if (error_terminal_.is_terminal) std::fputs("\r\x1b[K", stderr);
  StyledText line("jianbao: ", Style::kDim);
  std::fprintf(stderr, "%s\n", line.Append(text, Style::kWarning).ToString(error_terminal_.color).c_str());
}

struct Command::Impl {
  CLI::App* app = nullptr;
  std::string prefix;

  template <typename T>
  CLI::Option* Add(const std::string& name, T* target, const std::string& help) {
    return WithEnvironment(prefix, name, app->add_option("--" + name, *target, help));
  }
};

void Command::Positional(const std::string& name, std::string* target, const std::string& help) {
  CLI::Option* option = impl_->app->add_option(name, *target, help)->required();
  // Paths may be of any encoding.
  if (name != "file") option->check(Checked(CheckUtf8));
}

void Command::Positional(const std::string& name, std::vector<std::string>* target, const std::string& help) {
  impl_->app->add_option(name, *target, help)->required();
}

void Command::Option(const std::string& name, std::string* target, const std::string& help) {
  impl_->Add(name, target, help);
}

void Command::Option(const std::string& name, std::optional<std::string>* target, const std::string& help) {
  const std::function<void(const std::string&)> set = [target](const std::string& text) { *target = text; };
  WithEnvironment(impl_->prefix, name, impl_->app->add_option_function("--" + name, set, help));
}

void Command::Option(const std::string& name, std::vector<std::string>* target, const std::string& help) {
  impl_->Add(name, target, help)->allow_extra_args(false);
}

void Command::Option(const std::string& name, int* target, int min, int max, const std::string& help) {
  impl_->Add(name, target, help)->check(CLI::Range(min, max))->capture_default_str();
}

void Command::Option(const std::string& name, int64_t* target, const std::string& help) {
  impl_->Add(name, target, help)->check(CLI::NonNegativeNumber);
}

void Command::Date(const std::string& name, std::optional<std::string>* target, const std::string& help) {
  const std::function<void(const std::string&)> set = [target](const std::string& text) { *target = text; };
  WithEnvironment(impl_->prefix, name, impl_->app->add_option_function("--" + name, set, help))
      ->type_name("DATE")
      ->check(Checked(CheckDate));
}

void Command::Option(const std::string& name, bool* target, const std::string& help) {
  WithEnvironment(impl_->prefix, name, impl_->app->add_flag("--" + name, *target, help));
}

void Command::Choice(const std::string& name, std::string* target, const std::vector<std::string>& values,
                     const std::string& help) {
  impl_->Add(name, target, help)->check(CLI::IsMember(values))->capture_default_str();
}

struct App::Impl {
  Connect connect;
  CLI::App app{"Jianbao: articles, people and places of a newspaper archive.", "jianbao"};
  Settings settings;
  struct CommandGroup {
    CLI::App* app = nullptr;
    std::vector<std::string> examples;  // of its commands
  };
  std::map<std::string, CommandGroup> groups;
  std::function<int()> chosen;

  CommandGroup& Group(const std::string& name) {
    CommandGroup& group = groups[name];
    if (group.app == nullptr) {
      group.app = app.add_subcommand(name);
      group.app->require_subcommand(1)->fallthrough();
    }
    return group;
  }

  // Where the command `path` belongs. A group's help shows the examples of all its commands.
  CLI::App* ParentOf(const std::vector<std::string>& path, const std::string& example) {
    if (path.size() == 1) return &app;
    CommandGroup& group = Group(path[0]);
    group.examples.push_back(example);
    group.app->footer("Examples:\n  " + absl::StrJoin(group.examples, "\n  "));
    return group.app;
  }

  // The command, or as much of one, that was named.
  const CLI::App* Chosen() const {
    const CLI::App* command = &app;
    while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
    return command;
  }

  // What is wrong with the command line, and what would be right.
  std::string Explain(const CLI::ParseError& error, const std::vector<std::string>& words) const {
    const CLI::App* command = Chosen();
    const std::vector<const CLI::App*> commands = command->get_subcommands([](const CLI::App*) { return true; });
    const std::vector<std::string> left = app.remaining(/*recurse=*/true);
    const auto unknown = std::find_if(left.begin(), left.end(), [](const auto& word) { return word[0] != '-'; });
    if (!commands.empty()) return unknown == left.end() ? error.what() : UnknownCommand(*unknown, commands);
    const auto option = std::find_if(left.begin(), left.end(),
                                     [](const auto& word) { return word.size() > 2 && absl::StartsWith(word, "--"); });
    if (option != left.end()) return UnknownOption(*option, command, &app);
    if (command->get_option_no_throw("query") == nullptr) return error.what();
    // No option of ours is a single letter, but "-会议" is taken for some.
    const auto excluding = std::find_if(words.begin(), words.end(), [](const std::string& word) {
      return word.size() > 1 && word[0] == '-' && word[1] != '-';
    });
    if (excluding != words.end()) {
      return absl::StrCat(
          *excluding,
          " is no option; a query that begins with - is quoted and comes last, behind all options and --: jianbao ",
          command->get_name(), " [options] -- '", *excluding, " …'");
    }
    if (unknown == left.end()) return error.what();
    return absl::StrCat("a query of several words is quoted: jianbao ", command->get_name(), " '… ", *unknown, "'");
  }

  // Which word of "jianbao help …" names no command; empty where all do.
  std::string ExplainPath(const std::vector<std::string>& path) const {
    const CLI::App* command = &app;
    for (const std::string& word : path) {
      const std::vector<const CLI::App*> commands = command->get_subcommands([](const CLI::App*) { return true; });
      const auto named =
          std::find_if(commands.begin(), commands.end(), [&](const CLI::App* c) { return c->get_name() == word; });
      if (named == commands.end()) return commands.empty() ? "" : UnknownCommand(word, commands);
      command = *named;
    }
    return "";
  }

  // "jianbao search --help" where that is the command in question.
  std::string HelpOf(const CLI::App* command) const {
    std::string path = "--help";
    for (; command != &app; command = command->get_parent()) path = absl::StrCat(command->get_name(), " ", path);
    return "jianbao " + path;
  }
};

App::App(Connect connect) : impl_(std::make_unique<Impl>()) {
  impl_->connect = std::move(connect);
  impl_->app.set_version_flag("--version", "jianbao " JIANBAO_VERSION);
  impl_->app.require_subcommand(1)->fallthrough();
  impl_->app.footer(kFooter);
  impl_->app.get_formatter()->column_width(30);
  AddSettings(&impl_->app, &impl_->settings);
}

App::~App() = default;

void App::DescribeGroup(const std::string& name, const std::string& help) { impl_->Group(name).app->description(help); }

Command App::Add(const std::string& path, const std::string& help, const std::string& example, Run run,
                 Format default_format) {
  const std::vector<std::string> words = absl::StrSplit(path, ' ');
  CLI::App* parent = impl_->ParentOf(words, example);
  auto command = std::make_shared<Command::Impl>();
  command->app = parent->add_subcommand(words.back(), help);
  command->app->fallthrough()->footer("Example:\n  " + example);
  command->prefix = "JIANBAO_" + absl::AsciiStrToUpper(absl::StrJoin(words, "_")) + "_";
  command->app->callback([this, run = std::move(run), default_format] {
    impl_->chosen = [this, run, default_format] {
      return run(Session(impl_->settings, default_format, impl_->connect(impl_->settings)));
    };
  });
  return Command(std::move(command));
}

int App::Main(int argc, char** argv) {
  // "jianbao help search" is "jianbao search --help".
  std::vector<std::string> words = CommandLineWords(argc, argv);
  if (!words.empty() && words[0] == "help") {
    words.erase(words.begin());
    std::erase(words, "--help");
    if (const std::string unknown = impl_->ExplainPath(words); !unknown.empty()) {
      std::fprintf(stderr, "jianbao: %s (see jianbao --help)\n", unknown.c_str());
      return kExitUsage;
    }
    words.emplace_back("--help");
  }
  try {
    impl_->app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::Success& success) {  // --help, --version
    return impl_->app.exit(success);
  } catch (const CLI::ParseError& error) {
    std::fprintf(stderr, "jianbao: %s (see %s)\n", impl_->Explain(error, words).c_str(),
                 impl_->HelpOf(impl_->Chosen()).c_str());
    return kExitUsage;
  }
  const std::vector<std::string> problems = client::SecurityProblems(impl_->settings.security);
  for (const std::string& problem : problems) std::fprintf(stderr, "jianbao: %s\n", problem.c_str());
  return problems.empty() ? impl_->chosen() : kExitUsage;
}

}  // namespace jianbao::cli
