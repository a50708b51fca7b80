// kill -9 of the index while issues stream in, again and again: what was acknowledged is whole, what was not is whole
// or not there.
#include <atomic>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "tests/support/cluster.h"

namespace jianbao {
namespace {

using ingest::v1::IngestIssueRequest;
using ingest::v1::IngestIssueResponse;
using query::v1::QueryService;
using testing::Call;
using testing::Cluster;

constexpr int kRounds = 20;
constexpr int kArticles = 6;

absl::CivilDay DayOf(int number) { return absl::CivilDay(2001, 1, 1) + number; }

// A page of its own for every number, with a word in each article that no other page has.
IngestIssueRequest MakeIssue(int number) {
  const absl::CivilDay day = DayOf(number);
  std::string page;
  for (int i = 0; i < kArticles; ++i) {
    absl::StrAppendFormat(&page,
                          "\n第%d号灌渠第%d段修缮完工\n\n本报讯(记者柳一鸣)%d月%d日,编号q%da%d的灌渠工段修缮完工。"
                          "工程由县水利局实施,历时三个月,沿线村民的用水更加方便。\n",
                          number, i, day.month(), day.day(), number, i);
  }
  IngestIssueRequest request;
  request.set_content(page);
  request.mutable_hints()->set_publication("今日青禾");
  request.mutable_hints()->set_publish_date(absl::FormatCivilTime(day));
  request.set_source_uri(absl::StrCat("generated-", number));
  request.set_request_id(absl::StrCat("request-", number));
  return request;
}

class KillTest : public ::testing::Test {
 protected:
  void SetUp() override {
    // Writes that a kill met are given up soon: each round waits for that.
    auto cluster = Cluster::Start({.ingest = {"--index_patience=1s"}});
    ASSERT_OK(cluster);
    cluster_ = *std::move(cluster);
  }

  // Articles of issue `number` that are found through the inverted lists, and whether the issue itself is there.
  void Look(int number, int* found, bool* exists) {
    ASSERT_OK_AND_ASSIGN(const auto response,
                         cluster_->Search(absl::StrCat("q", number, "a0 OR q", number, "a1 OR q", number, "a2 OR q",
                                                       number, "a3 OR q", number, "a4 OR q", number, "a5")));
    *found = response.hits_size();
    query::v1::GetIssueRequest get;
    get.set_name(absl::StrCat("publications/jin-ri-qing-he/issues/", absl::FormatCivilTime(DayOf(number))));
    const auto issue = Call(cluster_->query_stub(), &QueryService::Stub::GetIssue, get);
    *exists = issue.ok();
    if (issue.ok()) {
      EXPECT_EQ(issue->articles_size(), kArticles);
    } else {
      EXPECT_THAT(issue, ErrorIs(absl::StatusCode::kNotFound, "ISSUE_NOT_FOUND"));
    }
  }

  std::unique_ptr<Cluster> cluster_;
};

TEST_F(KillTest, TwentyKillsLoseNothingAcknowledgedAndLeaveNothingHalf) {
  int next = 0;
  std::atomic<int> unacknowledged = 0;
  std::map<int, bool> acknowledged;
  for (int round = 0; round < kRounds; ++round) {
    std::atomic<bool> stop = false;
    std::atomic<int> acknowledged_now = 0;
    std::thread writer([&] {
      while (!stop) {
        const bool stored = cluster_->Ingest(MakeIssue(next)).ok();
        acknowledged[next++] = stored;
        (stored ? acknowledged_now : unacknowledged) += 1;
      }
    });
    // Each round dies at another moment of another write, and never before it has something to lose.
    const absl::Time patience = absl::Now() + testing::kPatience;
    while (acknowledged_now < 1 + round % 4 && absl::Now() < patience) absl::SleepFor(absl::Milliseconds(1));
    absl::SleepFor(absl::Microseconds(700 * round));
    cluster_->index().Kill();
    stop = true;
    writer.join();
    EXPECT_GT(acknowledged_now, 0);
    ASSERT_OK(cluster_->RestartIndex());
  }
  int kept = 0;
  for (const auto& [number, acked] : acknowledged) {
    int found = 0;
    bool exists = false;
    ASSERT_NO_FATAL_FAILURE(Look(number, &found, &exists));
    if (acked) {
      EXPECT_TRUE(exists) << "acknowledged issue " << number << " is lost";
      EXPECT_EQ(found, kArticles) << "acknowledged issue " << number;
      ++kept;
    } else {
      EXPECT_EQ(found, exists ? kArticles : 0) << "issue " << number << " is half there";
    }
  }
  EXPECT_GE(kept, kRounds) << "the test must have something to lose";
  EXPECT_GT(unacknowledged, 0) << "at least one kill must have met a write";
  std::cout << kept << " issues acknowledged and whole, " << unacknowledged << " not acknowledged\n";
  RecordProperty("acknowledged", kept);
  RecordProperty("unacknowledged", unacknowledged.load());
}

}  // namespace
}  // namespace jianbao
