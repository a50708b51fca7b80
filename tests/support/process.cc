#include "tests/support/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "libs/base/status.h"

namespace jianbao::testing {
namespace {

// Starts `binary` with standard output and error sent to the given descriptors; its working directory is ours.
absl::StatusOr<pid_t> Spawn(const std::string& binary, const std::vector<std::string>& arguments, int out, int err) {
  const std::string path = absl::StrCat(JIANBAO_BINARY_DIR, "/bin/", binary);
  std::vector<char*> argv = {const_cast<char*>(path.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const pid_t pid = fork();
  if (pid < 0) return absl::UnavailableError("fork failed");
  if (pid == 0) {
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    execv(path.c_str(), argv.data());
    _exit(127);
  }
  return pid;
}

// Waits for the child; false after `deadline`.
bool WaitUntil(pid_t pid, absl::Time deadline, int* wait_status) {
  while (true) {
    const pid_t done = waitpid(pid, wait_status, WNOHANG);
    if (done == pid || (done < 0 && errno == ECHILD)) return true;
    if (absl::Now() >= deadline) return false;
    absl::SleepFor(absl::Milliseconds(2));
  }
}

int ExitCode(int wait_status) {
  return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 128 + WTERMSIG(wait_status);
}

}  // namespace

std::string ReadWhole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

TempDir::TempDir() {
  std::string pattern = (std::filesystem::temp_directory_path() / "jianbao-test-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) std::abort();
  path_ = pattern;
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

absl::StatusOr<CommandResult> RunCommand(const std::string& binary, const std::vector<std::string>& arguments,
                                         absl::Duration timeout) {
  const TempDir dir;
  const int out = open(dir.Join("out").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const int err = open(dir.Join("err").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const auto pid = Spawn(binary, arguments, out, err);
  close(out);
  close(err);
  JIANBAO_RETURN_IF_ERROR(pid.status());
  int wait_status = 0;
  if (!WaitUntil(*pid, absl::Now() + timeout, &wait_status)) {
    kill(*pid, SIGKILL);
    waitpid(*pid, &wait_status, 0);
    return absl::DeadlineExceededError(absl::StrCat(binary, " did not end; it wrote: ", ReadWhole(dir.Join("err"))));
  }
  return CommandResult{ExitCode(wait_status), ReadWhole(dir.Join("out")), ReadWhole(dir.Join("err"))};
}

absl::StatusOr<std::unique_ptr<Service>> Service::Start(const std::string& binary,
                                                        const std::vector<std::string>& arguments,
                                                        absl::Duration timeout) {
  static int counter = 0;
  std::unique_ptr<Service> service(new Service());
  service->log_path_ =
      (std::filesystem::temp_directory_path() / absl::StrCat("jianbao-test-", getpid(), "-", ++counter, ".log"))
          .string();
  int pipe_ends[2];
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) return absl::UnavailableError("pipe failed");
  const int err = open(service->log_path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const auto pid = Spawn(binary, arguments, pipe_ends[1], err);
  close(pipe_ends[1]);
  close(err);
  service->out_ = pipe_ends[0];
  JIANBAO_RETURN_IF_ERROR(pid.status());
  service->pid_ = *pid;

  const std::string marker = "listening on ";
  const absl::Time deadline = absl::Now() + timeout;
  std::string text;
  while (absl::Now() < deadline) {
    pollfd ready = {service->out_, POLLIN, 0};
    poll(&ready, 1, 100);
    char buffer[512];
    const ssize_t n = ready.revents != 0 ? read(service->out_, buffer, sizeof(buffer)) : -1;
    if (n == 0) {
      return absl::UnavailableError(absl::StrCat(binary, " ended at start: ", ReadWhole(service->log_path_)));
    }
    if (n > 0) text.append(buffer, static_cast<size_t>(n));
    const size_t at = text.find(marker);
    const size_t end = at == std::string::npos ? at : text.find('\n', at);
    if (end != std::string::npos) {
      service->announcements_ = text;
      service->address_ = text.substr(at + marker.size(), end - at - marker.size());
      return service;
    }
  }
  return absl::DeadlineExceededError(absl::StrCat(binary, " did not start: ", ReadWhole(service->log_path_)));
}

std::string Service::announced(const std::string& what) const {
  const std::string marker = what + " on ";
  const size_t at = announcements_.find(marker);
  if (at == std::string::npos) return "";
  return announcements_.substr(at + marker.size(), announcements_.find('\n', at) - at - marker.size());
}

Service::~Service() {
  Kill();
  if (out_ >= 0) close(out_);
  std::error_code ignored;
  std::filesystem::remove(log_path_, ignored);
}

std::string Service::LineOfLog(const std::vector<std::string>& parts, absl::Duration timeout) const {
  const absl::Time end = absl::Now() + timeout;
  while (true) {
    const bool is_last_look = absl::Now() >= end;
    for (const std::string& line : std::vector<std::string>(absl::StrSplit(log(), '\n'))) {
      const auto has = [&](const std::string& part) { return absl::StrContains(line, part); };
      if (std::all_of(parts.begin(), parts.end(), has)) return line;
    }
    if (is_last_look) return "";
    absl::SleepFor(absl::Milliseconds(20));
  }
}

void Service::Kill() {
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  int wait_status = 0;
  waitpid(pid_, &wait_status, 0);
  pid_ = -1;
}

int Service::Terminate(absl::Duration timeout) {
  if (pid_ < 0) return -1;
  kill(pid_, SIGTERM);
  int exit_code = -1;
  if (!WaitForEnd(timeout, &exit_code)) Kill();
  return exit_code;
}

bool Service::WaitForEnd(absl::Duration timeout, int* exit_code) {
  int wait_status = 0;
  if (pid_ < 0 || !WaitUntil(pid_, absl::Now() + timeout, &wait_status)) return false;
  pid_ = -1;
  *exit_code = ExitCode(wait_status);
  return true;
}

}  // namespace jianbao::testing
