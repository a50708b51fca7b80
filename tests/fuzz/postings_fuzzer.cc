// Any bytes as a posting list and its positions: refused or read within bounds, in order, by decoder and matchers
// alike. And any list made of the bytes comes back as it was.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/index/engine/matcher.h"
#include "services/index/engine/postings.h"

namespace {

namespace engine = jianbao::engine;
using jianbao::storage::PinnedValue;

constexpr engine::LocalDoc kDocs = 9000;  // of the leaf: three windows of scores

void Check(bool holds) {
  if (!holds) std::abort();
}

// Lengths and norms of the leaf; the values do not matter.
const uint8_t* Lengths() {
  static const auto& lengths = *new std::vector<uint8_t>(kDocs, 9);
  return lengths.data();
}
engine::TermScorer Scorer() {
  static const auto& norms = *new engine::LengthNorms(engine::MakeLengthNorms(uint64_t{kDocs} * 9, kDocs));
  return engine::TermScorer(1, &norms);
}

void WalkMatchers(const engine::PostingList& list, bool has_positions) {
  engine::SearchContext context(absl::InfiniteFuture(), nullptr);
  const auto term = engine::NewTermMatcher(list, Scorer(), Lengths(), kDocs, &context);
  term->MaxScore();
  engine::LocalDoc least = 0;
  for (engine::LocalDoc doc = term->Advance(0); doc != engine::kNoDoc; doc = term->Advance(doc + 1)) {
    Check(doc >= least && doc < kDocs);
    term->CurrentScore();
    least = doc + 1;
  }
  const auto windowed = engine::NewTermMatcher(list, Scorer(), Lengths(), kDocs, &context);
  for (engine::ScoreWindow window; window.begin < kDocs; window.begin += engine::ScoreWindow::kSize) {
    windowed->AddScores(std::min(window.begin + engine::ScoreWindow::kSize, kDocs), &window);
  }
  if (!has_positions) return;
  std::vector<engine::PhrasePart> parts = {{list, 0}, {list, 1}};
  const auto phrase = engine::NewPhraseMatcher(std::move(parts), Scorer(), Lengths(), kDocs, &context);
  for (engine::LocalDoc doc = phrase->Advance(0); doc != engine::kNoDoc; doc = phrase->Advance(doc + 1)) {
    Check(doc < kDocs);
  }
}

void ReadAsList(bool has_positions, std::string_view list_bytes, std::string_view position_bytes) {
  auto list = engine::PostingList::Parse(PinnedValue(std::string(list_bytes)), has_positions);
  if (!list.ok()) return;
  if (has_positions && !list->positions_ready()) list->SetPositions(PinnedValue(std::string(position_bytes)));
  engine::PostingData data;
  if (engine::DecodePostings(*list, has_positions, &data)) {
    Check(data.docs.size() == list->size() && data.counts.size() == list->size());
    Check(std::is_sorted(data.docs.begin(), data.docs.end()));
  }
  WalkMatchers(*list, has_positions);
}

// Every two bytes an article: its distance from the one before, and how often it holds the term.
void WriteAndReadBack(bool has_positions, std::string_view bytes) {
  engine::PostingData data;
  uint32_t doc = 0;
  for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto distance = static_cast<uint8_t>(bytes[i]);
    const uint32_t step = 1 + (distance < 250 ? distance : uint32_t{distance} << 16);
    if (step >= engine::kNoDoc - doc) break;  // no list goes on behind the last number
    data.docs.push_back(doc += step);
    data.counts.push_back(1 + (static_cast<uint8_t>(bytes[i + 1]) % 32));
    for (uint32_t n = 0; has_positions && n < data.counts.back(); ++n) data.positions.push_back(n * (distance + 1U));
  }
  if (data.docs.empty()) return;
  engine::EncodedPostings encoded;
  engine::EncodePostings(data, nullptr, &encoded);
  auto list = engine::PostingList::Parse(PinnedValue(encoded.list), has_positions);
  Check(list.ok());
  if (!encoded.positions.empty()) list->SetPositions(PinnedValue(encoded.positions));
  engine::PostingData decoded;
  Check(engine::DecodePostings(*list, has_positions, &decoded));
  Check(decoded.docs == data.docs && decoded.counts == data.counts && decoded.positions == data.positions);
}

}  // namespace

// First byte: whether there are positions, and how much of the rest is theirs.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const bool has_positions = (data[0] & 1) != 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const size_t list_bytes = bytes.size() - bytes.size() * (data[0] >> 1) / 128;
  ReadAsList(has_positions, bytes.substr(0, list_bytes), bytes.substr(list_bytes));
  WriteAndReadBack(has_positions, bytes);
  return 0;
}
