// The whole life of a service process, played by rpc_sample_service.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace jianbao::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// A child process with its standard output and error in one pipe.
class Child {
 public:
  explicit Child(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), RPC_SAMPLE_SERVICE);
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    int ends[2];
    if (pipe(ends) != 0) std::perror("pipe");
    pid_ = fork();
    if (pid_ == 0) {
      dup2(ends[1], STDOUT_FILENO);
      dup2(ends[1], STDERR_FILENO);
      close(ends[0]);
      execv(argv[0], argv.data());
      _exit(127);
    }
    close(ends[1]);
    output_ = fdopen(ends[0], "r");
  }
  ~Child() { std::fclose(output_); }

  // Reads on until a line holds `text`; that line, or "" at the end of output.
  std::string LineWith(const std::string& text) {
    char line[1024];
    while (std::fgets(line, sizeof(line), output_) != nullptr) {
      if (std::string(line).find(text) != std::string::npos) return line;
    }
    return "";
  }
  void Signal(int signal) { kill(pid_, signal); }
  int ExitCode() {
    int status = 0;
    waitpid(pid_, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

 private:
  pid_t pid_ = 0;
  FILE* output_ = nullptr;
};

TEST(ServiceTest, SaysWhereItListensAndStopsCleanlyOnSigterm) {
  Child child({"--listen=127.0.0.1:0"});
  EXPECT_THAT(child.LineWith("listening on"), StartsWith("listening on 127.0.0.1:"));
  child.Signal(SIGTERM);
  EXPECT_NE(child.LineWith("flushed"), "");
  EXPECT_EQ(child.ExitCode(), 0);
}

TEST(ServiceTest, SigintStopsItToo) {
  Child child({"--listen=127.0.0.1:0"});
  EXPECT_NE(child.LineWith("listening on"), "");
  child.Signal(SIGINT);
  EXPECT_EQ(child.ExitCode(), 0);
}

TEST(ServiceTest, ASecondSignalEndsItAtOnce) {
  Child child({"--listen=127.0.0.1:0", "--drain_wait=60s"});
  EXPECT_NE(child.LineWith("listening on"), "");
  child.Signal(SIGTERM);
  EXPECT_NE(child.LineWith("draining"), "");
  child.Signal(SIGTERM);
  EXPECT_EQ(child.ExitCode(), 128 + SIGTERM);
}

TEST(ServiceTest, AnAddressInUseFailsWithAClearLine) {
  Child first({"--listen=127.0.0.1:0"});
  const std::string line = first.LineWith("listening on");
  const std::string address = line.substr(13, line.size() - 14);
  Child second({"--listen=" + address});
  EXPECT_THAT(second.LineWith("cannot listen"), HasSubstr("cannot listen on " + address + ": address already in use"));
  EXPECT_EQ(second.ExitCode(), 1);
  first.Signal(SIGTERM);
  EXPECT_EQ(first.ExitCode(), 0);
}

TEST(ServiceTest, AWrongSettingExitsWithTwo) {
  Child child({"--log_level=loud"});
  EXPECT_NE(child.LineWith("unknown log level \"loud\""), "");
  EXPECT_EQ(child.ExitCode(), 2);
}

TEST(ServiceTest, AFailedStartEndsTheProcessWithItsError) {
  Child child({"--listen=127.0.0.1:0", "--fail_start"});
  EXPECT_THAT(child.LineWith("store"), HasSubstr("rpc_sample_service: the store cannot be opened"));
  EXPECT_EQ(child.ExitCode(), 1);
}

}  // namespace
}  // namespace jianbao::rpc
