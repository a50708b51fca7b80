// The command line: commands with their options, the settings all of them share, and what a command works with while it
// runs. Commands are declared by the Add…Commands() functions of commands.h. Not thread-safe.
#ifndef JIANBAO_CLI_APP_H_
#define JIANBAO_CLI_APP_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cli/json.h"
#include "cli/terminal.h"
#include "libs/client/client.h"
#include "libs/client/grpc_connection.h"

namespace jianbao::cli {

// Exit codes, part of the contract with scripts.
inline constexpr int kExitOk = 0;      // answered, also where nothing fits what was asked for
inline constexpr int kExitFailed = 1;  // the service or the data said no
inline constexpr int kExitUsage = 2;   // the command line is wrong, and nothing was sent

enum class Format { kText, kJson };

// What every command is told.
struct Settings {
  std::string format;  // "text", "json" or "" for the command's default
  std::string color = "auto";
  std::string ingest_address = "127.0.0.1:50051";
  std::string index_address = "127.0.0.1:50052";
  std::string query_address = "127.0.0.1:50053";
  absl::Duration timeout = absl::Seconds(30);
  client::Security security;  // the same for all three
};

// One run of one command.
class Session {
 public:
  Session(const Settings& settings, Format default_format, client::Connections connections);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  bool json() const { return format_ == Format::kJson; }
  // Of standard output and standard error.
  const Terminal& terminal() const { return terminal_; }
  const Terminal& error_terminal() const { return error_terminal_; }
  const client::Client& client() const { return client_; }

  // On standard output.
  void Print(std::string_view text) const;
  // One line on standard error (see errors.h); the exit code.
  int Fail(const absl::Status& status) const;
  // The same where it is the command line that is wrong.
  int Refuse(const absl::Status& status) const;
  // A remark on standard error.
  void Note(std::string_view text) const;

  // The response as JSON, or as text by `render`; or its error. The exit code.
  template <typename Response, typename Render>
  int Show(const absl::StatusOr<Response>& response, const Render& render) const {
    if (!response.ok()) return Fail(response.status());
    Print(json() ? ToJson(*response) : render(*response, terminal_));
    return kExitOk;
  }

 private:
  client::RetryPolicy MakePolicy() const;

  const Format format_;
  const absl::Duration timeout_;
  const Terminal terminal_;
  const Terminal error_terminal_;
  const client::Client client_;
};

// The options of one command. Every option has an environment variable, JIANBAO_{COMMAND}_{OPTION}. Targets must
// outlive App::Main() and hold the defaults.
class Command {
 public:
  void Positional(const std::string& name, std::string* target, const std::string& help);
  void Positional(const std::string& name, std::vector<std::string>* target, const std::string& help);  // one or more
  void Option(const std::string& name, std::string* target, const std::string& help);
  void Option(const std::string& name, std::optional<std::string>* target, const std::string& help);
  void Option(const std::string& name, std::vector<std::string>* target, const std::string& help);  // may be repeated
  void Option(const std::string& name, int* target, int min, int max, const std::string& help);
  void Option(const std::string& name, int64_t* target, const std::string& help);                   // not negative
  void Date(const std::string& name, std::optional<std::string>* target, const std::string& help);  // YYYY-MM-DD
  void Option(const std::string& name, bool* target, const std::string& help);
  // One of `values`.
  void Choice(const std::string& name, std::string* target, const std::vector<std::string>& values,
              const std::string& help);

 private:
  friend class App;
  struct Impl;
  explicit Command(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<Impl> impl_;
};

// To the three addresses of the settings, on the first call.
client::Connections ConnectOverGrpc(const Settings& settings);

class App {
 public:
  using Run = std::function<int(const Session&)>;

  // `connect` makes the connections of a run; over gRPC unless a test says otherwise.
  using Connect = std::function<client::Connections(const Settings&)>;
  explicit App(Connect connect = ConnectOverGrpc);
  ~App();

  // What --help says of a group of commands.
  void DescribeGroup(const std::string& name, const std::string& help);
  // `path`: "search", or "rejections list" for a command of a group. `example` is shown by its --help.
  Command Add(const std::string& path, const std::string& help, const std::string& example, Run run,
              Format default_format = Format::kText);
  // Parses, runs the command, returns the exit code.
  int Main(int argc, char** argv);

 private:
  struct Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace jianbao::cli

#endif  // JIANBAO_CLI_APP_H_
