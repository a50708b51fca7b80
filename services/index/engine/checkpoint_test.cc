// Copies of an index that is written to and folded meanwhile.
#include <atomic>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/status_matchers.h"
#include "services/index/engine/engine.h"
#include "services/index/engine/inspect.h"
#include "services/index/storage/memory_store.h"
#include "services/index/storage/rocksdb_store.h"

namespace jianbao::engine {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;

IssueRecord MakeIssue(int number) {
  IssueRecord issue;
  issue.name = absl::StrCat("i", number);
  issue.publication = "p";
  issue.content_hash = absl::StrCat("h", number);
  Document document;
  document.name = absl::StrCat("a", number);
  document.publication = "p";
  document.issue = issue.name;
  document.text(TextField::kBody) = absl::StrCat("灌渠第", number, "段修缮完工，编号q", number, "。");
  issue.documents.push_back(document);
  return issue;
}

TEST(CheckpointTest, EveryCopyIsWholeAndHasWhatWasAcknowledgedBeforeIt) {
  const fs::path root = fs::path(testing::TempDir()) / "checkpoint_test";
  fs::remove_all(root);
  ASSERT_OK_AND_ASSIGN(auto store, storage::OpenRocksDbStore((root / "store").string(), {}));
  EngineOptions options;
  options.delta_bytes = 2'000;  // a segment every few writes, so that copies meet the moment when one becomes known
  ASSERT_OK_AND_ASSIGN(auto engine, Engine::Open(store.get(), options));
  std::atomic<bool> stop = false;
  std::atomic<uint64_t> acknowledged = 0;
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) {
      const auto applied = engine->ApplyIssue(MakeIssue(i), {});
      EXPECT_OK(applied);
      if (!applied.ok()) return;
      acknowledged = applied->revision.value();
    }
  });
  for (int round = 0; round < 25; ++round) {
    const uint64_t before = acknowledged;
    const std::string directory = (root / absl::StrCat("copy", round)).string();
    ASSERT_OK(engine->Checkpoint(directory));
    ASSERT_OK_AND_ASSIGN(auto copy, storage::OpenRocksDbStore(directory, {}));
    ASSERT_OK_AND_ASSIGN(const IndexSummary summary, InspectIndex(*copy));
    EXPECT_GE(summary.revision.value(), before);
    EXPECT_EQ(summary.documents, summary.revision.value());
    EngineOptions quiet;
    quiet.background = false;
    ASSERT_OK_AND_ASSIGN(const auto opened, Engine::Open(copy.get(), quiet));
    EXPECT_EQ(opened->revision(), summary.revision);
    ASSERT_OK_AND_ASSIGN(const IntegrityReport report, opened->CheckIntegrity());
    EXPECT_THAT(report.problems, IsEmpty());
    EXPECT_EQ(report.documents, summary.documents);
  }
  stop = true;
  writer.join();
  EXPECT_GT(acknowledged, 25U);
  engine.reset();
  store.reset();
  fs::remove_all(root);
}

TEST(InspectTest, AStoreWithoutAnIndexIsNotFound) {
  const auto store = storage::NewMemoryStore();
  EXPECT_THAT(InspectIndex(*store).status(), ErrorIs(absl::StatusCode::kNotFound, "INDEX_NOT_FOUND"));
}

TEST(InspectTest, ANamedSegmentThatIsNotThereIsNoticed) {
  const auto store = storage::NewMemoryStore();
  EngineOptions options;
  options.background = false;
  {
    ASSERT_OK_AND_ASSIGN(const auto engine, Engine::Open(store.get(), options));
    ASSERT_OK(engine->ApplyIssue(MakeIssue(1), {}));
    ASSERT_OK(engine->Fold());
  }
  ASSERT_OK_AND_ASSIGN(const IndexSummary summary, InspectIndex(*store));
  EXPECT_EQ(summary.documents, 1U);
  EXPECT_EQ(summary.issues, 1U);
  storage::WriteBatch batch;
  batch.DeleteRange(storage::Family::kPostings, std::string("\0", 1), "\xff");
  ASSERT_OK(store->Write(batch, true));
  EXPECT_THAT(InspectIndex(*store).status(), ErrorIs(absl::StatusCode::kDataLoss, "SEGMENT_CORRUPT"));
}

}  // namespace
}  // namespace jianbao::engine
