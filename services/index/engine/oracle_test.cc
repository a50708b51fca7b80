// The engine against an oracle that reads every article: exhaustively on small texts, at random on larger corpora.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/checksum.h"
#include "libs/base/status.h"
#include "libs/base/status_matchers.h"
#include "libs/text/chars.h"
#include "services/index/engine/analyzer.h"
#include "services/index/engine/bulk_loader.h"
#include "services/index/engine/engine.h"
#include "services/index/engine/unit.h"
#include "services/index/storage/memory_store.h"

namespace jianbao::engine {
namespace {

const absl::CivilDay kDay(2020, 1, 1);
constexpr uint8_t kColumn = 1;

// Matches by looking. Knows nothing of postings.
class Oracle {
 public:
  void Apply(const IssueRecord& issue) {
    Delete(issue.name);
    for (const Document& document : issue.documents) documents_[document.name] = document;
  }
  void Delete(const std::string& issue) {
    std::erase_if(documents_, [&](const auto& entry) { return entry.second.issue == issue; });
  }

  std::set<std::string> Find(const Query& query) const {
    std::set<std::string> found;
    for (const auto& [name, document] : documents_) {
      if (Matches(document, query)) found.insert(name);
    }
    return found;
  }
  const std::map<std::string, Document>& documents() const { return documents_; }

 private:
  static bool Matches(const Document& document, const Query& query) {
    return std::visit([&](const auto& node) { return Holds(document, node); }, query.node);
  }
  // Calls holds(stream) for each field until one says yes.
  template <typename F>
  static bool AnyField(const Document& document, FieldSet fields, const F& holds) {
    for (int i = 0; i < kTextFields; ++i) {
      if (!fields.Has(static_cast<TextField>(i))) continue;
      LetterStream stream;
      ReadLetters(document.texts[i], &stream);
      if (holds(stream)) return true;
    }
    return false;
  }
  static bool HoldsUnit(const LetterStream& stream, const Unit& unit) {
    return unit.letters.empty() ? HasPunctuation(stream, unit) : !FindUnit(stream, unit).empty();
  }

  static bool Holds(const Document&, const Query::AllNode&) { return true; }
  static bool Holds(const Document& document, const Query::TextNode& node) {
    const Unit unit = MakeUnit(node.text, node.whole_words).value();
    return AnyField(document, node.fields, [&](const LetterStream& s) { return HoldsUnit(s, unit); });
  }
  static bool Holds(const Document& document, const Query::ProximityNode& node) {
    const std::vector<Unit> units = MakeUnits(node.text, true).value();
    return AnyField(document, node.fields, [&](const LetterStream& s) {
      return units.size() == 1 ? HoldsUnit(s, units[0]) : !FindNear(s, units, node.slop).empty();
    });
  }
  static bool Holds(const Document& document, const Query::PrefixNode& node) {
    return AnyField(document, node.fields, [&](const LetterStream& s) {
      return std::any_of(s.words.begin(), s.words.end(),
                         [&](const WordRange& word) { return s.Word(word).rfind(node.text, 0) == 0; });
    });
  }
  static bool Holds(const Document& document, const Query::AnyOfNode& node) {
    size_t held = 0;
    const std::vector<Unit> bag = MakeBag(node.text);
    if (bag.empty()) return Holds(document, Query::TextNode{node.text, node.fields});
    for (const Unit& unit : bag) {
      held += AnyField(document, node.fields, [&](const LetterStream& s) { return HoldsUnit(s, unit); }) ? 1 : 0;
    }
    return held >= std::max<size_t>(1, (bag.size() * node.minimum_percent + 99) / 100);
  }
  static bool Holds(const Document& document, const Query::KeywordNode& node) {
    return std::find(document.keywords.begin(), document.keywords.end(), node.keyword) != document.keywords.end();
  }
  static bool Holds(const Document& document, const Query::PublicationNode& node) {
    return document.publication == node.publication;
  }
  static bool Holds(const Document& document, const Query::IssueNode& node) { return document.issue == node.issue; }
  static bool Holds(const Document& document, const Query::DateNode& node) {
    return document.date.has_value() && (!node.earliest || *node.earliest <= *document.date) &&
           (!node.latest || *document.date <= *node.latest);
  }
  static bool Holds(const Document& document, const Query::PageNode& node) {
    return node.first <= document.page && document.page <= node.last;
  }
  static bool Holds(const Document& document, const Query::AndNode& node) {
    return std::all_of(node.children.begin(), node.children.end(),
                       [&](const Query& q) { return Matches(document, q); });
  }
  static bool Holds(const Document& document, const Query::OrNode& node) {
    return std::any_of(node.children.begin(), node.children.end(),
                       [&](const Query& q) { return Matches(document, q); });
  }
  static bool Holds(const Document& document, const Query::NotNode& node) { return !Matches(document, node.child[0]); }
  static bool Holds(const Document& document, const Query::BoostNode& node) { return Matches(document, node.child[0]); }
  static bool Holds(const Document& document, const Query::PreferNode& node) {
    return Matches(document, node.child[0]);
  }

  std::map<std::string, Document> documents_;
};

IssueRecord MakeIssue(const std::string& name, std::optional<absl::CivilDay> date, std::vector<Document> documents) {
  IssueRecord issue;
  issue.name = name;
  issue.publication = "p";
  issue.date = date;
  std::string content;
  for (Document& document : documents) {
    document.issue = name;
    document.publication = issue.publication;
    document.date = date;
    for (const std::string& text : document.texts) absl::StrAppend(&content, text, "\n");
  }
  issue.content_hash = ContentHash(content);
  issue.documents = std::move(documents);
  return issue;
}

std::set<std::string> NamesOf(const SearchResult& result) {
  std::set<std::string> names;
  for (const Hit& hit : result.hits) names.insert(hit.name);
  return names;
}

// The engine finds what the oracle finds, counts it, and its quick answer is the head of its complete one.
void ExpectAgreement(const Engine& engine, const Oracle& oracle, const Query& query, const std::string& what) {
  SearchOptions options;
  options.limit = 10'000;
  options.exact_total = true;
  ASSERT_OK_AND_ASSIGN(const SearchResult all, engine.Search(query, options));
  const std::set<std::string> expected = oracle.Find(query);
  EXPECT_EQ(NamesOf(all), expected) << what;
  EXPECT_TRUE(all.total.exact) << what;
  EXPECT_EQ(all.total.value, expected.size()) << what;
  options.exact_total = false;
  options.limit = 5;
  ASSERT_OK_AND_ASSIGN(const SearchResult quick, engine.Search(query, options));
  ASSERT_EQ(quick.hits.size(), std::min<size_t>(5, expected.size())) << what;
  for (size_t i = 0; i < quick.hits.size(); ++i) {
    EXPECT_EQ(quick.hits[i].sort_key, all.hits[i].sort_key) << what << " rank " << i;
    EXPECT_EQ(quick.hits[i].name, all.hits[i].name) << what << " rank " << i;
  }
  EXPECT_LE(quick.total.value, expected.size()) << what;
  if (quick.total.exact) {
    EXPECT_EQ(quick.total.value, expected.size()) << what;
  }
}

// Every string over `alphabet` of 1 to `size` characters.
std::vector<std::string> AllStrings(const std::vector<std::string>& alphabet, int size) {
  std::vector<std::string> all;
  std::vector<std::string> longest = {""};
  for (int i = 0; i < size; ++i) {
    std::vector<std::string> next;
    for (const std::string& prefix : longest) {
      for (const std::string& c : alphabet) next.push_back(prefix + c);
    }
    all.insert(all.end(), next.begin(), next.end());
    longest = std::move(next);
  }
  return all;
}

TEST(ExhaustiveOracleTest, EveryShortQueryOnEveryShortText) {
  const auto store = storage::NewMemoryStore();
  EngineOptions options;
  options.background = false;
  ASSERT_OK_AND_ASSIGN(const auto engine, Engine::Open(store.get(), options));
  Oracle oracle;
  std::vector<Document> documents;
  for (const std::string& text : AllStrings({"甲", "乙", "，", "a"}, 4)) {
    Document document;
    document.name = text;
    document.text(TextField::kBody) = text;
    documents.push_back(std::move(document));
  }
  const IssueRecord issue = MakeIssue("i", kDay, std::move(documents));
  ASSERT_OK(engine->ApplyIssue(issue, {}));
  oracle.Apply(issue);
  for (const bool folded : {false, true}) {
    if (folded) {
      ASSERT_OK(engine->Fold());
    }
    for (const std::string& text : AllStrings({"甲", "乙", "，", "a"}, 4)) {
      ExpectAgreement(*engine, oracle, Query::Phrase(text), absl::StrCat("phrase ", text));
      ExpectAgreement(*engine, oracle, Query::Text(text), absl::StrCat("text ", text));
    }
    const std::vector<std::string> parts = AllStrings({"甲", "乙", "a"}, 2);
    for (const std::string& a : parts) {
      for (const std::string& b : parts) {
        const std::string what = absl::StrCat(a, " with ", b);
        ExpectAgreement(*engine, oracle, Query::And({Query::Phrase(a), Query::Phrase(b)}), "and " + what);
        ExpectAgreement(*engine, oracle, Query::Or({Query::Phrase(a), Query::Phrase(b)}), "or " + what);
        ExpectAgreement(*engine, oracle, Query::And({Query::Phrase(a), Query::Not(Query::Phrase(b))}), "not " + what);
        ExpectAgreement(*engine, oracle, Query::Prefer(Query::Phrase(a), {Query::Phrase(b)}), "prefer " + what);
        ExpectAgreement(*engine, oracle,
                        Query::Prefer(Query::Or({Query::Phrase(a), Query::Text(b)}), {Query::Phrase(b)}),
                        "prefer a choice " + what);
        ExpectAgreement(*engine, oracle, Query::Proximity(absl::StrCat(a, " ", b), 1), "near " + what);
      }
    }
  }
}

// A query as text, for the messages of failing tests.
std::string Print(const Query& query);

struct Printer {
  static std::string All(const char* name, const std::vector<Query>& children) {
    std::string text = absl::StrCat("(", name);
    for (const Query& child : children) absl::StrAppend(&text, " ", Print(child));
    return text + ")";
  }
  static std::string In(FieldSet fields) {
    std::string text = "@";
    for (int i = 0; i < kTextFields; ++i)
      text += fields.Has(static_cast<TextField>(i)) ? static_cast<char>('0' + i) : '-';
    return text;
  }
  std::string operator()(const Query::AllNode&) const { return "all"; }
  std::string operator()(const Query::TextNode& n) const {
    return absl::StrCat(n.whole_words ? "text" : "phrase", In(n.fields), "[", n.text, "]");
  }
  std::string operator()(const Query::ProximityNode& n) const {
    return absl::StrCat("near", n.slop, In(n.fields), "[", n.text, "]");
  }
  std::string operator()(const Query::PrefixNode& n) const { return absl::StrCat("prefix", In(n.fields), n.text); }
  std::string operator()(const Query::AnyOfNode& n) const {
    return absl::StrCat(n.lead ? "lead" : "any", n.minimum_percent, In(n.fields), "[", n.text, "]");
  }
  std::string operator()(const Query::KeywordNode& n) const { return "keyword:" + n.keyword.value; }
  std::string operator()(const Query::PublicationNode& n) const { return "publication:" + n.publication; }
  std::string operator()(const Query::IssueNode& n) const { return "issue:" + n.issue; }
  std::string operator()(const Query::DateNode&) const { return "date"; }
  std::string operator()(const Query::PageNode& n) const { return absl::StrCat("page", n.first, "-", n.last); }
  std::string operator()(const Query::AndNode& n) const { return All("and", n.children); }
  std::string operator()(const Query::OrNode& n) const { return All("or", n.children); }
  std::string operator()(const Query::NotNode& n) const { return All("not", n.child); }
  std::string operator()(const Query::BoostNode& n) const { return All("boost", n.child); }
  std::string operator()(const Query::PreferNode& n) const { return All("prefer", n.child) + All("to", n.preferred); }
};
std::string Print(const Query& query) { return std::visit(Printer(), query.node); }

class RandomCorpus {
 public:
  explicit RandomCorpus(uint32_t seed) : random_(seed) {}

  uint32_t Below(uint32_t n) { return static_cast<uint32_t>(random_() % n); }

  std::string Text(uint32_t max_length) {
    static const std::vector<std::string> kRare = {"，", "。", " ", "a", "B", "7", "、", "国", "國"};
    std::string text;
    for (uint32_t n = Below(max_length + 1); n > 0; --n) {
      if (Below(8) == 0) {
        text += kRare[Below(static_cast<uint32_t>(kRare.size()))];
      } else {
        // Few characters are common and many rare, as in print.
        const uint32_t rank = Below(1 + Below(40));
        text::AppendUtf8(U'一' + rank * 7, &text);
      }
    }
    return text;
  }

  IssueRecord Issue(const std::string& name, uint32_t max_articles) {
    std::vector<Document> documents;
    for (uint32_t n = Below(max_articles + 1); n > 0; --n) {
      Document document;
      document.name = absl::StrCat(name, "/", documents.size());
      document.page = Below(5);
      for (int i = 0; i < kTextFields; ++i) document.texts[i] = Text(i == 2 ? 80 : 8);
      if (Below(2) == 0) document.keywords.push_back({kColumn, absl::StrCat("c", Below(4))});
      documents.push_back(std::move(document));
    }
    std::optional<absl::CivilDay> date;
    if (Below(10) != 0) date = kDay + Below(300);
    return MakeIssue(name, date, std::move(documents));
  }

  std::string Piece(const Oracle& oracle) {
    auto it = oracle.documents().begin();
    std::advance(it, Below(static_cast<uint32_t>(oracle.documents().size())));
    const std::u32string chars = text::FromUtf8(it->second.texts[Below(kTextFields)]);
    if (chars.empty()) return "一";
    const size_t begin = Below(static_cast<uint32_t>(chars.size()));
    const std::string piece = text::ToUtf8(chars.substr(begin, 1 + Below(6)));
    return piece.find_first_not_of(' ') == std::string::npos ? "一" : piece;
  }

  Query Leaf(const Oracle& oracle) {
    const FieldSet fields = Below(2) == 0 ? FieldSet::All() : FieldSet::Of(static_cast<TextField>(Below(kTextFields)));
    switch (Below(10)) {
      case 0: return Query::Keyword(kColumn, absl::StrCat("c", Below(5)));
      case 1: return Query::Date(kDay + Below(200), kDay + 200 + Below(100));
      case 2: return Query::Page(Below(3), 2 + Below(3));
      case 3: return Query::Prefix("a", fields);
      case 4: return Query::AnyOf(Piece(oracle) + " " + Piece(oracle), fields, Below(101));
      case 5: return Query::Proximity(Piece(oracle) + " " + Piece(oracle), Below(20), fields);
      case 6: return Query::Phrase(Piece(oracle), fields);
      default: return Query::Text(Piece(oracle), fields);
    }
  }

  Query Lead(const Oracle& oracle) {
    Query::AnyOfNode lead{Piece(oracle) + Piece(oracle)};
    lead.lead = true;
    return {lead};
  }

  Query Tree(const Oracle& oracle, int depth) {
    if (depth == 0 || Below(3) == 0) return Leaf(oracle);
    std::vector<Query> children;
    for (uint32_t n = 1 + Below(4); n > 0; --n) children.push_back(Tree(oracle, depth - 1));
    switch (Below(5)) {
      case 0: return Query::And(std::move(children));
      case 1: return Query::Not(std::move(children[0]));
      case 2: return Query::Boost(std::move(children[0]), 2.5F);
      case 3: {
        Query wanted = children.back();
        children.back() = Lead(oracle);
        return Query::Prefer(std::move(wanted), std::move(children));
      }
      default: return Query::Or(std::move(children));
    }
  }

 private:
  std::mt19937 random_;
};

// Values by how many of `found` have them, most frequent first, then in byte order.
template <typename ValueOf>
std::vector<std::pair<std::string, uint64_t>> Recount(const Oracle& oracle, const std::set<std::string>& found,
                                                      const ValueOf& value_of, size_t limit) {
  std::map<std::string, uint64_t> counts;
  for (const std::string& name : found) {
    for (const std::string& value : value_of(oracle.documents().at(name))) ++counts[value];
  }
  std::vector<std::pair<std::string, uint64_t>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  if (sorted.size() > limit) sorted.resize(limit);
  return sorted;
}

// What facets and histogram say of a query is what counting its hits says.
void ExpectCountsAgree(const Engine& engine, const Oracle& oracle, const Query& query, const std::string& where) {
  SearchOptions options;
  options.limit = 0;
  options.facets = {{FacetKind::kKeyword, kColumn, 2},
                    {FacetKind::kKeyword, kColumn, 10},
                    {FacetKind::kPublication, 0, 10},
                    {FacetKind::kMonth, 0, 5}};
  options.histogram = HistogramUnit::kMonth;
  ASSERT_OK_AND_ASSIGN(const SearchResult result, engine.Search(query, options));
  const std::set<std::string> found = oracle.Find(query);
  const auto columns = [](const Document& document) {
    std::vector<std::string> values;
    for (const Keyword& keyword : document.keywords) values.push_back(keyword.value);
    return values;
  };
  const auto publication = [](const Document& document) { return std::vector<std::string>{document.publication}; };
  const auto month = [](const Document& document) {
    if (!document.date.has_value()) return std::vector<std::string>();
    return std::vector<std::string>{absl::FormatCivilTime(absl::CivilMonth(*document.date))};
  };
  const auto said = [&](size_t facet) {
    std::vector<std::pair<std::string, uint64_t>> values;
    for (const FacetValue& value : result.facets[facet]) values.emplace_back(value.value, value.count);
    return values;
  };
  ASSERT_EQ(result.facets.size(), 4) << where;
  EXPECT_EQ(said(0), Recount(oracle, found, columns, 2)) << where;
  EXPECT_EQ(said(1), Recount(oracle, found, columns, 10)) << where;
  EXPECT_EQ(said(2), Recount(oracle, found, publication, 10)) << where;
  EXPECT_EQ(said(3), Recount(oracle, found, month, 5)) << where;
  std::map<std::string, uint64_t> months;
  for (const auto& [day, count] : result.histogram) months[absl::FormatCivilTime(absl::CivilMonth(day))] = count;
  const auto all_months = Recount(oracle, found, month, 1'000);
  EXPECT_EQ(months, (std::map<std::string, uint64_t>(all_months.begin(), all_months.end()))) << where;
}

class RandomOracleTest : public testing::TestWithParam<uint32_t> {};

TEST_P(RandomOracleTest, TreesOnACorpusThatIsReplacedDeletedAndFolded) {
  RandomCorpus corpus(GetParam());
  const auto store = storage::NewMemoryStore();
  EngineOptions options;
  options.background = false;
  ASSERT_OK_AND_ASSIGN(auto engine, Engine::Open(store.get(), options));
  Oracle oracle;
  for (int step = 0; step < 6; ++step) {
    for (int i = 0; i < 40; ++i) {
      const std::string name = absl::StrCat("i", corpus.Below(120));
      if (corpus.Below(8) == 0) {
        ASSERT_OK(engine->DeleteIssue(name, {}));
        oracle.Delete(name);
        continue;
      }
      const IssueRecord issue = corpus.Issue(name, 30);
      ASSERT_OK(engine->ApplyIssue(issue, {}));
      oracle.Apply(issue);
    }
    if (step % 2 == 1) {
      ASSERT_OK(engine->Fold());
    }
    if (step == 2) {
      engine.reset();
      ASSERT_OK_AND_ASSIGN(engine, Engine::Open(store.get(), options));
    }
    for (int i = 0; i < 60; ++i) {
      const Query query = corpus.Tree(oracle, 3);
      ExpectAgreement(*engine, oracle, query, absl::StrCat("step ", step, " ", Print(query)));
      ExpectCountsAgree(*engine, oracle, query, absl::StrCat("step ", step, " ", Print(query)));
      if (HasFailure()) return;
    }
    // The bigger the choice, the more the quick way may skip.
    for (int i = 0; i < 30; ++i) {
      ExpectAgreement(*engine, oracle, Query::AnyOf(corpus.Text(40) + "一丁", FieldSet::All()),
                      absl::StrCat("step ", step, " choice ", i));
    }
  }
  ASSERT_OK_AND_ASSIGN(const IntegrityReport report, engine->CheckIntegrity());
  EXPECT_THAT(report.problems, testing::IsEmpty());
  EXPECT_EQ(report.documents, oracle.documents().size());
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomOracleTest, testing::Range<uint32_t>(1, 6));

TEST(BulkLoadTest, AnswersAsTheOnlinePathDoes) {
  RandomCorpus corpus(77);
  Oracle oracle;
  const auto bulk_store = storage::NewMemoryStore();
  const auto online_store = storage::NewMemoryStore();
  EngineOptions options;
  options.background = false;
  ASSERT_OK_AND_ASSIGN(auto online, Engine::Open(online_store.get(), options));
  BulkLoadOptions bulk_options;
  bulk_options.memory_bytes = 200'000;  // several segments
  bulk_options.sort_window_bytes = 50'000;
  ASSERT_OK_AND_ASSIGN(auto loader, BulkLoader::Start(bulk_store.get(), bulk_options));
  EXPECT_THAT(Engine::Open(bulk_store.get(), options).status(),
              ErrorIs(absl::StatusCode::kFailedPrecondition, "INDEX_BULK_LOAD_INTERRUPTED"));
  for (int i = 0; i < 150; ++i) {
    IssueRecord issue = corpus.Issue(absl::StrCat("i", i), 20);
    for (Document& document : issue.documents)
      document.mentions = {{1, document.name, {}, {"区长"}}, {2, "青禾县", {}, {}}};
    oracle.Apply(issue);
    ASSERT_OK(online->ApplyIssue(issue, {}));
    ASSERT_OK(loader->Add(std::move(issue)));
  }
  ASSERT_OK(loader->Finish());
  ASSERT_OK_AND_ASSIGN(auto bulk, Engine::Open(bulk_store.get(), options));
  EXPECT_GT(bulk->Statistics().segments, 1);
  EXPECT_EQ(bulk->revision(), online->revision());
  for (int i = 0; i < 200; ++i) {
    const Query query = corpus.Tree(oracle, 3);
    SearchOptions search;
    search.limit = 20;
    search.exact_total = true;
    ASSERT_OK_AND_ASSIGN(const SearchResult a, bulk->Search(query, search));
    ASSERT_OK_AND_ASSIGN(const SearchResult b, online->Search(query, search));
    EXPECT_EQ(a.total.value, b.total.value);
    ASSERT_EQ(a.hits.size(), b.hits.size());
    for (size_t rank = 0; rank < a.hits.size(); ++rank) {
      EXPECT_EQ(a.hits[rank].name, b.hits[rank].name);
      EXPECT_EQ(a.hits[rank].sort_key, b.hits[rank].sort_key);
    }
  }
  ASSERT_OK_AND_ASSIGN(const Entity a, bulk->GetEntity({2, "青禾县"}));
  ASSERT_OK_AND_ASSIGN(const Entity b, online->GetEntity({2, "青禾县"}));
  EXPECT_EQ(a.summary.articles, b.summary.articles);
  ASSERT_OK_AND_ASSIGN(const IntegrityReport report, bulk->CheckIntegrity());
  EXPECT_THAT(report.problems, testing::IsEmpty());
}

// An engine on `issues` issues of 60 articles, of which `oracle` knows every hundredth: pieces of queries come from
// those.
absl::StatusOr<std::unique_ptr<Engine>> LoadIssues(int issues, storage::Store* store, RandomCorpus* corpus,
                                                   Oracle* oracle) {
  JIANBAO_ASSIGN_OR_RETURN(const auto loader, BulkLoader::Start(store, {}));
  for (int i = 0; i < issues; ++i) {
    IssueRecord issue = corpus->Issue(absl::StrCat("i", i), 60);
    if (i % 100 == 0) oracle->Apply(issue);
    JIANBAO_RETURN_IF_ERROR(loader->Add(std::move(issue)));
  }
  JIANBAO_RETURN_IF_ERROR(loader->Finish());
  EngineOptions options;
  options.background = false;
  return Engine::Open(store, options);
}

TEST(PruningTest, SkippingBlocksAndTermsNeverChangesTheBestHits) {
  RandomCorpus corpus(99);
  Oracle oracle;
  const auto store = storage::NewMemoryStore();
  ASSERT_OK_AND_ASSIGN(const auto engine, LoadIssues(800, store.get(), &corpus, &oracle));
  ASSERT_GT(engine->Statistics().documents, 20'000);
  uint64_t scored_quickly = 0;
  uint64_t scored_all = 0;
  for (int i = 0; i < 150; ++i) {
    Query query = i % 3 == 0 ? corpus.Tree(oracle, 2) : Query::AnyOf(corpus.Piece(oracle) + " " + corpus.Piece(oracle));
    SearchOptions search;
    search.limit = 1 + corpus.Below(20);
    ASSERT_OK_AND_ASSIGN(const SearchResult quick, engine->Search(query, search));
    search.exact_total = true;
    ASSERT_OK_AND_ASSIGN(const SearchResult all, engine->Search(query, search));
    ASSERT_EQ(quick.hits.size(), all.hits.size()) << Print(query);
    for (size_t rank = 0; rank < all.hits.size(); ++rank) {
      EXPECT_EQ(quick.hits[rank].sort_key, all.hits[rank].sort_key) << Print(query) << " rank " << rank;
    }
    EXPECT_LE(quick.total.value, all.total.value) << Print(query);
    scored_quickly += quick.statistics.documents_scored;
    scored_all += all.statistics.documents_scored;
  }
  EXPECT_LT(scored_quickly, scored_all);
}

// Words that must all be there are ranked by windows where that pays, and one by one otherwise: with a condition that
// excludes nothing, always one by one.
TEST(PruningTest, WindowsRankLikeOneByOne) {
  RandomCorpus corpus(7);
  Oracle oracle;
  const auto store = storage::NewMemoryStore();
  ASSERT_OK_AND_ASSIGN(const auto engine, LoadIssues(300, store.get(), &corpus, &oracle));
  const auto first_letters = [&](size_t n) { return text::ToUtf8(text::FromUtf8(corpus.Piece(oracle)).substr(0, n)); };
  uint64_t many = 0;
  for (int i = 0; i < 200; ++i) {
    const std::vector<Query> words = {Query::Phrase(first_letters(1)), Query::Phrase(first_letters(1 + i % 2))};
    const std::vector<Query> preferred = {Query::Phrase(first_letters(2)), Query::Text(corpus.Piece(oracle)),
                                          corpus.Lead(oracle)};
    std::vector<Query> one_by_one = words;
    one_by_one.push_back(Query::Not(Query::Phrase("无处可寻的词")));
    const Query windows = Query::Prefer(Query::And(words), preferred);
    SearchOptions search;
    search.limit = 1 + corpus.Below(20);
    search.exact_total = i % 4 == 0;
    const auto got = engine->Search(windows, search);
    const auto want = engine->Search(Query::Prefer(Query::And(one_by_one), preferred), search);
    ASSERT_EQ(got.ok(), want.ok()) << Print(windows);
    if (!got.ok()) continue;  // a piece without letters
    ASSERT_EQ(got->hits.size(), want->hits.size()) << Print(windows);
    for (size_t rank = 0; rank < want->hits.size(); ++rank) {
      EXPECT_EQ(got->hits[rank].sort_key, want->hits[rank].sort_key) << Print(windows) << " rank " << rank;
    }
    if (search.exact_total) {
      EXPECT_EQ(got->total.value, want->total.value) << Print(windows);
      many += got->total.value > 512 ? 1 : 0;
    }
  }
  EXPECT_GT(many, 10);
}

TEST(SubstringTest, EveryStretchOfEveryArticleFindsIt) {
  RandomCorpus corpus(5);
  const auto store = storage::NewMemoryStore();
  EngineOptions options;
  options.background = false;
  ASSERT_OK_AND_ASSIGN(auto engine, Engine::Open(store.get(), options));
  Oracle oracle;
  for (int i = 0; i < 30; ++i) {
    const IssueRecord issue = corpus.Issue(absl::StrCat("i", i), 10);
    ASSERT_OK(engine->ApplyIssue(issue, {}));
    oracle.Apply(issue);
  }
  ASSERT_OK(engine->Fold());
  SearchOptions search;
  search.limit = 10'000;
  int checked = 0;
  for (const auto& [name, document] : oracle.documents()) {
    const std::u32string chars = text::FromUtf8(document.text(TextField::kBody));
    for (size_t begin = 0; begin < chars.size(); begin += 3) {
      const std::string piece = text::ToUtf8(chars.substr(begin, 1 + (begin * 7) % 12));
      const auto result = engine->Search(Query::Phrase(piece), search);
      if (piece.find_first_not_of(' ') == std::string::npos) continue;
      ASSERT_OK(result);
      EXPECT_TRUE(NamesOf(*result).count(name)) << piece;
      ++checked;
    }
  }
  EXPECT_GT(checked, 1000);
}

}  // namespace
}  // namespace jianbao::engine
