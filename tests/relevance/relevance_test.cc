// How well the query service answers the judged queries of seeds/queries.jsonl, and how surely an article is found
// again by its headline. The archive holds the issues as their gold annotations read them, so that search is judged
// alone; what parsing adds or takes away is printed beside it. tests/relevance/golden.txt shows every answer to a
// reader; JIANBAO_UPDATE_GOLDENS=1 writes it anew.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "libs/text/chars.h"
#include "nlohmann/json.hpp"
#include "tests/relevance/gold_issue.h"
#include "tests/relevance/ranking.h"
#include "tests/support/cluster.h"

namespace jianbao::relevance {
namespace {

using Json = nlohmann::json;
using index::v1::IndexService;
using query::v1::QueryService;

constexpr char kSeeds[] = JIANBAO_SOURCE_DIR "/seeds";
constexpr char kGolden[] = JIANBAO_SOURCE_DIR "/tests/relevance/golden.txt";

struct JudgedQuery {
  std::string id, kind, text;
  Judgments judgments;
};

struct Answer {
  std::vector<std::string> names, headlines;
  std::string mode;
};

class RelevanceTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto cluster = testing::Cluster::Start();
    ASSERT_OK(cluster);
    cluster_ = std::move(cluster)->release();
    for (const std::string& path : testing::ListFiles(absl::StrCat(kSeeds, "/issues"), ".txt")) Store(path);
  }
  static void TearDownTestSuite() {
    delete cluster_;
    cluster_ = nullptr;
  }

  static void Store(const std::string& path) {
    const std::string file = path.substr(path.rfind('/') + 1);
    const Json gold = Json::parse(testing::ReadWhole(absl::StrCat(kSeeds, "/gold/", file.substr(0, 2), ".gold.json")));
    const index::v1::ApplyIssueRequest request = GoldIssue(gold, testing::ReadWhole(path));
    ASSERT_OK(testing::Call(cluster_->index_stub(), &IndexService::Stub::ApplyIssue, request));
    for (const auto& article : request.articles()) {
      if (!article.headline_derived() && !article.body().empty())
        known_items_.emplace_back(article.headline(), article.name());
    }
    issue_of_[file] = request.issue().name();
  }

  static std::vector<JudgedQuery> Queries() {
    std::vector<JudgedQuery> queries;
    for (const absl::string_view line :
         absl::StrSplit(testing::ReadWhole(absl::StrCat(kSeeds, "/queries.jsonl")), '\n', absl::SkipEmpty())) {
      const Json json = Json::parse(line.begin(), line.end());
      JudgedQuery query{json["id"], json["class"], json["query"], {}};
      for (const Json& judgment : json["judgments"]) {
        const std::string& issue = issue_of_.at(judgment["file"]);
        query.judgments[absl::StrCat(issue, "/articles/", judgment["article"].get<int>())] = judgment["grade"];
      }
      queries.push_back(std::move(query));
    }
    return queries;
  }

  static Answer Ask(const std::string& text) {
    query::v1::SearchRequest request;
    request.set_query(text);
    const auto response = testing::Call(cluster_->query_stub(), &QueryService::Stub::Search, request);
    EXPECT_OK(response) << text;
    Answer answer;
    if (!response.ok()) return answer;
    answer.mode = query::v1::MatchMode_Name(response->applied_match_mode());
    for (const auto& hit : response->hits()) {
      answer.names.push_back(hit.article().name());
      answer.headlines.push_back(hit.article().headline());
    }
    return answer;
  }

  static inline testing::Cluster* cluster_ = nullptr;
  static inline std::map<std::string, std::string> issue_of_;                   // by file
  static inline std::vector<std::pair<std::string, std::string>> known_items_;  // headline, article
};

// One query as a reader checks it: figures, then each hit with its grade, then what was missed.
std::string Report(const JudgedQuery& query, const Answer& answer, double ndcg) {
  std::string report =
      absl::StrFormat("%s %s [%s] %s nDCG@10 %.3f\n", query.id, query.kind, query.text, answer.mode, ndcg);
  for (size_t i = 0; i < answer.names.size(); ++i) {
    const auto judged = query.judgments.find(answer.names[i]);
    const int grade = judged == query.judgments.end() ? 0 : judged->second;
    absl::StrAppend(&report, "  ", i + 1, ". grade ", grade, " ", answer.headlines[i], "\n");
  }
  const std::set<std::string> shown(answer.names.begin(), answer.names.end());
  for (const auto& [name, grade] : query.judgments) {
    if (!shown.contains(name)) absl::StrAppend(&report, "  missed grade ", grade, " ", name, "\n");
  }
  return report;
}

TEST_F(RelevanceTest, JudgedQueriesAreAnsweredWell) {
  std::map<std::string, std::pair<double, int>> by_class;
  std::string report;
  for (const JudgedQuery& query : Queries()) {
    const Answer answer = Ask(query.text);
    const double ndcg = NdcgAt10(answer.names, query.judgments);
    absl::StrAppend(&report, Report(query, answer, ndcg));
    for (const std::string& name : {query.kind, std::string("all")}) {
      by_class[name].first += ndcg;
      ++by_class[name].second;
    }
  }
  std::string table;
  for (const auto& [name, sum] : by_class) {
    absl::StrAppendFormat(&table, "%-7s %2d queries  nDCG@10 %.3f\n", name, sum.second, sum.first / sum.second);
  }
  std::printf("%s", table.c_str());
  if (std::getenv("JIANBAO_UPDATE_GOLDENS") != nullptr) std::ofstream(kGolden) << table << "\n" << report;
  EXPECT_GE(by_class["all"].first / by_class["all"].second, 0.90) << report;
}

// The headline's words asked of the body alone.
TEST_F(RelevanceTest, AnArticleIsFoundAgainByItsHeadlineInItsBody) {
  double sum = 0;
  ASSERT_GT(known_items_.size(), 50u);
  for (const auto& [headline, article] : known_items_) {
    std::string words;
    for (const char32_t c : text::FromUtf8(headline)) text::AppendUtf8(text::IsPunctuation(c) ? U' ' : c, &words);
    sum += ReciprocalRankAt10(Ask(absl::StrCat("正文:(", words, ")")).names, {{article, 3}});
  }
  const double mrr = sum / static_cast<double>(known_items_.size());
  std::printf("known items: %zu, MRR@10 %.3f\n", known_items_.size(), mrr);
  EXPECT_GE(mrr, 0.80);
}

TEST(RankingTest, FiguresOfSmallLists) {
  const Judgments judgments = {{"a", 3}, {"b", 1}};
  EXPECT_DOUBLE_EQ(NdcgAt10({"a", "b"}, judgments), 1);
  EXPECT_DOUBLE_EQ(NdcgAt10({}, judgments), 0);
  EXPECT_NEAR(NdcgAt10({"x", "a"}, judgments), (7 / 1.58496) / (7 + 1 / 1.58496), 1e-4);
  EXPECT_DOUBLE_EQ(ReciprocalRankAt10({"x", "b"}, judgments), 0.5);
  EXPECT_DOUBLE_EQ(ReciprocalRankAt10(std::vector<std::string>(10, "x"), judgments), 0);
}

}  // namespace
}  // namespace jianbao::relevance
