// Indexes written by earlier releases open and answer. What they hold: tests/compat/corpus.tsv.
#include <filesystem>
#include <string>
#include <vector>

#include "libs/base/status_matchers.h"
#include "services/index/engine/engine.h"
#include "services/index/storage/rocksdb_store.h"

namespace jianbao::engine {
namespace {

namespace fs = std::filesystem;

class CompatTest : public testing::TestWithParam<std::string> {};

TEST_P(CompatTest, AnIndexOfThisFormatOpensAnswersAndTakesWrites) {
  const fs::path copy = fs::path(testing::TempDir()) / ("compat-" + GetParam());
  fs::remove_all(copy);
  fs::copy(fs::path(JIANBAO_SOURCE_DIR) / "tests/compat" / GetParam(), copy, fs::copy_options::recursive);
  ASSERT_OK_AND_ASSIGN(const auto store, storage::OpenRocksDbStore(copy.string(), {}));
  EngineOptions options;
  options.background = false;
  ASSERT_OK_AND_ASSIGN(const auto engine, Engine::Open(store.get(), options));
  EXPECT_EQ(engine->Statistics().documents, 4);
  const auto names = [&](const Query& query) {
    const auto result = engine->Search(query, {});
    EXPECT_OK(result);
    std::vector<std::string> found;
    if (result.ok()) {
      for (const Hit& hit : result->hits) found.push_back(hit.name);
    }
    return found;
  };
  EXPECT_THAT(names(Query::Phrase("区长贺若澜参加")), testing::ElementsAre("a1"));
  EXPECT_THAT(names(Query::Text("秸秆")), testing::UnorderedElementsAre("a1", "a4"));
  EXPECT_THAT(names(Query::Text("app")), testing::ElementsAre("a3"));
  EXPECT_THAT(names(Query::Text("麦")), testing::ElementsAre("a2"));
  EXPECT_THAT(names(Query::Text("成都")), testing::IsEmpty());
  ASSERT_OK_AND_ASSIGN(const StoredDocument stored, engine->GetDocument("a2"));
  EXPECT_EQ(stored.document.text(TextField::kHeadline), "青禾县夏粮收购开秤");
  ASSERT_OK_AND_ASSIGN(const IntegrityReport report, engine->CheckIntegrity());
  EXPECT_THAT(report.problems, testing::IsEmpty());

  IssueRecord issue;
  issue.name = "new";
  issue.publication = "p";
  issue.content_hash = "h";
  Document document;
  document.name = "a5";
  document.publication = "p";
  document.issue = "new";
  document.text(TextField::kBody) = "秸秆";
  issue.documents.push_back(document);
  ASSERT_OK(engine->ApplyIssue(issue, {}));
  ASSERT_OK(engine->Fold());
  EXPECT_THAT(names(Query::Text("秸秆")), testing::UnorderedElementsAre("a1", "a4", "a5"));
}

INSTANTIATE_TEST_SUITE_P(Formats, CompatTest, testing::Values("index-format-1", "index-format-2", "index-format-3"),
                         [](const auto& info) { return "Format" + info.param.substr(info.param.rfind('-') + 1); });

}  // namespace
}  // namespace jianbao::engine
