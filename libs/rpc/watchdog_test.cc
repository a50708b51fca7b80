#include "libs/rpc/watchdog.h"

#include <atomic>

#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "libs/rpc/acceptor.h"
#include "libs/rpc/server.h"

namespace jianbao::rpc {
namespace {

TEST(WatchdogTest, ThreeMissesInARowAreDeafnessAndFewerAreNot) {
  std::atomic<int> asked = 0;
  absl::Notification deaf;
  // Two misses, an answer, then nothing but misses.
  const Watchdog watchdog(
      absl::Milliseconds(1), [&] { return ++asked == 3; }, [&] { deaf.Notify(); });
  EXPECT_TRUE(deaf.WaitForNotificationWithTimeout(absl::Seconds(20)));
  EXPECT_EQ(asked, 6);
}

TEST(WatchdogTest, AServerThatServesAnswersAndOneThatRefusesToo) {
  const auto server = *Server::Start(ServerConfig{}, {});
  EXPECT_TRUE(Answers(server->address(), {}, absl::Seconds(10)));
  server->SetServing(true);
  EXPECT_TRUE(Answers(server->address(), {}, absl::Seconds(10)));
  const std::string address = server->address();
  server->Drain();
  EXPECT_FALSE(Answers(address, {}, absl::Seconds(10)));
}

TEST(WatchdogTest, AListenerThatNeverAcceptsDoesNotAnswer) {
  ListenAddress address = *ParseListenAddress("127.0.0.1:0");
  const auto deaf = *Acceptor::Listen(&address, 10);  // not started: connections stay in the backlog
  EXPECT_FALSE(Answers(address.ToString(), {}, absl::Milliseconds(300)));
}

}  // namespace
}  // namespace jianbao::rpc
