// One suite for every backend of the storage port.
#include "services/index/storage/store.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/status_matchers.h"
#include "services/index/storage/fault_store.h"
#include "services/index/storage/memory_store.h"
#include "services/index/storage/rocksdb_store.h"

namespace jianbao::storage {
namespace {

enum class Backend { kMemory, kFault, kRocksDb };

std::string FreshDirectory() {
  const auto* info = testing::UnitTest::GetInstance()->current_test_info();
  std::string name = testing::TempDir() + "store_" + info->test_suite_name() + "_" + info->name();
  for (char& c : name) {
    if (c == '/' && &c >= name.data() + testing::TempDir().size()) c = '_';
  }
  std::filesystem::remove_all(name);
  return name;
}

class StoreTest : public testing::TestWithParam<Backend> {
 protected:
  void SetUp() override {
    switch (GetParam()) {
      case Backend::kMemory: store_ = NewMemoryStore(); break;
      case Backend::kFault: store_ = std::make_unique<FaultStore>(); break;
      case Backend::kRocksDb:
        directory_ = FreshDirectory();
        ASSERT_OK_AND_ASSIGN(store_, OpenRocksDbStore(directory_, {}));
        break;
    }
  }
  void TearDown() override {
    store_.reset();
    if (!directory_.empty()) std::filesystem::remove_all(directory_);
  }

  void Put(std::string key, std::string value) {
    WriteBatch batch;
    batch.Put(Family::kRecords, std::move(key), std::move(value));
    ASSERT_OK(store_->Write(batch, true));
  }
  std::string Read(std::string_view key, const Snapshot* snapshot = nullptr, Family family = Family::kRecords) {
    PinnedValue value;
    const auto found = store_->Get(family, key, snapshot, &value);
    EXPECT_OK(found);
    return found.ok() && *found ? std::string(value.view()) : "(none)";
  }
  std::vector<std::string> Keys(const Snapshot* snapshot = nullptr) {
    std::vector<std::string> keys;
    const auto it = store_->NewIterator(Family::kRecords, snapshot);
    for (it->Seek(""); it->Valid(); it->Next()) keys.emplace_back(it->key());
    EXPECT_OK(it->status());
    return keys;
  }

  std::string directory_;
  std::unique_ptr<Store> store_;
};

TEST_P(StoreTest, ABatchIsReadBackAndItsLaterOperationsWin) {
  WriteBatch batch;
  batch.Put(Family::kRecords, "a", "1");
  batch.Put(Family::kRecords, "a", "2");
  batch.Put(Family::kRecords, "b", "3");
  batch.Delete(Family::kRecords, "b");
  ASSERT_OK(store_->Write(batch, true));
  EXPECT_EQ(Read("a"), "2");
  EXPECT_EQ(Read("b"), "(none)");
}

TEST_P(StoreTest, FamiliesAreApart) {
  Put("a", "1");
  EXPECT_EQ(Read("a", nullptr, Family::kPostings), "(none)");
}

TEST_P(StoreTest, ASnapshotDoesNotSeeLaterWrites) {
  Put("a", "1");
  const auto snapshot = store_->NewSnapshot();
  Put("a", "2");
  Put("b", "3");
  EXPECT_EQ(Read("a", snapshot.get()), "1");
  EXPECT_EQ(Keys(snapshot.get()), std::vector<std::string>({"a"}));
  EXPECT_EQ(Keys(), std::vector<std::string>({"a", "b"}));
}

TEST_P(StoreTest, IteratorsSeekBothWaysInByteOrder) {
  Put("b", "");
  Put("d", "");
  Put(std::string("\xff", 1), "");
  const auto it = store_->NewIterator(Family::kRecords, nullptr);
  it->Seek("c");
  ASSERT_TRUE(it->Valid());
  EXPECT_EQ(it->key(), "d");
  it->Seek("d");
  EXPECT_EQ(it->key(), "d");
  it->SeekBefore("d");
  ASSERT_TRUE(it->Valid());
  EXPECT_EQ(it->key(), "b");
  it->Prev();
  EXPECT_FALSE(it->Valid());
  it->SeekBefore("b");
  EXPECT_FALSE(it->Valid());
  it->Seek("e");
  ASSERT_TRUE(it->Valid());
  EXPECT_EQ(it->key(), std::string("\xff", 1));
  it->Next();
  EXPECT_FALSE(it->Valid());
  EXPECT_OK(it->status());
}

TEST_P(StoreTest, ARangeIsDeletedWithoutItsEnd) {
  for (const char* key : {"a", "b", "c", "d"}) Put(key, "");
  WriteBatch batch;
  batch.DeleteRange(Family::kRecords, "b", "d");
  ASSERT_OK(store_->Write(batch, true));
  EXPECT_EQ(Keys(), std::vector<std::string>({"a", "d"}));
}

TEST_P(StoreTest, SortedRunsOfSeveralFamiliesAreIngestedTogether) {
  std::vector<std::unique_ptr<SortedRun>> runs;
  for (const Family family : {Family::kRecords, Family::kPostings}) {
    ASSERT_OK_AND_ASSIGN(auto run, store_->NewSortedRun(family));
    ASSERT_OK(run->Put("k1", "v1"));
    ASSERT_OK(run->Put("k2", "v2"));
    runs.push_back(std::move(run));
  }
  EXPECT_EQ(Read("k1"), "(none)");
  ASSERT_OK(store_->Ingest(std::move(runs)));
  EXPECT_EQ(Read("k1"), "v1");
  EXPECT_EQ(Read("k2", nullptr, Family::kPostings), "v2");
}

TEST_P(StoreTest, ASortedRunThatIsNotIngestedLeavesNothing) {
  {
    ASSERT_OK_AND_ASSIGN(auto run, store_->NewSortedRun(Family::kRecords));
    ASSERT_OK(run->Put("k", "v"));
  }
  EXPECT_EQ(Read("k"), "(none)");
}

TEST_P(StoreTest, APinnedValueOutlivesTheKey) {
  Put("a", std::string(100, 'x'));
  PinnedValue value;
  ASSERT_THAT(store_->Get(Family::kRecords, "a", nullptr, &value), IsOkAndHolds(true));
  WriteBatch batch;
  batch.Delete(Family::kRecords, "a");
  ASSERT_OK(store_->Write(batch, true));
  ASSERT_OK(store_->Compact([] { return false; }));
  EXPECT_EQ(value.view(), std::string(100, 'x'));
}

INSTANTIATE_TEST_SUITE_P(Backends, StoreTest, testing::Values(Backend::kMemory, Backend::kFault, Backend::kRocksDb),
                         [](const auto& info) {
                           switch (info.param) {
                             case Backend::kMemory: return "Memory";
                             case Backend::kFault: return "Fault";
                             default: return "RocksDb";
                           }
                         });

TEST(RocksDbStoreTest, WhatWasWrittenIsThereAfterReopening) {
  const std::string directory = FreshDirectory();
  {
    ASSERT_OK_AND_ASSIGN(auto store, OpenRocksDbStore(directory, {}));
    WriteBatch batch;
    batch.Put(Family::kRecords, "a", "1");
    ASSERT_OK(store->Write(batch, true));
    ASSERT_OK_AND_ASSIGN(auto run, store->NewSortedRun(Family::kPostings));
    ASSERT_OK(run->Put("p", "2"));
    std::vector<std::unique_ptr<SortedRun>> runs;
    runs.push_back(std::move(run));
    ASSERT_OK(store->Ingest(std::move(runs)));
  }
  ASSERT_OK_AND_ASSIGN(auto store, OpenRocksDbStore(directory, {}));
  PinnedValue value;
  EXPECT_THAT(store->Get(Family::kRecords, "a", nullptr, &value), IsOkAndHolds(true));
  EXPECT_THAT(store->Get(Family::kPostings, "p", nullptr, &value), IsOkAndHolds(true));
  EXPECT_EQ(value.view(), "2");
}

TEST(RocksDbStoreTest, ASecondHolderIsRefused) {
  const std::string directory = FreshDirectory();
  ASSERT_OK_AND_ASSIGN(auto store, OpenRocksDbStore(directory, {}));
  EXPECT_THAT(OpenRocksDbStore(directory, {}).status(), ErrorIs(absl::StatusCode::kFailedPrecondition, "STORE_IN_USE"));
}

TEST(RocksDbStoreTest, AMissingStoreIsNotFoundUnlessItMayBeCreated) {
  RocksDbOptions options;
  options.create_if_missing = false;
  EXPECT_THAT(OpenRocksDbStore(FreshDirectory(), options).status(),
              ErrorIs(absl::StatusCode::kNotFound, "STORE_NOT_FOUND"));
}

TEST(RocksDbStoreTest, ACancelledCompactionSaysSoAndHarmsNothing) {
  ASSERT_OK_AND_ASSIGN(auto store, OpenRocksDbStore(FreshDirectory(), {}));
  WriteBatch batch;
  batch.Put(Family::kRecords, "a", "1");
  ASSERT_OK(store->Write(batch, true));
  EXPECT_THAT(store->Compact([] { return true; }), StatusIs(absl::StatusCode::kCancelled));
  ASSERT_OK(store->Compact([] { return false; }));
  PinnedValue value;
  EXPECT_THAT(store->Get(Family::kRecords, "a", nullptr, &value), IsOkAndHolds(true));
}

TEST(RocksDbStoreTest, ACheckpointIsAStoreOfItsOwn) {
  const std::string directory = FreshDirectory();
  const std::string copy = directory + "_copy";
  std::filesystem::remove_all(copy);
  ASSERT_OK_AND_ASSIGN(auto store, OpenRocksDbStore(directory, {}));
  WriteBatch batch;
  batch.Put(Family::kRecords, "a", "1");
  ASSERT_OK(store->Write(batch, true));
  ASSERT_OK(store->Checkpoint(copy));
  batch.Put(Family::kRecords, "a", "2");
  ASSERT_OK(store->Write(batch, true));
  ASSERT_OK_AND_ASSIGN(auto restored, OpenRocksDbStore(copy, {}));
  PinnedValue value;
  ASSERT_THAT(restored->Get(Family::kRecords, "a", nullptr, &value), IsOkAndHolds(true));
  EXPECT_EQ(value.view(), "1");
}

}  // namespace
}  // namespace jianbao::storage
