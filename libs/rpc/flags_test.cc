#include "libs/rpc/flags.h"

#include <cstdlib>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace jianbao::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::internal::CaptureStderr;
using ::testing::internal::CaptureStdout;
using ::testing::internal::GetCapturedStderr;
using ::testing::internal::GetCapturedStdout;

class FlagsTest : public testing::Test {
 protected:
  FlagsTest() : flags_("jianbao-sample", "Does a sample's work.", "jianbao-sample --count=3") {
    AddServerFlags(&config_, &flags_);
    flags_.Add("count", &count_, 1, 9, "how many");
    flags_.Add("shards", &shards_, "where the shards are");
  }

  std::optional<int> Parse(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "jianbao-sample");
    std::vector<char*> argv;
    argv.reserve(arguments.size());
    for (std::string& argument : arguments) argv.push_back(argument.data());
    return flags_.Parse(static_cast<int>(argv.size()), argv.data());
  }

  ServerConfig config_;
  int count_ = 2;
  std::vector<std::string> shards_ = {"127.0.0.1:50052"};
  Flags flags_;
};

TEST_F(FlagsTest, DefaultsStayWithoutFlags) {
  EXPECT_EQ(Parse({}), std::nullopt);
  EXPECT_EQ(count_, 2);
  EXPECT_EQ(config_.drain_grace, absl::Seconds(10));
  EXPECT_TRUE(config_.reflection);
}

TEST_F(FlagsTest, EveryTypeIsRead) {
  EXPECT_EQ(
      Parse({"--count=3", "--listen=127.0.0.1:0", "--reflection=false", "--drain_grace=1500ms", "--shards=a:1,b:2"}),
      std::nullopt);
  EXPECT_EQ(count_, 3);
  EXPECT_EQ(config_.listen, "127.0.0.1:0");
  EXPECT_FALSE(config_.reflection);
  EXPECT_EQ(config_.drain_grace, absl::Milliseconds(1500));
  EXPECT_EQ(shards_, (std::vector<std::string>{"a:1", "b:2"}));
}

TEST_F(FlagsTest, TheEnvironmentFillsInAndTheCommandLineWins) {
  setenv("JIANBAO_SAMPLE_COUNT", "4", 1);
  setenv("JIANBAO_SAMPLE_DRAIN_GRACE", "3s", 1);
  setenv("JIANBAO_SAMPLE_REFLECTION", "false", 1);
  EXPECT_EQ(Parse({"--drain_grace=2s"}), std::nullopt);
  unsetenv("JIANBAO_SAMPLE_COUNT");
  unsetenv("JIANBAO_SAMPLE_DRAIN_GRACE");
  unsetenv("JIANBAO_SAMPLE_REFLECTION");
  EXPECT_EQ(count_, 4);
  EXPECT_EQ(config_.drain_grace, absl::Seconds(2));
  EXPECT_FALSE(config_.reflection);
}

TEST_F(FlagsTest, AnEmptyValueTakesNothingFromTheNextFlag) {
  EXPECT_EQ(Parse({"--shards=", "--count=4"}), std::nullopt);
  EXPECT_EQ(count_, 4);
  EXPECT_EQ(Parse({"--count=", "--drain_grace=2s"}), 2);
}

TEST_F(FlagsTest, WrongFlagsExitWithTwoAndSayWhatIsWrong) {
  const std::pair<std::string, std::string> cases[] = {{"--nonsense=1", "--nonsense"},
                                                       {"--count=10", "\"10\" is not a whole number from 1 to 9"},
                                                       {"--count=x", "--count"},
                                                       {"--drain_grace=soon", "\"soon\" is no duration"},
                                                       {"--drain_grace=-1s", "\"-1s\" is no duration"},
                                                       {"stray", "stray"}};
  for (const auto& [argument, message] : cases) {
    CaptureStderr();
    EXPECT_EQ(Parse({argument}), 2);
    EXPECT_THAT(GetCapturedStderr(), HasSubstr(message));
  }
}

TEST_F(FlagsTest, AllProblemsAreListedAtOnce) {
  CaptureStderr();
  EXPECT_EQ(Parse({"--count=x", "--listen=here", "--log_level=loud", "--max_calls=0", "--access_log=always"}), 2);
  EXPECT_EQ(GetCapturedStderr(),
            "jianbao-sample: --access_log: \"always\" is unknown, want off, debug or info\n"
            "jianbao-sample: --max_calls: \"0\" is not a whole number from 1 to 1000000\n"
            "jianbao-sample: --count: \"x\" is not a whole number from 1 to 9\n"
            "jianbao-sample: --listen: \"here\" is no listen address, want host:port such as 127.0.0.1:50051, "
            "[::1]:50051, or port 0 for a free one\n"
            "jianbao-sample: --log_level: unknown log level \"loud\", want debug, info, warning or error\n"
            "jianbao-sample: the configuration has 5 problems, see jianbao-sample --help\n");
}

TEST_F(FlagsTest, CheckConfigSaysWhetherTheConfigurationIsSound) {
  CaptureStdout();
  EXPECT_EQ(Parse({"--check_config", "--count=3"}), 0);
  EXPECT_EQ(GetCapturedStdout(), "jianbao-sample: the configuration is sound\n");
  CaptureStderr();
  EXPECT_EQ(Parse({"--check_config", "--count=30"}), 2);
  EXPECT_THAT(GetCapturedStderr(), HasSubstr("--count"));
}

TEST_F(FlagsTest, AFlagOfTruthMayStandAlone) {
  config_.reflection = false;
  EXPECT_EQ(Parse({"--reflection"}), std::nullopt);
  EXPECT_TRUE(config_.reflection);
}

TEST_F(FlagsTest, HelpShowsDefaultEnvironmentVariableAndExample) {
  CaptureStdout();
  EXPECT_EQ(Parse({"--help"}), 0);
  const std::string help = GetCapturedStdout();
  EXPECT_THAT(help, HasSubstr("JIANBAO_SAMPLE_DRAIN_GRACE"));
  EXPECT_THAT(help, HasSubstr("10s"));
  EXPECT_THAT(help, HasSubstr("Example:\n  jianbao-sample --count=3"));
}

}  // namespace
}  // namespace jianbao::rpc
