#include "services/index/offline.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/status_matchers.h"
#include "services/index/backup_names.h"
#include "services/index/engine/engine.h"
#include "services/index/engine/records.h"
#include "services/index/storage/rocksdb_backups.h"
#include "services/index/storage/rocksdb_store.h"

namespace jianbao::index {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr uint8_t kPerson = 1;

class OfflineTest : public testing::Test {
 protected:
  OfflineTest() {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    root_ = fs::path(testing::TempDir()) / absl::StrCat("offline_", info->name());
    fs::remove_all(root_);
    fs::create_directories(root_);
  }
  ~OfflineTest() override { fs::remove_all(root_); }
  std::string Path(const std::string& name) const { return (root_ / name).string(); }

  struct Opened {
    std::unique_ptr<storage::Store> store;
    std::unique_ptr<engine::Engine> engine;
  };
  static absl::StatusOr<Opened> Open(const std::string& folder) {
    Opened opened;
    auto store = storage::OpenRocksDbStore(folder, {});
    if (!store.ok()) return store.status();
    opened.store = *std::move(store);
    engine::EngineOptions options;
    options.background = false;
    auto engine = engine::Engine::Open(opened.store.get(), options);
    if (!engine.ok()) return engine.status();
    opened.engine = *std::move(engine);
    return opened;
  }

  static engine::IssueRecord MakeIssue(int number) {
    engine::IssueRecord issue;
    issue.name = absl::StrCat("i", number);
    issue.publication = absl::StrCat("p", number % 2);
    issue.date = absl::CivilDay(2021, 1, 1) + (37 * number) % 60;
    issue.content_hash = absl::StrCat("h", number);
    for (int i = 0; i < 3; ++i) {
      engine::Document document;
      document.name = absl::StrCat(issue.name, "/", i);
      document.publication = issue.publication;
      document.issue = issue.name;
      document.date = issue.date;
      document.text(engine::TextField::kHeadline) = absl::StrCat("灌渠第", number, "段完工");
      document.text(engine::TextField::kBody) =
          absl::StrCat("县水利局局长贺若澜到灌渠工地，编号q", number, "a", i, "。");
      document.mentions = {{kPerson, "贺若澜", {"贺若澜"}, {"县水利局局长"}}};
      issue.documents.push_back(std::move(document));
    }
    return issue;
  }
  void Fill(const std::string& folder, int issues) {
    ASSERT_OK_AND_ASSIGN(const Opened index, Open(folder));
    for (int i = 0; i < issues; ++i) ASSERT_OK(index.engine->ApplyIssue(MakeIssue(i), {}));
    ASSERT_OK(index.engine->DeleteIssue("i3", {}));
    ASSERT_OK(index.engine->Fold());
    // Some articles stay in the delta.
    ASSERT_OK(index.engine->ApplyIssue(MakeIssue(issues), {}));
  }

  // What an index answers, in words.
  static std::vector<std::string> Answers(const engine::Engine& engine) {
    std::vector<std::string> answers;
    for (const char* text : {"灌渠", "水利局", "q5a1", "第7段", "贺若澜", "成都"}) {
      engine::SearchOptions options;
      options.limit = 1000;
      options.exact_total = true;
      const auto result = engine.Search(engine::Query::Text(text), options);
      EXPECT_OK(result);
      if (!result.ok()) continue;
      answers.push_back(absl::StrCat(text, " ", result->total.value));
      for (const engine::Hit& hit : result->hits) answers.push_back(absl::StrCat(hit.name, " ", hit.sort_key.primary));
    }
    const auto timeline = engine.GetTimeline({kPerson, "贺若澜"}, {});
    EXPECT_OK(timeline);
    if (timeline.ok()) {
      for (const auto& title : timeline->entity.titles) {
        answers.push_back(absl::StrCat(title.title, " ", title.articles, " ", title.proof.front()));
      }
      for (const auto& month : timeline->months) answers.push_back(absl::StrCat(month.mentions));
    }
    return answers;
  }

  // Makes the index in `folder` say that another release's analyser wrote it.
  static void SetAnalyzerVersion(const std::string& folder, uint32_t version) {
    ASSERT_OK_AND_ASSIGN(const auto store, storage::OpenRocksDbStore(folder, {}));
    storage::PinnedValue value;
    ASSERT_THAT(store->Get(storage::Family::kRecords, engine::ManifestKey(), nullptr, &value), IsOkAndHolds(true));
    ASSERT_OK_AND_ASSIGN(engine::Manifest manifest, engine::DecodeManifest(value.view()));
    manifest.analyzer_version = version;
    storage::WriteBatch batch;
    batch.Put(storage::Family::kRecords, engine::ManifestKey(), engine::EncodeManifest(manifest));
    ASSERT_OK(store->Write(batch, true));
  }

  // Backs the closed index in `folder` up; the name.
  std::string BackUp(const std::string& folder, const v1::Backup& note) {
    auto backups = storage::BackupFolder::Open(Path("backups"), storage::BackupFolder::Access::kWrite);
    EXPECT_OK(backups);
    const auto copy = (*backups)->Add(folder, MakeBackupNote(note), [] { return false; });
    EXPECT_OK(copy);
    return BackupName(copy->id);
  }
  static v1::Backup NoteOf(int64_t revision, int64_t articles) {
    v1::Backup note;
    note.set_revision(revision);
    note.set_article_count(articles);
    return note;
  }

  fs::path root_;
};

TEST_F(OfflineTest, AnIndexOfAnotherAnalyserIsRefusedAndAnswersAsBeforeOnceRebuilt) {
  Fill(Path("old"), 12);
  std::vector<std::string> before;
  {
    ASSERT_OK_AND_ASSIGN(const Opened old, Open(Path("old")));
    before = Answers(*old.engine);
  }
  EXPECT_GT(before.size(), 60U);
  SetAnalyzerVersion(Path("old"), 99);
  EXPECT_THAT(Open(Path("old")).status(), ErrorIs(absl::StatusCode::kFailedPrecondition, "INDEX_ANALYZER_MISMATCH"));
  ASSERT_OK_AND_ASSIGN(const std::string done, RebuildDataFolder({Path("old"), Path("new"), 16}));
  EXPECT_THAT(done, HasSubstr("12 issues, 36 articles"));
  ASSERT_OK_AND_ASSIGN(const Opened rebuilt, Open(Path("new")));
  EXPECT_EQ(Answers(*rebuilt.engine), before);
  ASSERT_OK_AND_ASSIGN(const engine::IntegrityReport report, rebuilt.engine->CheckIntegrity());
  EXPECT_THAT(report.problems, IsEmpty());
  // The old one is as it was.
  SetAnalyzerVersion(Path("old"), 1);
  ASSERT_OK_AND_ASSIGN(const Opened old, Open(Path("old")));
  EXPECT_EQ(Answers(*old.engine), before);
}

TEST_F(OfflineTest, ARebuildNeedsAnIndexThatDoesNotRunAndANewPlace) {
  Fill(Path("old"), 5);
  EXPECT_THAT(RebuildDataFolder({"", Path("new")}).status(),
              ErrorIs(absl::StatusCode::kInvalidArgument, "REBUILD_SOURCE_MISSING"));
  EXPECT_THAT(RebuildDataFolder({Path("nowhere"), Path("new")}).status(),
              ErrorIs(absl::StatusCode::kNotFound, "STORE_NOT_FOUND"));
  EXPECT_THAT(RebuildDataFolder({Path("old"), Path("old")}).status(),
              ErrorIs(absl::StatusCode::kFailedPrecondition, "DATA_DIR_NOT_EMPTY"));
  {
    ASSERT_OK_AND_ASSIGN(const Opened running, Open(Path("old")));
    EXPECT_THAT(RebuildDataFolder({Path("old"), Path("new")}).status(),
                ErrorIs(absl::StatusCode::kFailedPrecondition, "STORE_IN_USE"));
  }
  EXPECT_FALSE(fs::exists(Path("new")));
  EXPECT_FALSE(fs::exists(Path("nowhere")));
}

TEST_F(OfflineTest, ABackupIsRestoredWhole) {
  Fill(Path("old"), 6);
  const std::string name = BackUp(Path("old"), NoteOf(8, 18));
  ASSERT_OK_AND_ASSIGN(const std::string done, RestoreBackup({Path("backups"), name, Path("new")}));
  EXPECT_THAT(done, HasSubstr("revision 8, 6 issues, 18 articles"));
  ASSERT_OK_AND_ASSIGN(const Opened old, Open(Path("old")));
  ASSERT_OK_AND_ASSIGN(const Opened restored, Open(Path("new")));
  EXPECT_EQ(Answers(*restored.engine), Answers(*old.engine));
  EXPECT_THAT(RestoreBackup({Path("backups"), name, Path("new")}).status(),
              ErrorIs(absl::StatusCode::kFailedPrecondition, "DATA_DIR_NOT_EMPTY"));
}

TEST_F(OfflineTest, WhatIsNotSoundIsNotPutInPlace) {
  EXPECT_THAT(RestoreBackup({"", "", Path("new")}).status(),
              ErrorIs(absl::StatusCode::kInvalidArgument, "BACKUP_DIR_MISSING"));
  EXPECT_THAT(RestoreBackup({Path("backups"), "", Path("new")}).status(),
              ErrorIs(absl::StatusCode::kNotFound, "BACKUP_FOLDER_NOT_FOUND"));
  Fill(Path("old"), 6);
  const std::string wrong = BackUp(Path("old"), NoteOf(7, 18));  // the note says another revision
  EXPECT_THAT(RestoreBackup({Path("backups"), wrong, Path("new")}).status(),
              ErrorIs(absl::StatusCode::kDataLoss, "BACKUP_DAMAGED"));
  const std::string name = BackUp(Path("old"), NoteOf(8, 18));
  EXPECT_THAT(RestoreBackup({Path("backups"), "backups/x", Path("new")}).status(),
              ErrorIs(absl::StatusCode::kInvalidArgument, "NAME_MALFORMED"));
  EXPECT_THAT(RestoreBackup({Path("backups"), "backups/9", Path("new")}).status(),
              ErrorIs(absl::StatusCode::kNotFound, "BACKUP_NOT_FOUND"));
  for (const auto& entry : fs::directory_iterator(Path("backups/shared_checksum"))) {
    fs::resize_file(entry.path(), fs::file_size(entry.path()) + 1);
  }
  EXPECT_THAT(RestoreBackup({Path("backups"), name, Path("new")}).status(),
              ErrorIs(absl::StatusCode::kDataLoss, "BACKUP_DAMAGED"));
  EXPECT_FALSE(fs::exists(Path("new")));
  EXPECT_FALSE(fs::exists(Path("new.new")));
}

}  // namespace
}  // namespace jianbao::index
