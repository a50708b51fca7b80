// How well the three services answer the judged queries of seeds/queries.jsonl, and how surely an article is found
// again by its headline. tests/relevance/golden.txt shows every answer to a reader; JIANBAO_UPDATE_GOLDENS=1 writes it
// anew.
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"
#include "libs/text/chars.h"
#include "nlohmann/json.hpp"
#include "tests/relevance/ranking.h"
#include "tests/support/cluster.h"

namespace jianbao::relevance {
namespace {

using Json = nlohmann::json;
using query::v1::QueryService;

constexpr char kSeeds[] = JIANBAO_SOURCE_DIR "/seeds";
constexpr char kGolden[] = JIANBAO_SOURCE_DIR "/tests/relevance/golden.txt";

// The byte at which each code point of each line of a page begins.
class Lines {
 public:
  explicit Lines(const std::string& page) {
    begins_.emplace_back();
    for (size_t i = 0; i < page.size(); ++i) {
      if ((static_cast<unsigned char>(page[i]) & 0xC0) != 0x80) begins_.back().push_back(static_cast<int>(i));
      if (page[i] == '\n') begins_.emplace_back();
    }
    begins_.back().push_back(static_cast<int>(page.size()));
  }
  // `line` counts from 1. The end of a line is where its line feed stands.
  int Byte(size_t line, size_t code_point) const { return begins_.at(line - 1).at(code_point); }

 private:
  std::vector<std::vector<int>> begins_;
};

// What the archive calls the articles that the gold annotations know by file and number.
class ArticleNames {
 public:
  // Pairs each gold article of one page with the stored one that has most of its characters.
  void Add(const std::string& file, const std::string& page, const Json& gold,
           const std::vector<type::v1::Article>& stored) {
    const Lines lines(page);
    std::vector<int> gold_of(page.size() + 1, 0);
    for (const Json& span : gold["spans"]) {
      const int begin = lines.Byte(span["line"], span["start"]), end = lines.Byte(span["line"], span["end"]);
      for (int i = begin; i < end; ++i) gold_of[i] = span["article"];
    }
    std::map<int, std::pair<int, std::string>> best;  // gold id -> shared bytes, name
    for (const auto& article : stored) {
      std::map<int, int> shared;
      for (const auto& block : article.blocks()) {
        for (const auto& span : block.spans()) {
          for (int i = span.begin(); i < span.end(); ++i) ++shared[gold_of[i]];
        }
      }
      for (const auto& [id, bytes] : shared) best[id] = std::max(best[id], {bytes, article.name()});
    }
    for (const auto& [id, match] : best) names_[Key(file, id)] = match.second;
  }

  // What nothing was stored for has a name that no search returns.
  std::string Of(const std::string& file, int id) const {
    const auto found = names_.find(Key(file, id));
    return found == names_.end() ? Key(file, id) : found->second;
  }

 private:
  static std::string Key(const std::string& file, int id) { return absl::StrCat(file, "#", id); }

  std::map<std::string, std::string> names_;
};

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
    for (const std::string& path : testing::ListFiles(absl::StrCat(kSeeds, "/issues"), ".txt")) Ingest(path);
  }
  static void TearDownTestSuite() {
    delete cluster_;
    cluster_ = nullptr;
  }

  static void Ingest(const std::string& path) {
    const std::string file = path.substr(path.rfind('/') + 1);
    ingest::v1::IngestIssueRequest request;
    request.set_content(testing::ReadWhole(path));
    request.set_source_uri(file);
    ASSERT_OK_AND_ASSIGN(const auto ingested, cluster_->Ingest(request));
    query::v1::BatchGetArticlesRequest get;
    for (const auto& article : ingested.articles()) get.add_names(article.name());
    ASSERT_OK_AND_ASSIGN(const auto stored,
                         testing::Call(cluster_->query_stub(), &QueryService::Stub::BatchGetArticles, get));
    const Json gold = Json::parse(testing::ReadWhole(absl::StrCat(kSeeds, "/gold/", file.substr(0, 2), ".gold.json")));
    names_.Add(file, request.content(), gold, {stored.articles().begin(), stored.articles().end()});
    for (const Json& article : gold["articles"]) {
      if (article["headline"].is_string())
        known_items_.emplace_back(article["headline"], names_.Of(file, article["id"]));
    }
  }

  static std::vector<JudgedQuery> Queries() {
    std::vector<JudgedQuery> queries;
    for (const absl::string_view line :
         absl::StrSplit(testing::ReadWhole(absl::StrCat(kSeeds, "/queries.jsonl")), '\n', absl::SkipEmpty())) {
      const Json json = Json::parse(line.begin(), line.end());
      JudgedQuery query{json["id"], json["class"], json["query"], {}};
      for (const Json& judgment : json["judgments"]) {
        query.judgments[names_.Of(judgment["file"], judgment["article"])] = judgment["grade"];
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
  static inline ArticleNames names_;
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

// The headline, without its operators, asked of the body alone.
TEST_F(RelevanceTest, AnArticleIsFoundAgainByItsHeadlineInItsBody) {
  double sum = 0;
  ASSERT_GT(known_items_.size(), 50u);
  for (const auto& [headline, article] : known_items_) {
    std::string words;
    for (const char32_t c : text::FromUtf8(headline)) text::AppendUtf8(text::IsPunctuation(c) ? U' ' : c, &words);
    const Answer answer = Ask(absl::StrCat("正文:(", words, ")"));
    sum += ReciprocalRankAt10(answer.names, {{article, 3}});
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
