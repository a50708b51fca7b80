// CheckIntegrity finds the faults that are planted, and nothing in a sound index.
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/checksum.h"
#include "libs/base/coding.h"
#include "services/index/engine/engine_on_memory.h"
#include "services/index/engine/entity_rows.h"
#include "services/index/engine/pair_set.h"
#include "services/index/engine/records.h"

namespace jianbao::engine {
namespace {

using storage::Family;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr uint8_t kPerson = 1;
constexpr uint8_t kPlace = 3;
const EntityId kHe = {kPerson, "贺若澜"};

class IntegrityTest : public EngineOnMemory {
 protected:
  IntegrityTest() {
    for (int i = 0; i < 6; ++i) {
      IssueRecord issue;
      issue.name = absl::StrCat("i", i);
      issue.publication = "p";
      issue.content_hash = absl::StrCat("h", i);
      issue.date = absl::CivilDay(2021, 3, 1) + i;
      Document document;
      document.name = absl::StrCat("a", i);
      document.publication = "p";
      document.issue = issue.name;
      document.date = issue.date;
      document.text(TextField::kBody) = "县长贺若澜、沈砚秋到青禾县调研。";
      document.mentions = {{kPerson, "贺若澜", {"贺若澜"}, {"县长"}}, {kPerson, "沈砚秋", {"沈砚秋"}, {}}};
      document.mentions.push_back({kPlace, "青禾县", {"青禾县"}, {}});
      issue.documents.push_back(document);
      Apply(issue);
    }
    EXPECT_OK(engine_->DeleteIssue("i2", {}));
  }

  std::vector<std::string> Problems() {
    const auto report = engine_->CheckIntegrity();
    EXPECT_OK(report);
    return report.ok() ? report->problems : std::vector<std::string>();
  }
  std::string Value(const std::string& key) {
    storage::PinnedValue value;
    EXPECT_THAT(store_->Get(Family::kRecords, key, nullptr, &value), IsOkAndHolds(true)) << key;
    return std::string(value.view());
  }
  // Writes past the engine and opens it again.
  void Plant(const std::function<void(storage::WriteBatch*)>& fault) {
    storage::WriteBatch batch;
    fault(&batch);
    ASSERT_OK(store_->Write(batch, true));
    Open();
  }
  static std::string EvidenceOf(int doc) {
    return EvidenceKey(kHe, absl::CivilDay(2021, 3, 1) + doc, DocId(static_cast<uint32_t>(doc)));
  }
  static std::string TitleOf(int doc) {
    return TitleKey("县长", {kHe, absl::CivilDay(2021, 3, 1) + doc, DocId(static_cast<uint32_t>(doc))});
  }
};

TEST_F(IntegrityTest, ASoundIndexHasNoProblem) {
  EXPECT_THAT(Problems(), IsEmpty());
  ASSERT_OK(engine_->Compact({}));
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(IntegrityTest, ASetThatHidesListsIsReported) {
  ASSERT_OK(engine_->Compact({}));
  std::string key;  // of the set of pairs
  const auto it = store_->NewIterator(Family::kPostings, nullptr);
  for (it->Seek(""); it->Valid() && key.empty(); it->Next()) {
    if (it->key().substr(sizeof(uint32_t)) == "!b") key = std::string(it->key());
  }
  ASSERT_FALSE(key.empty());
  PairSet others;
  others.Add(U'别', U'的');
  std::string bytes = others.Bytes();
  AppendChecksum64(&bytes);
  Plant([&](storage::WriteBatch* batch) { batch->Put(Family::kPostings, key, bytes); });
  EXPECT_THAT(Problems(), Contains(AllOf(HasSubstr("县长"), HasSubstr("is not found by searches"))));
}

TEST_F(IntegrityTest, AMissingEvidenceRowIsNamedWithItsArticle) {
  Plant([](storage::WriteBatch* batch) { batch->Delete(Family::kRecords, EvidenceOf(4)); });
  EXPECT_THAT(Problems(), ElementsAre(AllOf(HasSubstr("article 4"), HasSubstr("贺若澜"), HasSubstr("is missing"))));
}

TEST_F(IntegrityTest, EvidenceThatSaysSomethingElseIsNamed) {
  Mention mention = {kPerson, "贺若澜", {"贺若澜"}, {"县委书记"}};
  mention.count = 1;
  Plant([&](storage::WriteBatch* batch) {
    batch->Put(Family::kRecords, EvidenceOf(1), EncodeEvidence("a1", mention, nullptr));
  });
  EXPECT_THAT(Problems(), ElementsAre(AllOf(HasSubstr("article 1"), HasSubstr("does not say what the record says"))));
}

TEST_F(IntegrityTest, RowsOfDeletedAndUnknownArticlesAreNamed) {
  const std::string sample = Value(EvidenceOf(1));
  Plant([&](storage::WriteBatch* batch) {
    batch->Put(Family::kRecords, EvidenceOf(2), sample);  // its issue was deleted
    batch->Put(Family::kRecords, TitleOf(9), "");
  });
  EXPECT_THAT(Problems(), Contains(AllOf(HasSubstr("article 2"), HasSubstr("is not of its record"))));
  EXPECT_THAT(Problems(), Contains(HasSubstr("is of an article that does not exist")));
}

TEST_F(IntegrityTest, MissingTitleAndPostRowsAreNamed) {
  Plant([](storage::WriteBatch* batch) {
    batch->Delete(Family::kRecords, TitleOf(3));
    batch->Delete(Family::kRecords, PostKey("县长", {kHe, absl::CivilDay(2021, 3, 6), DocId(5)}));
  });
  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("article 3"), HasSubstr("article 5")));
}

TEST_F(IntegrityTest, WrongCountsOfEachKindAreNamed) {
  const std::vector<std::string> counts = {CountKey(kHe), FormKey("贺若澜", kHe), BlockKeyPrefix("贺若*") + "贺若澜",
                                           PinyinPrefix("heruolan") + '\0' + "贺若澜"};
  for (const std::string& key : counts) {
    const std::string before = Value(key);
    Plant([&](storage::WriteBatch* batch) { batch->Put(Family::kRecords, key, EncodeCount(7)); });
    EXPECT_THAT(Problems(), ElementsAre(HasSubstr("counts 2 articles too many"))) << key;
    Plant([&](storage::WriteBatch* batch) { batch->Delete(Family::kRecords, key); });
    EXPECT_THAT(Problems(), ElementsAre(HasSubstr("counts 5 articles too few"))) << key;
    Plant([&](storage::WriteBatch* batch) { batch->Put(Family::kRecords, key, before); });
  }
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(IntegrityTest, RowsThatCannotBeReadAreNamed) {
  Plant([&](storage::WriteBatch* batch) {
    batch->Put(Family::kRecords, EvidenceOf(0), "\xff\xff");
    batch->Put(Family::kRecords, CountKey(kHe), "");
  });
  EXPECT_THAT(Problems(), Contains(AllOf(HasSubstr("贺若澜"), HasSubstr("cannot be read"))));
}

}  // namespace
}  // namespace jianbao::engine
