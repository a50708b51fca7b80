#include "services/index/engine/engine.h"

#include <filesystem>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/checksum.h"
#include "libs/base/status_matchers.h"
#include "services/index/engine/rebuild.h"
#include "services/index/storage/fault_store.h"
#include "services/index/storage/memory_store.h"
#include "services/index/storage/rocksdb_store.h"

namespace jianbao::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr uint8_t kPerson = 1;
constexpr uint8_t kColumn = 2;

Document MakeDocument(std::string name, std::string headline, std::string body) {
  Document document;
  document.name = std::move(name);
  document.text(TextField::kHeadline) = std::move(headline);
  document.text(TextField::kBody) = std::move(body);
  return document;
}

IssueRecord MakeIssue(std::string name, absl::CivilDay date, std::vector<Document> documents) {
  IssueRecord issue;
  issue.name = std::move(name);
  issue.publication = "青禾日报";
  issue.date = date;
  issue.payload = "payload of " + issue.name;
  std::string content;
  for (Document& document : documents) {
    document.issue = issue.name;
    document.publication = issue.publication;
    document.date = date;
    absl::StrAppend(&content, document.name, "\n", document.text(TextField::kHeadline), "\n",
                    document.text(TextField::kBody), "\n");
  }
  issue.content_hash = ContentHash(content);
  issue.documents = std::move(documents);
  return issue;
}

const absl::CivilDay kDay(2023, 6, 1);

class EngineTest : public testing::Test {
 protected:
  void SetUp() override { Open(); }

  void Open() {
    engine_.reset();
    EngineOptions options;
    options.background = false;
    options.clock = &clock_;
    ASSERT_OK_AND_ASSIGN(engine_, Engine::Open(&store_, options));
  }
  void Apply(const IssueRecord& issue) { ASSERT_OK(engine_->ApplyIssue(issue, {})); }

  std::vector<std::string> Names(const Query& query, SearchOptions options = {}) {
    const auto result = engine_->Search(query, options);
    EXPECT_OK(result);
    std::vector<std::string> names;
    if (result.ok()) {
      for (const Hit& hit : result->hits) names.push_back(hit.name);
    }
    return names;
  }

  storage::FaultStore store_;
  ManualClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  std::unique_ptr<Engine> engine_;
};

TEST_F(EngineTest, AnAppliedIssueIsFoundAtOnce) {
  Apply(MakeIssue("i1", kDay,
                  {MakeDocument("a1", "禁烧秸秆", "云泽市开展秸秆禁烧宣传。"),
                   MakeDocument("a2", "春耕", "沈砚秋走访桐湾区农户。")}));
  EXPECT_THAT(Names(Query::Text("秸秆禁烧")), ElementsAre("a1"));
  EXPECT_THAT(Names(Query::Text("沈砚秋")), ElementsAre("a2"));
  EXPECT_THAT(Names(Query::Text("烧")), ElementsAre("a1"));
  EXPECT_THAT(Names(Query::Text("没有")), IsEmpty());
}

TEST_F(EngineTest, PunctuationPartsWordsAndSpaceDoesNot) {
  Apply(MakeIssue("i1", kDay, {MakeDocument("a1", "", "工程完成，都很高兴"), MakeDocument("a2", "", "四川成 \n都")}));
  EXPECT_THAT(Names(Query::Text("成都")), ElementsAre("a2"));
  EXPECT_THAT(Names(Query::Text("完成都很高兴")), IsEmpty());
  EXPECT_THAT(Names(Query::Text("完成，都很高兴")), ElementsAre("a1"));
  EXPECT_THAT(Names(Query::Text("成、都")), ElementsAre("a1"));
  EXPECT_THAT(Names(Query::Text("，")), ElementsAre("a1"));
}

TEST_F(EngineTest, WidthCaseAndScriptFormDoNotMatter) {
  Apply(MakeIssue("i1", kDay, {MakeDocument("a1", "", "張學友唱ＫＴＶ")}));
  EXPECT_THAT(Names(Query::Text("张学友唱ktv")), ElementsAre("a1"));
  EXPECT_THAT(Names(Query::Text("KTV")), ElementsAre("a1"));
}

TEST_F(EngineTest, AWordMatchesWholeRunsAndAPhraseMatchesWithinThem) {
  Apply(MakeIssue("i1", kDay, {MakeDocument("a1", "", "始于2023年"), MakeDocument("a2", "", "共23人")}));
  EXPECT_THAT(Names(Query::Text("23")), ElementsAre("a2"));
  EXPECT_THAT(Names(Query::Phrase("23")), UnorderedElementsAre("a1", "a2"));
  EXPECT_THAT(Names(Query::Prefix("20")), ElementsAre("a1"));
}

TEST_F(EngineTest, ConditionsCombine) {
  Document a1 = MakeDocument("a1", "秸秆", "甲乙");
  a1.keywords = {{kColumn, "农业"}};
  a1.page = 1;
  Document a2 = MakeDocument("a2", "春耕", "乙丙");
  a2.page = 2;
  Apply(MakeIssue("i1", kDay, {a1, a2}));
  Apply(MakeIssue("i2", kDay + 1, {MakeDocument("a3", "秋收", "甲丙")}));
  EXPECT_THAT(Names(Query::And({Query::Text("甲"), Query::Text("乙")})), ElementsAre("a1"));
  EXPECT_THAT(Names(Query::Or({Query::Text("甲"), Query::Text("乙")})), UnorderedElementsAre("a1", "a2", "a3"));
  EXPECT_THAT(Names(Query::And({Query::Text("甲"), Query::Not(Query::Text("乙"))})), ElementsAre("a3"));
  EXPECT_THAT(Names(Query::Not(Query::Text("乙"))), ElementsAre("a3"));
  EXPECT_THAT(Names(Query::Keyword(kColumn, "农业")), ElementsAre("a1"));
  EXPECT_THAT(Names(Query::Date(kDay + 1, std::nullopt)), ElementsAre("a3"));
  EXPECT_THAT(Names(Query::Page(2, 9)), ElementsAre("a2"));
  EXPECT_THAT(Names(Query::Issue("i2")), ElementsAre("a3"));
  EXPECT_THAT(Names(Query::Publication("青禾日报")), UnorderedElementsAre("a1", "a2", "a3"));
  EXPECT_THAT(Names(Query::Text("秸秆", FieldSet::Of(TextField::kBody))), IsEmpty());
  EXPECT_THAT(Names(Query::Proximity("甲 乙", 0)), ElementsAre("a1"));
  EXPECT_THAT(Names(Query::Proximity("乙 甲", 5)), IsEmpty());
}

TEST_F(EngineTest, SortsByDateAndPagesThroughHits) {
  for (int i = 0; i < 5; ++i) {
    Apply(MakeIssue(absl::StrCat("i", i), kDay + i, {MakeDocument(absl::StrCat("a", i), "", "天气")}));
  }
  SearchOptions options;
  options.sort = Sort::kOldest;
  options.limit = 2;
  std::vector<std::string> seen;
  while (true) {
    ASSERT_OK_AND_ASSIGN(const SearchResult result, engine_->Search(Query::Text("天气"), options));
    EXPECT_EQ(result.total.value, 5);
    if (result.hits.empty()) break;
    for (const Hit& hit : result.hits) seen.push_back(hit.name);
    options.search_after = result.hits.back().sort_key;
  }
  EXPECT_THAT(seen, ElementsAre("a0", "a1", "a2", "a3", "a4"));
  options = {};
  options.sort = Sort::kNewest;
  EXPECT_THAT(Names(Query::Text("天气"), options), ElementsAre("a4", "a3", "a2", "a1", "a0"));
}

TEST_F(EngineTest, ReplacingAnIssueRemovesEverythingOfTheOldOne) {
  Document old = MakeDocument("a1", "旧闻", "贺若澜发言");
  old.mentions = {{kPerson, "贺若澜", {"贺若澜", "賀若瀾"}, {"桐湾区区长"}}};
  Apply(MakeIssue("i1", kDay, {old, MakeDocument("a2", "次条", "旧闻")}));
  ASSERT_OK_AND_ASSIGN(const ApplyResult replaced,
                       engine_->ApplyIssue(MakeIssue("i1", kDay, {MakeDocument("a1", "新闻", "沈砚秋")}), {}));
  EXPECT_TRUE(replaced.replaced);
  EXPECT_THAT(Names(Query::Text("旧闻")), IsEmpty());
  EXPECT_THAT(Names(Query::Text("新闻")), ElementsAre("a1"));
  EXPECT_THAT(engine_->GetEntity({kPerson, "贺若澜"}).status(),
              ErrorIs(absl::StatusCode::kNotFound, "ENTITY_NOT_FOUND"));
  EXPECT_THAT(engine_->GetDocument("a2").status(), ErrorIs(absl::StatusCode::kNotFound, "ARTICLE_NOT_FOUND"));
  LookupEntitiesOptions lookup;
  lookup.text = "贺";
  lookup.match = NameMatch::kPrefix;
  EXPECT_THAT(engine_->LookupEntities(lookup), IsOkAndHolds(IsEmpty()));
  EXPECT_EQ(engine_->Statistics().documents, 1);
  ASSERT_OK(engine_->Fold());
  EXPECT_EQ(engine_->Statistics().deleted_documents, 0);
  EXPECT_THAT(Names(Query::All()), ElementsAre("a1"));
}

TEST_F(EngineTest, TheSameContentAppliedAgainChangesNothing) {
  const IssueRecord issue = MakeIssue("i1", kDay, {MakeDocument("a1", "一", "二")});
  ASSERT_OK_AND_ASSIGN(const ApplyResult first, engine_->ApplyIssue(issue, {}));
  ASSERT_OK_AND_ASSIGN(const ApplyResult second, engine_->ApplyIssue(issue, {}));
  EXPECT_TRUE(first.changed);
  EXPECT_FALSE(second.changed);
  EXPECT_EQ(second.revision, first.revision);
  EXPECT_EQ(engine_->revision(), first.revision);
}

TEST_F(EngineTest, PreconditionsAndReusedRequestsAreRefused) {
  IssueRecord issue = MakeIssue("i1", kDay, {MakeDocument("a1", "一", "二")});
  issue.request_id = "r1";
  Apply(issue);
  IssueRecord other = MakeIssue("i1", kDay, {MakeDocument("a1", "三", "四")});
  other.request_id = "r1";
  EXPECT_THAT(engine_->ApplyIssue(other, {}), ErrorIs(absl::StatusCode::kInvalidArgument, "REQUEST_ID_REUSED"));
  other.request_id = "r2";
  ApplyOptions must_be_new;
  must_be_new.expected_content_hash = "";
  EXPECT_THAT(engine_->ApplyIssue(other, must_be_new),
              ErrorIs(absl::StatusCode::kFailedPrecondition, "CONTENT_CHANGED"));
  EXPECT_THAT(engine_->ApplyIssue(MakeIssue("i2", kDay, {MakeDocument("a1", "五", "六")}), {}),
              ErrorIs(absl::StatusCode::kAlreadyExists, "DOCUMENT_NAME_TAKEN"));
  EXPECT_THAT(Names(Query::All()), ElementsAre("a1"));
  EXPECT_THAT(Names(Query::Text("一")), ElementsAre("a1"));
}

TEST_F(EngineTest, MarksAreWrittenWithTheIssueEvenWhereItIsUnchanged) {
  const IssueRecord issue = MakeIssue("i1", kDay, {MakeDocument("a1", "一", "二")});
  ApplyOptions options;
  options.marks["log"] = "7";
  ASSERT_OK(engine_->ApplyIssue(issue, options));
  options.marks["log"] = "8";
  ASSERT_OK(engine_->ApplyIssue(issue, options));
  store_.PowerCut();
  Open();
  EXPECT_THAT(engine_->GetMark("log"), IsOkAndHolds(std::optional<std::string>("8")));
  EXPECT_THAT(engine_->GetMark("other"), IsOkAndHolds(std::nullopt));
}

TEST_F(EngineTest, EverythingAcknowledgedSurvivesAPowerCut) {
  for (int i = 0; i < 8; ++i) {
    Apply(MakeIssue(absl::StrCat("i", i), kDay, {MakeDocument(absl::StrCat("a", i), "题", "正文")}));
    if (i == 3) {
      ASSERT_OK(engine_->Fold());
    }
  }
  Apply(MakeIssue("i5", kDay, {MakeDocument("a5", "题", "换了")}));
  const Revision revision = engine_->revision();
  engine_.reset();
  store_.PowerCut();
  Open();
  EXPECT_EQ(engine_->revision(), revision);
  EXPECT_THAT(Names(Query::Text("正文")), UnorderedElementsAre("a0", "a1", "a2", "a3", "a4", "a6", "a7"));
  EXPECT_THAT(Names(Query::Text("换了")), ElementsAre("a5"));
  ASSERT_OK_AND_ASSIGN(const IntegrityReport report, engine_->CheckIntegrity());
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_EQ(report.documents, 8);
}

// Whichever call fails, what was acknowledged is whole and what was not is absent or whole.
TEST_F(EngineTest, AFailedCallAtAnyPointLosesNothingAcknowledged) {
  for (int fail_after = 0; fail_after < 16; ++fail_after) {
    storage::FaultStore store;
    EngineOptions options;
    options.background = false;
    options.delta_bytes = 1;  // every write folds the one before
    std::vector<std::string> acknowledged;
    {
      ASSERT_OK_AND_ASSIGN(auto engine, Engine::Open(&store, options));
      store.FailAfter(fail_after);
      for (int i = 0; i < 6; ++i) {
        const std::string name = absl::StrCat("a", i);
        if (engine->ApplyIssue(MakeIssue(absl::StrCat("i", i), kDay, {MakeDocument(name, "题", "正文")}), {}).ok()) {
          acknowledged.push_back(name);
        }
      }
    }
    store.PowerCut();
    ASSERT_OK_AND_ASSIGN(auto engine, Engine::Open(&store, options));
    ASSERT_OK_AND_ASSIGN(const SearchResult result, engine->Search(Query::Text("正文"), {}));
    std::vector<std::string> found;
    for (const Hit& hit : result.hits) found.push_back(hit.name);
    EXPECT_THAT(found, testing::UnorderedElementsAreArray(acknowledged)) << "failing call " << fail_after;
    ASSERT_OK_AND_ASSIGN(const IntegrityReport report, engine->CheckIntegrity());
    EXPECT_THAT(report.problems, IsEmpty()) << "failing call " << fail_after;
  }
}

TEST_F(EngineTest, ASearchWaitsForItsRevisionOrSaysWhyNot) {
  SearchOptions options;
  options.min_revision = Revision(1);
  EXPECT_THAT(engine_->Search(Query::All(), options), ErrorIs(absl::StatusCode::kFailedPrecondition, "INDEX_BEHIND"));
  options.deadline = absl::Now() + absl::Seconds(20);
  std::thread writer([this] {
    absl::SleepFor(absl::Milliseconds(30));
    EXPECT_OK(engine_->ApplyIssue(MakeIssue("i1", kDay, {MakeDocument("a1", "一", "二")}), {}));
  });
  EXPECT_THAT(Names(Query::All(), options), ElementsAre("a1"));
  writer.join();
}

TEST_F(EngineTest, APinnedRevisionIsReadUntilItsLeaseEnds) {
  Apply(MakeIssue("i1", kDay, {MakeDocument("a1", "旧", "一")}));
  const Revision old = engine_->Pin(absl::Minutes(1));
  Apply(MakeIssue("i1", kDay, {MakeDocument("a1", "新", "一")}));
  ASSERT_OK(engine_->Fold());
  SearchOptions options;
  options.pinned = old;
  EXPECT_THAT(Names(Query::Text("旧"), options), ElementsAre("a1"));
  EXPECT_THAT(Names(Query::Text("新"), options), IsEmpty());
  EXPECT_OK(engine_->GetDocument(DocId(0), old));
  EXPECT_OK(engine_->ExtendPin(old, absl::Minutes(2)));
  clock_.Advance(absl::Minutes(3));
  EXPECT_THAT(engine_->Search(Query::Text("旧"), options),
              ErrorIs(absl::StatusCode::kFailedPrecondition, "REVISION_NOT_PINNED"));
}

TEST_F(EngineTest, DeadlineAndCancellationEndASearch) {
  Apply(MakeIssue("i1", kDay, {MakeDocument("a1", "一", "二")}));
  SearchOptions options;
  options.deadline = absl::Now() - absl::Seconds(1);
  EXPECT_THAT(engine_->Search(Query::All(), options), StatusIs(absl::StatusCode::kDeadlineExceeded));
  options = {};
  options.cancelled = [] { return true; };
  EXPECT_THAT(engine_->Search(Query::All(), options), StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(EngineTest, OneScoreWhateverTheShards) {
  EngineOptions options;
  options.background = false;
  storage::FaultStore stores[2];
  std::unique_ptr<Engine> shards[2];
  for (int i = 0; i < 2; ++i) {
    ASSERT_OK_AND_ASSIGN(shards[i], Engine::Open(&stores[i], options));
  }
  for (int i = 0; i < 40; ++i) {
    std::string body = "天气";
    for (int j = 0; j < i % 7; ++j) body += i % 3 == 0 ? "，晴朗天气" : "，下雨";
    const IssueRecord issue = MakeIssue(absl::StrCat("i", i), kDay + i,
                                        {MakeDocument(absl::StrCat("a", i), i % 5 == 0 ? "天气" : "晴", body)});
    Apply(issue);
    ASSERT_OK(shards[i % 2]->ApplyIssue(issue, {}));
  }
  const Query query = Query::Or({Query::Text("天气"), Query::Text("晴朗"), Query::Text("下雨")});
  CollectionStatistics global;
  for (const auto& shard : shards) {
    ASSERT_OK_AND_ASSIGN(const CollectionStatistics local, shard->CollectStatistics(query));
    global.Add(local);
  }
  SearchOptions search;
  search.limit = 40;
  ASSERT_OK_AND_ASSIGN(const SearchResult whole, engine_->Search(query, search));
  search.statistics = global;
  std::vector<Hit> merged;
  for (const auto& shard : shards) {
    ASSERT_OK_AND_ASSIGN(SearchResult part, shard->Search(query, search));
    merged.insert(merged.end(), part.hits.begin(), part.hits.end());
  }
  std::sort(merged.begin(), merged.end(),
            [](const Hit& a, const Hit& b) { return RanksBefore(a.sort_key, b.sort_key); });
  ASSERT_EQ(merged.size(), whole.hits.size());
  for (size_t i = 0; i < merged.size(); ++i) {
    EXPECT_EQ(merged[i].name, whole.hits[i].name);
    EXPECT_EQ(merged[i].sort_key, whole.hits[i].sort_key);
  }
}

TEST_F(EngineTest, HighlightsPointAtTheTextAsItStands) {
  Document document = MakeDocument("a1", "成都", "四川成 都，ＫＴＶ");
  const auto matches = engine_->HighlightMatches(
      document, Query::Or({Query::Text("成都"), Query::Text("ktv"), Query::Not(Query::Text("四川"))}));
  ASSERT_OK(matches);
  ASSERT_EQ(matches->size(), 2);
  EXPECT_EQ((*matches)[0].field, TextField::kHeadline);
  EXPECT_THAT((*matches)[0].ranges, ElementsAre(text::ByteSpan{0, 6}));
  EXPECT_EQ((*matches)[1].field, TextField::kBody);
  EXPECT_THAT((*matches)[1].ranges, ElementsAre(text::ByteSpan{6, 13}, text::ByteSpan{16, 25}));
}

TEST_F(EngineTest, TellingTermsAreRepeatedAndRareButNotUnique) {
  Apply(
      MakeIssue("i1", kDay,
                {MakeDocument("a1", "", "渡口开通。渡口两岸的村民过河去开会。"), MakeDocument("a2", "开会", "村民开会"),
                 MakeDocument("a3", "渡口", "村民等渡口开门"), MakeDocument("a4", "", "村民开会")}));
  ASSERT_OK_AND_ASSIGN(const StoredDocument stored, engine_->GetDocument("a1"));
  EXPECT_THAT(engine_->TellingTerms(stored.document, 10), IsOkAndHolds(ElementsAre("渡口", "口开", "开会", "村民")));
  EXPECT_THAT(engine_->TellingTerms(stored.document, 1), IsOkAndHolds(ElementsAre("渡口")));
  EXPECT_THAT(engine_->TellingTerms(MakeDocument("a5", "", "——"), 10), IsOkAndHolds(IsEmpty()));
}

TEST_F(EngineTest, EntitiesKnowTheirTitlesOverTime) {
  const auto article = [](std::string name, std::vector<std::string> titles, std::vector<std::string> texts) {
    Document document = MakeDocument(std::move(name), "题", "文");
    document.mentions = {{kPerson, "贺若澜", std::move(texts), std::move(titles)}};
    return document;
  };
  Apply(MakeIssue("i1", kDay, {article("a1", {"副区长"}, {"贺若澜"}), article("a2", {"副区长"}, {"贺若斓"})}));
  Apply(MakeIssue("i2", kDay + 400, {article("a3", {"区委副书记、区长"}, {"贺若澜"})}));
  ASSERT_OK_AND_ASSIGN(const Entity entity, engine_->GetEntity({kPerson, "贺若澜"}));
  EXPECT_EQ(entity.summary.articles, 3);
  EXPECT_EQ(entity.summary.first, kDay);
  EXPECT_EQ(entity.summary.last, kDay + 400);
  ASSERT_EQ(entity.titles.size(), 2);
  EXPECT_EQ(entity.titles[0].title, "副区长");
  EXPECT_EQ(entity.titles[0].articles, 2);
  EXPECT_THAT(entity.titles[0].proof, ElementsAre("a1", "a2"));
  EXPECT_EQ(entity.titles[1].first, kDay + 400);
  ASSERT_EQ(entity.aliases.size(), 1);
  EXPECT_EQ(entity.aliases[0].text, "贺若斓");

  LookupEntitiesOptions lookup;
  lookup.text = "賀若澜";
  ASSERT_OK_AND_ASSIGN(const auto found, engine_->LookupEntities(lookup));
  ASSERT_EQ(found.size(), 1);
  EXPECT_EQ(found[0].id.canonical, "贺若澜");

  ListEvidenceOptions evidence;
  evidence.id = {kPerson, "贺若澜"};
  evidence.limit = 2;
  ASSERT_OK_AND_ASSIGN(EvidencePage page, engine_->ListEvidence(evidence));
  ASSERT_EQ(page.rows.size(), 2);
  evidence.after = page.next;
  ASSERT_OK_AND_ASSIGN(page, engine_->ListEvidence(evidence));
  ASSERT_EQ(page.rows.size(), 1);
  EXPECT_EQ(page.rows[0].article, "a3");
  EXPECT_EQ(page.next, "");

  FindByTitleOptions title;
  title.title = "副区长";
  ASSERT_OK_AND_ASSIGN(page, engine_->FindByTitle(title));
  EXPECT_EQ(page.rows.size(), 2);
  title.earliest = kDay + 1;
  ASSERT_OK_AND_ASSIGN(page, engine_->FindByTitle(title));
  EXPECT_THAT(page.rows, IsEmpty());
}

TEST_F(EngineTest, IssuesAreListedByDateInPages) {
  for (int i = 0; i < 5; ++i) Apply(MakeIssue(absl::StrCat("i", i), kDay + i, {}));
  ListIssuesOptions options;
  options.limit = 2;
  options.newest_first = true;
  std::vector<std::string> names;
  do {
    ASSERT_OK_AND_ASSIGN(const IssuePage page, engine_->ListIssues(options));
    for (const IssueSummary& issue : page.issues) names.push_back(issue.name);
    options.after = page.next;
  } while (!options.after.empty());
  EXPECT_THAT(names, ElementsAre("i4", "i3", "i2", "i1", "i0"));
  options.publication = "青禾日报";
  options.newest_first = false;
  options.earliest = kDay + 3;
  ASSERT_OK_AND_ASSIGN(const IssuePage page, engine_->ListIssues(options));
  EXPECT_EQ(page.issues.size(), 2);
  options.after = "bad";
  EXPECT_THAT(engine_->ListIssues(options), ErrorIs(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID"));
}

TEST_F(EngineTest, FacetsAndHistogramCountAllMatches) {
  for (int i = 0; i < 6; ++i) {
    Document document = MakeDocument(absl::StrCat("a", i), "", i < 4 ? "天气" : "别的");
    document.keywords = {{kColumn, i % 2 == 0 ? "要闻" : "民生"}};
    Apply(MakeIssue(absl::StrCat("i", i), kDay + 30 * i, {document}));
    if (i == 2) {
      ASSERT_OK(engine_->Fold());
    }
  }
  SearchOptions options;
  options.limit = 0;
  options.facets = {{FacetKind::kKeyword, kColumn, 10}};
  options.histogram = HistogramUnit::kYear;
  ASSERT_OK_AND_ASSIGN(const SearchResult result, engine_->Search(Query::Text("天气"), options));
  EXPECT_EQ(result.total.value, 4);
  EXPECT_TRUE(result.total.exact);
  ASSERT_EQ(result.facets.size(), 1);
  ASSERT_EQ(result.facets[0].size(), 2);
  EXPECT_EQ(result.facets[0][0].count, 2);
  ASSERT_EQ(result.histogram.size(), 1);
  EXPECT_EQ(result.histogram[0].second, 4);
}

TEST_F(EngineTest, HostileQueriesAreRefusedWithAReason) {
  EXPECT_THAT(engine_->Search(Query::Text(""), {}), ErrorIs(absl::StatusCode::kInvalidArgument, "QUERY_INVALID"));
  EXPECT_THAT(engine_->Search(Query::Text("\xff"), {}), ErrorIs(absl::StatusCode::kInvalidArgument, "QUERY_INVALID"));
  EXPECT_THAT(engine_->Search(Query::And({}), {}), ErrorIs(absl::StatusCode::kInvalidArgument, "QUERY_INVALID"));
  std::vector<Query> many(2000, Query::Text("字"));
  EXPECT_THAT(engine_->Search(Query::Or(many), {}), ErrorIs(absl::StatusCode::kInvalidArgument, "QUERY_TOO_LARGE"));
  Query deep = Query::Text("字");
  for (int i = 0; i < 100; ++i) deep = Query::Not(std::move(deep));
  EXPECT_THAT(engine_->Search(deep, {}), ErrorIs(absl::StatusCode::kInvalidArgument, "QUERY_TOO_LARGE"));
}

TEST_F(EngineTest, BadDocumentsAreRefusedAndNothingChanges) {
  Document document = MakeDocument("a1", "\xff\xfe", "");
  EXPECT_THAT(engine_->ApplyIssue(MakeIssue("i1", kDay, {document}), {}),
              ErrorIs(absl::StatusCode::kInvalidArgument, "DOCUMENT_INVALID"));
  EXPECT_THAT(engine_->ApplyIssue(MakeIssue("i1", kDay, {MakeDocument("a", "", ""), MakeDocument("a", "", "")}), {}),
              ErrorIs(absl::StatusCode::kInvalidArgument, "DOCUMENT_INVALID"));
  EXPECT_EQ(engine_->revision(), Revision(0));
}

TEST_F(EngineTest, ARebuiltIndexHoldsTheSameAndGoesOnFromTheSameRevision) {
  ApplyOptions marked;
  marked.marks["log"] = "5";
  for (int i = 9; i >= 0; --i) {
    Document document = MakeDocument(absl::StrCat("a", i), "题", "正文");
    document.mentions = {{kPerson, "贺若澜", {}, {"区长"}}};
    ASSERT_OK(engine_->ApplyIssue(MakeIssue(absl::StrCat("i", i), kDay + i, {document}), marked));
  }
  ASSERT_OK(engine_->DeleteIssue("i4", {}));
  const auto rebuilt_store = storage::NewMemoryStore();
  ASSERT_OK(RebuildIndex(store_, rebuilt_store.get(), {}));
  ASSERT_OK_AND_ASSIGN(const auto rebuilt, Engine::Open(rebuilt_store.get(), {}));
  EXPECT_GE(rebuilt->revision(), engine_->revision());
  EXPECT_EQ(rebuilt->Statistics().documents, 9);
  EXPECT_THAT(rebuilt->GetMark("log"), IsOkAndHolds(std::optional<std::string>("5")));
  ASSERT_OK_AND_ASSIGN(const StoredDocument first, rebuilt->GetDocument("a0"));
  EXPECT_EQ(first.doc, DocId(0));  // numbered by date now
  ASSERT_OK_AND_ASSIGN(const Entity entity, rebuilt->GetEntity({kPerson, "贺若澜"}));
  EXPECT_EQ(entity.summary.articles, 9);
  ASSERT_OK_AND_ASSIGN(const IntegrityReport report, rebuilt->CheckIntegrity());
  EXPECT_THAT(report.problems, IsEmpty());
}

TEST_F(EngineTest, ASegmentWithManyDeletedArticlesIsRewritten) {
  for (int i = 0; i < 20; ++i)
    Apply(MakeIssue(absl::StrCat("i", i), kDay, {MakeDocument(absl::StrCat("a", i), "题", "旧")}));
  ASSERT_OK(engine_->Fold());
  for (int i = 0; i < 10; ++i)
    Apply(MakeIssue(absl::StrCat("i", i), kDay, {MakeDocument(absl::StrCat("a", i), "题", "新")}));
  EXPECT_EQ(engine_->Statistics().deleted_documents, 10);
  ASSERT_OK(engine_->Fold());
  EXPECT_EQ(engine_->Statistics().deleted_documents, 0);
  EXPECT_EQ(Names(Query::Text("旧")).size(), 10);
  ASSERT_OK_AND_ASSIGN(const IntegrityReport report, engine_->CheckIntegrity());
  EXPECT_THAT(report.problems, IsEmpty());
}

TEST(EngineFormatTest, AnIndexOfAnotherFormatIsRefusedWithAWayOut) {
  storage::FaultStore store;
  EngineOptions options;
  options.background = false;
  { ASSERT_OK(Engine::Open(&store, options)); }
  storage::WriteBatch batch;
  batch.Put(storage::Family::kRecords, "Mmanifest", "nonsense");
  ASSERT_OK(store.Write(batch, true));
  EXPECT_THAT(Engine::Open(&store, options).status(), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(EngineConcurrencyTest, ReadersSeeWholeRevisionsWhileTheFolderWorks) {
  const std::string directory = testing::TempDir() + "engine_concurrency";
  std::filesystem::remove_all(directory);
  ASSERT_OK_AND_ASSIGN(auto store, storage::OpenRocksDbStore(directory, {}));
  EngineOptions options;
  options.delta_bytes = 20'000;
  ASSERT_OK_AND_ASSIGN(auto engine, Engine::Open(store.get(), options));
  std::atomic<bool> done = false;
  std::thread reader([&] {
    while (!done) {
      SearchOptions search;
      search.exact_total = true;
      const auto result = engine->Search(Query::Text("天气预报"), search);
      EXPECT_OK(result);
      // Every issue has three articles that match: a torn one would show.
      if (result.ok()) {
        EXPECT_EQ(result->total.value % 3, 0);
      }
    }
  });
  for (int i = 0; i < 120; ++i) {
    const std::string name = absl::StrCat("i", i % 40);
    std::vector<Document> documents;
    for (int j = 0; j < 3; ++j) {
      documents.push_back(MakeDocument(absl::StrCat(name, "/", j), absl::StrCat("第", i, "期"),
                                       absl::StrCat("今日天气预报：", i, "，晴转多云")));
    }
    EXPECT_OK(engine->ApplyIssue(MakeIssue(name, kDay + i % 40, std::move(documents)), {}));
  }
  done = true;
  reader.join();
  ASSERT_OK(engine->Fold());
  ASSERT_OK_AND_ASSIGN(const IntegrityReport report, engine->CheckIntegrity());
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_EQ(report.documents, 120);
}

TEST(EngineConcurrencyTest, WhatRestsIsFoldedAndFewArticlesAreNot) {
  storage::FaultStore store;
  EngineOptions options;
  options.fold_after_rest = absl::ZeroDuration();
  ASSERT_OK_AND_ASSIGN(auto engine, Engine::Open(&store, options));
  const auto apply = [&](const std::string& name, int articles) {
    std::vector<Document> documents;
    for (int i = 0; i < articles; ++i) documents.push_back(MakeDocument(absl::StrCat(name, "/", i), "", "晴转多云"));
    ASSERT_OK(engine->ApplyIssue(MakeIssue(name, kDay, std::move(documents)), {}));
  };
  apply("many", 600);
  const absl::Time patience = absl::Now() + absl::Seconds(60);
  while (engine->Statistics().segments == 0 && absl::Now() < patience) absl::SleepFor(absl::Milliseconds(10));
  EXPECT_EQ(engine->Statistics().segments, 1);
  EXPECT_EQ(engine->Statistics().delta_documents, 0);
  apply("few", 3);
  EXPECT_EQ(engine->Statistics().delta_documents, 3);
  SearchOptions exact;
  exact.exact_total = true;
  ASSERT_OK_AND_ASSIGN(const SearchResult found, engine->Search(Query::Text("多云"), exact));
  EXPECT_EQ(found.total.value, 603);
}

}  // namespace
}  // namespace jianbao::engine
