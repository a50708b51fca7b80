#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include "libs/base/status.h"
#include "libs/text/chars.h"
#include "services/index/bench/commands.h"
#include "services/index/engine/engine.h"
#include "services/index/storage/rocksdb_store.h"

namespace jianbao::bench {
namespace {

constexpr uint32_t kMaxCharacters = 12;

// A stretch of the article that is not white space only; empty where the article has none.
std::string RandomPiece(const engine::Document& document, std::mt19937* random) {
  const std::u32string chars =
      text::FromUtf8(document.texts[(*random)() % 4 == 0 ? 0 : static_cast<size_t>(engine::TextField::kBody)]);
  if (chars.empty()) return "";
  const std::u32string piece = chars.substr((*random)() % chars.size(), 1 + (*random)() % kMaxCharacters);
  return std::all_of(piece.begin(), piece.end(), text::IsSpace) ? "" : text::ToUtf8(piece);
}

}  // namespace

absl::Status RunSubstrings(const SubstringOptions& options) {
  storage::RocksDbOptions store_options;
  store_options.create_if_missing = false;
  JIANBAO_ASSIGN_OR_RETURN(const auto store, storage::OpenRocksDbStore(options.directory, store_options));
  engine::EngineOptions engine_options;
  engine_options.background = false;
  JIANBAO_ASSIGN_OR_RETURN(const auto engine, engine::Engine::Open(store.get(), engine_options));
  const uint64_t documents = engine->Statistics().documents;
  std::mt19937 random(options.seed);
  std::vector<double> times_us;
  uint64_t found = 0;
  while (documents > 0 && times_us.size() < options.count) {
    const engine::DocId doc(static_cast<uint32_t>(random() % documents));
    JIANBAO_ASSIGN_OR_RETURN(const engine::StoredDocument stored, engine->GetDocument(doc, std::nullopt));
    const std::string piece = RandomPiece(stored.document, &random);
    if (piece.empty()) continue;
    // Within its issue, so that the article shows however many others hold the piece.
    const engine::Query query =
        engine::Query::And({engine::Query::Phrase(piece), engine::Query::Issue(stored.document.issue)});
    engine::SearchOptions search;
    search.limit = 10'000;
    const auto start = std::chrono::steady_clock::now();
    JIANBAO_ASSIGN_OR_RETURN(const engine::SearchResult result, engine->Search(query, search));
    times_us.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count());
    const bool hit = std::any_of(result.hits.begin(), result.hits.end(),
                                 [&](const engine::Hit& candidate) { return candidate.doc == doc; });
    found += hit ? 1 : 0;
    if (!hit) std::fprintf(stderr, "not found: \"%s\" of %s\n", piece.c_str(), stored.document.name.c_str());
  }
  if (times_us.empty()) return absl::FailedPreconditionError("the index holds no article");
  std::sort(times_us.begin(), times_us.end());
  std::printf(
      "{\"engine\":\"jianbao\",\"docs\":%llu,\"substrings\":%zu,\"found\":%llu,\"p50_us\":%.1f,\"p99_us\":%.1f}\n",
      static_cast<unsigned long long>(documents), times_us.size(), static_cast<unsigned long long>(found),
      times_us[times_us.size() / 2], times_us[static_cast<size_t>(times_us.size() * 0.99)]);
  return found == times_us.size() ? absl::OkStatus() : absl::DataLossError("not every substring finds its article");
}

}  // namespace jianbao::bench
