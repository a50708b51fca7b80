#include "services/index/storage/fault_store.h"

#include <string>

#include "libs/base/status_matchers.h"

namespace jianbao::storage {
namespace {

WriteBatch OnePut(std::string key) {
  WriteBatch batch;
  batch.Put(Family::kRecords, std::move(key), "v");
  return batch;
}

bool Has(const Store& store, std::string_view key) {
  PinnedValue value;
  const auto found = store.Get(Family::kRecords, key, nullptr, &value);
  return found.ok() && *found;
}

TEST(FaultStoreTest, APowerCutForgetsWhatWasNotSynced) {
  FaultStore store;
  ASSERT_OK(store.Write(OnePut("synced"), true));
  ASSERT_OK(store.Write(OnePut("unsynced"), false));
  EXPECT_TRUE(Has(store, "unsynced"));
  store.PowerCut();
  EXPECT_TRUE(Has(store, "synced"));
  EXPECT_FALSE(Has(store, "unsynced"));
}

TEST(FaultStoreTest, ASyncedWriteKeepsWhatCameBeforeIt) {
  FaultStore store;
  ASSERT_OK(store.Write(OnePut("unsynced"), false));
  ASSERT_OK(store.Write(OnePut("synced"), true));
  store.PowerCut();
  EXPECT_TRUE(Has(store, "unsynced"));
}

TEST(FaultStoreTest, TheChosenCallFailsAndSoDoAllAfterItUntilThePowerCut) {
  FaultStore store;
  store.FailAfter(1);
  EXPECT_OK(store.Write(OnePut("a"), true));
  EXPECT_THAT(store.Write(OnePut("b"), true), ErrorIs(absl::StatusCode::kUnavailable, "INJECTED_FAULT"));
  EXPECT_FALSE(store.Write(OnePut("c"), true).ok());
  store.PowerCut();
  EXPECT_OK(store.Write(OnePut("d"), true));
  EXPECT_TRUE(Has(store, "a"));
  EXPECT_FALSE(Has(store, "b"));
}

}  // namespace
}  // namespace jianbao::storage
