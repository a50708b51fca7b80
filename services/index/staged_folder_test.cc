#include "services/index/staged_folder.h"

#include <filesystem>
#include <fstream>

#include "libs/base/status_matchers.h"

namespace jianbao::index {
namespace {

namespace fs = std::filesystem;

class StagedFolderTest : public testing::Test {
 protected:
  StagedFolderTest() {
    fs::remove_all(root_);
    fs::create_directories(root_);
  }
  ~StagedFolderTest() override { fs::remove_all(root_); }
  static void Touch(const fs::path& file) { std::ofstream(file) << "x"; }

  const fs::path root_ = fs::path(testing::TempDir()) / "staged_folder";
  const std::string target_ = (root_ / "data").string();
};

TEST_F(StagedFolderTest, NothingIsAtThePlaceUntilItIsComplete) {
  {
    ASSERT_OK_AND_ASSIGN(const auto staged, StagedFolder::Create(target_ + "/"));
    Touch(fs::path(staged->path()) / "half");
    EXPECT_FALSE(fs::exists(target_));
  }
  EXPECT_TRUE(fs::is_empty(root_));
  fs::create_directories(target_ + ".new");
  Touch(target_ + ".new/left by a process that died");
  fs::create_directories(target_);  // an empty folder, such as a volume just mounted over
  ASSERT_OK_AND_ASSIGN(const auto staged, StagedFolder::Create(target_));
  EXPECT_TRUE(fs::is_empty(staged->path()));
  Touch(fs::path(staged->path()) / "whole");
  ASSERT_OK(staged->Commit());
  EXPECT_TRUE(fs::exists(target_ + "/whole"));
  EXPECT_FALSE(fs::exists(target_ + ".new"));
}

TEST_F(StagedFolderTest, AFilledPlaceIsRefusedBeforeAndAfter) {
  EXPECT_THAT(StagedFolder::Create("").status(), ErrorIs(absl::StatusCode::kInvalidArgument, "DATA_DIR_MISSING"));
  ASSERT_OK_AND_ASSIGN(const auto staged, StagedFolder::Create(target_));
  fs::create_directories(target_);
  Touch(target_ + "/theirs");
  EXPECT_THAT(StagedFolder::Create(target_).status(),
              ErrorIs(absl::StatusCode::kFailedPrecondition, "DATA_DIR_NOT_EMPTY"));
  EXPECT_THAT(staged->Commit(), ErrorIs(absl::StatusCode::kFailedPrecondition, "DATA_DIR_NOT_EMPTY"));
  EXPECT_TRUE(fs::exists(target_ + "/theirs"));
}

TEST_F(StagedFolderTest, OneFillsItAtATime) {
  ASSERT_OK_AND_ASSIGN(const auto staged, StagedFolder::Create(target_));
  EXPECT_THAT(StagedFolder::Create(target_).status(), ErrorIs(absl::StatusCode::kFailedPrecondition, "STORE_IN_USE"));
}

}  // namespace
}  // namespace jianbao::index
