// The real binaries, started as children of a test and ended by it. Not thread-safe.
#ifndef JIANBAO_TESTS_SUPPORT_PROCESS_H_
#define JIANBAO_TESTS_SUPPORT_PROCESS_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace jianbao::testing {

// How long tests wait for what is to succeed: far longer than it takes, so that neither a busy machine nor a sanitizer
// fails them.
constexpr absl::Duration kPatience = absl::Minutes(2);

// A folder of its own for one test, removed with it.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::string& path() const { return path_; }
  std::string Join(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// The bytes of a file; empty where it cannot be read.
std::string ReadWhole(const std::string& path);

// What a finished command left behind.
struct CommandResult {
  int exit_code = -1;  // 128 + signal number where a signal ended it
  std::string out;
  std::string err;
};

// Runs a binary of build/bin to its end. DeadlineExceeded (and the child killed) after `timeout`.
absl::StatusOr<CommandResult> RunCommand(const std::string& binary, const std::vector<std::string>& arguments,
                                         absl::Duration timeout = kPatience);

// A running service.
class Service {
 public:
  // Starts build/bin/`binary` with `arguments` and waits until it prints `listening on host:port`. Unavailable with
  // what it wrote to standard error where it ends first; DeadlineExceeded after `timeout`.
  static absl::StatusOr<std::unique_ptr<Service>> Start(const std::string& binary,
                                                        const std::vector<std::string>& arguments,
                                                        absl::Duration timeout = kPatience);
  // Kills the process if it still runs.
  ~Service();

  const std::string& address() const { return address_; }
  // The address that a line "`what` on host:port" announced before; "" where none did.
  std::string announced(const std::string& what) const;
  // What it has written to standard error so far.
  std::string log() const { return ReadWhole(log_path_); }
  // The first line of its log that has all of `parts`, which may come a second after what it tells of; "" where none
  // came within `timeout`.
  std::string LineOfLog(const std::vector<std::string>& parts, absl::Duration timeout = kPatience) const;
  pid_t pid() const { return pid_; }

  // SIGKILL, and wait until it is gone.
  void Kill();
  // SIGTERM, and wait: its exit code, 128 + signal where a signal ended it, -1 (and SIGKILL) after `timeout`.
  int Terminate(absl::Duration timeout = kPatience);
  // True once it has ended by itself or by a signal within `timeout`; then its exit code as above.
  bool WaitForEnd(absl::Duration timeout, int* exit_code);

 private:
  Service() = default;

  pid_t pid_ = -1;
  int out_ = -1;  // read end of the child's standard output
  std::string address_;
  std::string announcements_;
  std::string log_path_;
};

}  // namespace jianbao::testing

#endif  // JIANBAO_TESTS_SUPPORT_PROCESS_H_
