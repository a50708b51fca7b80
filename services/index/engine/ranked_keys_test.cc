#include "services/index/engine/ranked_keys.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace jianbao::engine {
namespace {

using ItemId = RankedKeys::ItemId;

// The same by looking at everything.
class Naive {
 public:
  std::map<std::pair<std::string, ItemId>, uint64_t> entries;

  std::vector<ItemId> Best(const std::string& prefix, size_t limit, const std::vector<std::string>& names) const {
    std::set<std::pair<std::pair<uint64_t, std::string>, ItemId>> ranked;
    for (const auto& [at, rank] : entries) {
      if (at.first.starts_with(prefix)) ranked.insert({{~rank, names[at.second]}, at.second});
    }
    std::vector<ItemId> best;
    for (const auto& [rank, item] : ranked) {
      if (best.size() < limit) best.push_back(item);
    }
    return best;
  }
};

class RankedKeysTest : public ::testing::Test {
 protected:
  RankedKeysTest() {
    for (int i = 0; i < 4'000; ++i) names_.push_back(absl::StrCat("name ", i * 7'919 % 4'001));
  }

  std::string RandomKey() {
    std::string key;
    const size_t length = 1 + random_() % 4;
    for (size_t i = 0; i < length; ++i) key.push_back(static_cast<char>('a' + random_() % 4));
    return key;
  }
  void Compare() {
    for (const char* prefix : {"", "a", "b", "ab", "cc", "dad", "aaaa", "dddd", "e"}) {
      for (const size_t limit : {1, 10, 100}) {
        EXPECT_EQ(keys_.Best(
                      prefix, limit, NameOf(), [](ItemId) { return true; }, 1'000'000),
                  naive_.Best(prefix, limit, names_))
            << prefix << " " << limit;
      }
    }
    EXPECT_EQ(keys_.size(), naive_.entries.size());
  }
  // All keys of an item have its rank.
  void Rerank(ItemId item, uint64_t rank) {
    for (auto& [at, known] : naive_.entries) {
      if (at.second != item) continue;
      known = rank;
      keys_.Rerank(at.first, item, rank, NameOf());
    }
  }
  std::function<std::string_view(ItemId)> name_of_ = [this](ItemId item) { return std::string_view(names_[item]); };
  RankedKeys::NameOf NameOf() { return name_of_; }

  std::mt19937 random_{7};
  std::vector<std::string> names_;
  RankedKeys keys_;
  Naive naive_;
};

TEST_F(RankedKeysTest, TheBestOfAPrefixAreThoseOfAScanWhateverHappenedBefore) {
  Compare();
  std::map<ItemId, uint64_t> ranks;
  for (int step = 0; step < 12'000; ++step) {
    const ItemId item = random_() % names_.size();
    const std::string key = RandomKey();
    const auto at = naive_.entries.find({key, item});
    if (at != naive_.entries.end()) {
      keys_.Erase(key, item, NameOf());
      naive_.entries.erase(at);
    } else {
      const uint64_t rank = ranks.try_emplace(item, random_() % 50).first->second;
      keys_.Insert({key, rank, item}, NameOf());
      naive_.entries[{key, item}] = rank;
    }
    if (step % 3 == 0) Rerank(item, ranks[item] = random_() % 50);
    if (step % 1'000 == 0) Compare();
  }
  while (!naive_.entries.empty()) {
    const auto [key, item] = naive_.entries.begin()->first;
    keys_.Erase(key, item, NameOf());
    naive_.entries.erase(naive_.entries.begin());
    if (naive_.entries.size() % 1'000 == 0) Compare();
  }
}

TEST_F(RankedKeysTest, BuildingAtOnceAnswersAsInsertingDoes) {
  std::vector<RankedKeys::Entry> entries;
  for (ItemId item = 0; item < 3'000; ++item) {
    const uint64_t rank = random_() % 100;
    for (int k = 0; k < 3; ++k) {
      std::string key = RandomKey();
      if (naive_.entries.emplace(std::make_pair(key, item), rank).second) entries.push_back({key, rank, item});
    }
  }
  keys_.Build(std::move(entries), NameOf());
  Compare();
}

TEST_F(RankedKeysTest, NoMoreIsPutToATestThanAllowed) {
  for (ItemId item = 0; item < 2'000; ++item) keys_.Insert({"a", item, item}, NameOf());
  size_t asked = 0;
  const auto refuse = [&](ItemId) { return ++asked > 1'000'000; };
  EXPECT_TRUE(keys_.Best("a", 10, NameOf(), refuse, 100).empty());
  EXPECT_EQ(asked, 100U);
}

TEST_F(RankedKeysTest, ItemsAreFoundByTheirWholeKey) {
  for (ItemId item = 0; item < 1'500; ++item) keys_.Insert({item % 2 == 0 ? "aa" : "a", 0, item}, NameOf());
  EXPECT_EQ(keys_.WithKey("a").size(), 750U);
  EXPECT_EQ(keys_.WithKey("aa").size(), 750U);
  EXPECT_TRUE(keys_.WithKey("b").empty());
}

}  // namespace
}  // namespace jianbao::engine
