// Speed of the index engine's parts, one thread, in memory: packing and unpacking posting lists, intersection, phrases,
// choosing the best ten of a choice of words, analysing, taking into the delta and folding it.
//
//   engine_bench [--benchmark_filter=REGEX] [--benchmark_…]
//
// items_per_second counts postings, or articles where the name says so. Lists and articles are made up and the same in
// every run.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/text/chars.h"
#include "services/index/engine/analyzer.h"
#include "services/index/engine/delta.h"
#include "services/index/engine/engine.h"
#include "services/index/engine/matcher.h"
#include "services/index/engine/segment.h"
#include "services/index/storage/memory_store.h"

namespace jianbao::engine {
namespace {

constexpr LocalDoc kDocs = 100'000;
constexpr size_t kArticles = 5'000;

const std::vector<uint8_t>& Lengths() {
  static const auto& lengths = *new std::vector<uint8_t>([] {
    std::mt19937 random(11);
    std::vector<uint8_t> all(kDocs);
    for (uint8_t& length : all) length = static_cast<uint8_t>(40 + random() % 100);
    return all;
  }());
  return lengths;
}

const LengthNorms& Norms() {
  static const auto& norms = *new LengthNorms(MakeLengthNorms(uint64_t{500} * kDocs, kDocs));
  return norms;
}

// One article in `one_in`, with positions.
PostingData MakeList(uint32_t seed, uint32_t one_in) {
  std::mt19937 random(seed);
  PostingData data;
  for (LocalDoc doc = 0; doc < kDocs; ++doc) {
    if (random() % one_in != 0) continue;
    data.docs.push_back(doc);
    data.counts.push_back(1 + (random() % 4 == 0 ? random() % 6 : 0));
    uint32_t position = random() % 40;
    for (uint32_t i = 0; i < data.counts.back(); ++i, position += 1 + random() % 40) {
      data.positions.push_back(position);
    }
  }
  return data;
}

PostingList Encoded(const PostingData& data) {
  EncodedPostings encoded;
  EncodePostings(data, Lengths().data(), &encoded);
  PostingList list = PostingList::Parse(storage::PinnedValue(encoded.list), true).value();
  if (!encoded.positions.empty()) list.SetPositions(storage::PinnedValue(encoded.positions));
  return list;
}

// Three letters out of 3,000 at a time, the common ones far more often.
std::string MakeText(std::mt19937* random, int words) {
  std::string text;
  for (int i = 0; i < words; ++i) {
    for (int letter = 0; letter < 3; ++letter) {
      const uint32_t rank = (*random)() % 3'000 * ((*random)() % 3'000) / 3'000;
      text::AppendUtf8(U'一' + 6 * rank, &text);
    }
    if (i % 6 == 5) text += "，";
  }
  return text;
}

const std::vector<Document>& Articles() {
  static const auto& articles = *new std::vector<Document>([] {
    std::mt19937 random(3);
    std::vector<Document> all(kArticles);
    for (size_t i = 0; i < all.size(); ++i) {
      all[i].name = absl::StrCat("article-", i);
      all[i].text(TextField::kHeadline) = MakeText(&random, 5);
      all[i].text(TextField::kBody) = MakeText(&random, 150);
    }
    return all;
  }());
  return articles;
}

const std::vector<AnalyzedDocument>& Analyzed() {
  static const auto& analyzed = *new std::vector<AnalyzedDocument>([] {
    std::vector<AnalyzedDocument> all(kArticles);
    DocumentAnalyzer analyzer;
    for (size_t i = 0; i < all.size(); ++i) analyzer.Analyze(Articles()[i], &all[i]);
    return all;
  }());
  return analyzed;
}

std::shared_ptr<Delta> MakeDelta() {
  auto delta = std::make_shared<Delta>(DocId(0), 400'000);
  for (size_t i = 0; i < kArticles; ++i) delta->Append(Articles()[i], Analyzed()[i]);
  return delta;
}

void CountPostings(benchmark::State& state, size_t postings) {
  state.SetItemsProcessed(static_cast<int64_t>(postings) * state.iterations());
}

// ---- Lists: the argument is one article in how many ---------------------------------------------------------------

void EncodeList(benchmark::State& state) {
  const PostingData data = MakeList(1, static_cast<uint32_t>(state.range(0)));
  EncodedPostings encoded;
  for (auto _ : state) EncodePostings(data, Lengths().data(), &encoded);
  CountPostings(state, data.docs.size());
}

void DecodeArticlesAndCounts(benchmark::State& state) {
  const PostingList list = Encoded(MakeList(1, static_cast<uint32_t>(state.range(0))));
  std::array<LocalDoc, kBlockSize> docs;
  std::array<uint32_t, kBlockSize> counts;
  for (auto _ : state) {
    for (uint32_t block = 0; block < list.blocks(); ++block) {
      benchmark::DoNotOptimize(list.DecodeDocs(block, docs.data()));
      benchmark::DoNotOptimize(list.DecodeCounts(block, counts.data()));
    }
  }
  CountPostings(state, list.size());
}

void DecodeListWithPositions(benchmark::State& state) {
  const PostingList list = Encoded(MakeList(1, static_cast<uint32_t>(state.range(0))));
  PostingData data;
  for (auto _ : state) benchmark::DoNotOptimize(DecodePostings(list, true, &data));
  CountPostings(state, list.size());
}

// ---- Matching -----------------------------------------------------------------------------------------------------

// A list of every second article with one of one in so many: postings are those of the shorter one.
void Intersect(benchmark::State& state) {
  const PostingList common = Encoded(MakeList(1, 2));
  const PostingList rare = Encoded(MakeList(2, static_cast<uint32_t>(state.range(0))));
  const TermScorer scorer(3, &Norms());
  for (auto _ : state) {
    SearchContext context(absl::InfiniteFuture(), nullptr);
    std::vector<MatcherPtr> terms;
    for (const PostingList* list : {&common, &rare}) {
      terms.push_back(NewTermMatcher(*list, scorer, Lengths().data(), kDocs, &context));
    }
    const MatcherPtr both = NewAndMatcher(std::move(terms), &context);
    for (LocalDoc doc = both->Advance(0); doc != kNoDoc; doc = both->Advance(doc + 1)) {
      benchmark::DoNotOptimize(both->CurrentScore());
    }
  }
  CountPostings(state, rare.size());
}

void MatchPhrase(benchmark::State& state, bool threshold) {
  std::vector<PhrasePart> parts;
  for (uint32_t i = 0; i < 3; ++i) {
    parts.push_back({Encoded(MakeList(i + 1, static_cast<uint32_t>(state.range(0)))), i});
  }
  const TermScorer scorer(9, &Norms());
  for (auto _ : state) {
    SearchContext context(absl::InfiniteFuture(), nullptr);
    const MatcherPtr phrase = NewPhraseMatcher(parts, scorer, Lengths().data(), kDocs, &context);
    // What the tenth hit scores before long: the phrase four times in a short article.
    if (threshold) phrase->SetThreshold(scorer(4, 50));
    for (LocalDoc doc = phrase->Advance(0); doc != kNoDoc; doc = phrase->Advance(doc + 1)) {
      benchmark::DoNotOptimize(phrase->CurrentScore());
    }
  }
  CountPostings(state, parts[0].list.size());
}
void MatchPhraseEverywhere(benchmark::State& state) { MatchPhrase(state, false); }
void MatchPhraseAboveThreshold(benchmark::State& state) { MatchPhrase(state, true); }

// All articles, folded; null where that failed. Made once: google benchmark calls each function several times.
Engine* FilledEngine() {
  static const auto& store = *new std::unique_ptr<storage::Store>(storage::NewMemoryStore());
  static const auto& engine = *new std::unique_ptr<Engine>([]() -> std::unique_ptr<Engine> {
    EngineOptions options;
    options.background = false;
    auto opened = Engine::Open(store.get(), options);
    IssueRecord issue;
    issue.name = "issue";
    issue.publication = "paper";
    issue.content_hash = "1";
    issue.documents = Articles();
    for (Document& document : issue.documents) {
      document.issue = issue.name;
      document.publication = issue.publication;
    }
    const bool filled = opened.ok() && (*opened)->ApplyIssue(issue, {}).ok() && (*opened)->Fold().ok();
    return filled ? *std::move(opened) : nullptr;
  }());
  return engine.get();
}

// The best ten of 5,000 articles for one of so many words: MaxScore over windows. Counts articles of the index.
void BestTenOfAChoice(benchmark::State& state) {
  const Engine* const engine = FilledEngine();
  if (engine == nullptr) return state.SkipWithError("cannot fill the index");
  std::mt19937 random(8);
  const Query query = Query::AnyOf(MakeText(&random, static_cast<int>(state.range(0))), FieldSet::Of(TextField::kBody));
  SearchOptions search;
  search.names = false;
  for (auto _ : state) benchmark::DoNotOptimize(engine->Search(query, search));
  state.SetItemsProcessed(static_cast<int64_t>(kArticles) * state.iterations());
}

// ---- Writing: these count articles --------------------------------------------------------------------------------

void AnalyzeArticles(benchmark::State& state) {
  DocumentAnalyzer analyzer;
  AnalyzedDocument analyzed;
  size_t next = 0;
  for (auto _ : state) analyzer.Analyze(Articles()[next++ % kArticles], &analyzed);
  state.SetItemsProcessed(state.iterations());
}

void AppendArticlesToDelta(benchmark::State& state) {
  Analyzed();
  for (auto _ : state) benchmark::DoNotOptimize(MakeDelta());
  state.SetItemsProcessed(static_cast<int64_t>(kArticles) * state.iterations());
}

void FoldDeltaOfArticles(benchmark::State& state) {
  const std::shared_ptr<Delta> delta = MakeDelta();
  for (auto _ : state) {
    state.PauseTiming();
    const auto store = storage::NewMemoryStore();
    state.ResumeTiming();
    const auto leaf = std::make_shared<DeltaLeaf>(delta, delta->size());
    const auto written = WriteSegment(store.get(), 1, {leaf}, DocSet(), [] { return absl::OkStatus(); });
    if (!written.ok()) return state.SkipWithError("cannot write a segment");
  }
  state.SetItemsProcessed(static_cast<int64_t>(kArticles) * state.iterations());
}

BENCHMARK(EncodeList)->Arg(2)->Arg(50)->Unit(benchmark::kMicrosecond);
BENCHMARK(DecodeArticlesAndCounts)->Arg(2)->Arg(50)->Unit(benchmark::kMicrosecond);
BENCHMARK(DecodeListWithPositions)->Arg(2)->Arg(50)->Unit(benchmark::kMicrosecond);
BENCHMARK(Intersect)->Arg(2)->Arg(50)->Arg(1'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(MatchPhraseEverywhere)->Arg(2)->Arg(50)->Unit(benchmark::kMicrosecond);
BENCHMARK(MatchPhraseAboveThreshold)->Arg(2)->Arg(50)->Unit(benchmark::kMicrosecond);
BENCHMARK(BestTenOfAChoice)->Arg(1)->Arg(5)->Unit(benchmark::kMicrosecond);
BENCHMARK(AnalyzeArticles)->Unit(benchmark::kMicrosecond);
BENCHMARK(AppendArticlesToDelta)->Unit(benchmark::kMillisecond);
BENCHMARK(FoldDeltaOfArticles)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace jianbao::engine

BENCHMARK_MAIN();
