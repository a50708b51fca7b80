#include "services/index/engine/spellings.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "libs/base/status.h"
#include "libs/text/chars.h"
#include "libs/text/pinyin.h"
#include "services/index/engine/analyzer.h"
#include "services/index/engine/leaf.h"
#include "services/index/resolution/look_alike.h"

namespace jianbao::engine {
namespace {

constexpr size_t kMinLetters = 2;
constexpr size_t kMaxLetters = 6;  // of a word; longer runs are phrases, and cost as much a character
constexpr size_t kMaxPossible = 12;
constexpr size_t kMaxNames = 4;
// How easily a character is mistyped by its sound, a word by a slip.
constexpr double kSameSoundLikeness = 0.8;
constexpr double kDoubledLikeness = 0.8;
constexpr double kSwappedLikeness = 0.7;
constexpr double kOneTooManyLikeness = 0.5;
// Characters that the basic block gives; simplified, as everything is folded.
constexpr char32_t kFirstHan = 0x4E00, kLastHan = 0x9FA5;

// A character that may be meant by another.
struct Confusable {
  char32_t character;
  double likeness;
  SpellingReason reason;
};
using Confusables = std::vector<Confusable>;

// All characters by sound: some twenty thousand, spelled at the first question.
const absl::flat_hash_map<std::string, std::u32string>& BySound() {
  static const auto* const kBySound = [] {
    auto* by_sound = new absl::flat_hash_map<std::string, std::u32string>();
    for (char32_t c = kFirstHan; c <= kLastHan; ++c) {
      if (text::FoldChar(c) == c) (*by_sound)[text::Syllable(c)].push_back(c);
    }
    return by_sound;
  }();
  return *kBySound;
}

Confusables FindConfusables(char32_t c) {
  std::map<char32_t, Confusable> found;
  const auto same_sound = BySound().find(text::Syllable(c));
  if (same_sound != BySound().end()) {
    for (const char32_t other : same_sound->second) {
      found[other] = {other, kSameSoundLikeness, SpellingReason::kSameSound};
    }
  }
  for (const auto& [other, likeness] : resolution::LookAlikesOf(c)) {
    const auto [at, added] = found.try_emplace(other, Confusable{other, likeness, SpellingReason::kLookAlike});
    // What both looks and sounds alike is likelier than either.
    if (!added) at->second.likeness = std::max(likeness, (1 + kSameSoundLikeness) / 2);
  }
  found.erase(c);
  Confusables sorted;
  for (const auto& [other, confusable] : found) sorted.push_back(confusable);
  return sorted;
}

// FindConfusables(), remembered.
std::shared_ptr<const Confusables> ConfusablesOf(char32_t c) {
  static absl::Mutex mutex(absl::kConstInit);
  static auto* const kKnown = new absl::flat_hash_map<char32_t, std::shared_ptr<const Confusables>>();
  {
    absl::MutexLock lock(&mutex);
    const auto at = kKnown->find(c);
    if (at != kKnown->end()) return at->second;
  }
  auto found = std::make_shared<const Confusables>(FindConfusables(c));
  absl::MutexLock lock(&mutex);
  return kKnown->emplace(c, std::move(found)).first->second;
}

// Which pairs of characters the archive holds side by side.
class Pairs {
 public:
  explicit Pairs(const View& view) : view_(view) {}

  absl::StatusOr<bool> Has(char32_t first, char32_t second) const {
    for (const auto& leaf : view_.leaves) {
      JIANBAO_ASSIGN_OR_RETURN(const bool has, leaf->HasPair(first, second));
      if (has) return true;
    }
    return false;
  }
  // Whether it holds the pairs that start at `begin` to before `end`; the last character of a word starts none.
  absl::StatusOr<bool> HasAllOf(const std::u32string& word, size_t begin = 0, size_t end = kMaxLetters) const {
    for (size_t i = begin; i < end && i + 1 < word.size(); ++i) {
      JIANBAO_ASSIGN_OR_RETURN(const bool has, Has(word[i], word[i + 1]));
      if (!has) return false;
    }
    return true;
  }

 private:
  const View& view_;
};

class Speller {
 public:
  Speller(const View& view, const NameDirectory& names, SearchContext* context)
      : names_(names), context_(*context), pairs_(view) {}

  absl::StatusOr<std::vector<PossibleSpelling>> Run(std::string_view word) {
    word_ = text::FromUtf8(FoldName(word));
    AddNames();
    const bool is_word = word_.size() >= kMinLetters && word_.size() <= kMaxLetters;
    if (is_word && std::all_of(word_.begin(), word_.end(), text::IsHan)) {
      JIANBAO_RETURN_IF_ERROR(AddConfusions());
      JIANBAO_RETURN_IF_ERROR(AddSlips());
    }
    return Best();
  }

 private:
  void AddNames() {
    std::string letters;
    for (const char32_t c : word_) letters += c < 0x80 ? std::string(1, static_cast<char>(c)) : text::Syllable(c);
    if (letters.size() < 2 * kMinLetters) return;
    size_t added = 0;
    for (const NamedEntity& named : names_.Pronounced(letters)) {
      if (added++ == kMaxNames) return;
      Add(named.id.canonical, SpellingReason::kSameSound, kSameSoundLikeness);
    }
  }

  absl::Status AddConfusions() {
    for (size_t i = 0; i < word_.size(); ++i) {
      // Its own pairs are those that start right before it and at it. The others stay: where one of them is nowhere,
      // no other character mends the word.
      const size_t begin = i == 0 ? 0 : i - 1;
      JIANBAO_ASSIGN_OR_RETURN(const bool before, pairs_.HasAllOf(word_, 0, begin));
      JIANBAO_ASSIGN_OR_RETURN(const bool behind, pairs_.HasAllOf(word_, i + 1));
      if (before && behind) JIANBAO_RETURN_IF_ERROR(AddConfusionsAt(i, begin));
    }
    return absl::OkStatus();
  }

  absl::Status AddConfusionsAt(size_t i, size_t begin) {
    const auto confusables = ConfusablesOf(word_[i]);
    std::u32string other = word_;
    for (const Confusable& confusable : *confusables) {
      if (context_.ShouldStop()) return context_.status();
      other[i] = confusable.character;
      JIANBAO_ASSIGN_OR_RETURN(const bool has, pairs_.HasAllOf(other, begin, i + 1));
      if (has) Add(text::ToUtf8(other), confusable.reason, confusable.likeness);
    }
    return absl::OkStatus();
  }

  absl::Status AddSlips() {
    for (size_t i = 1; i < word_.size(); ++i) {
      const bool doubled = word_[i] == word_[i - 1];
      // Without its last character a word is only less than what was asked for.
      if (doubled || i + 1 < word_.size()) {
        std::u32string shorter = word_;
        shorter.erase(i, 1);
        JIANBAO_RETURN_IF_ERROR(AddSlip(shorter, doubled ? kDoubledLikeness : kOneTooManyLikeness));
      }
      std::u32string swapped = word_;
      std::swap(swapped[i - 1], swapped[i]);
      JIANBAO_RETURN_IF_ERROR(AddSlip(swapped, kSwappedLikeness));
    }
    return absl::OkStatus();
  }

  absl::Status AddSlip(const std::u32string& slip, double likeness) {
    if (slip.size() < kMinLetters) return absl::OkStatus();
    JIANBAO_ASSIGN_OR_RETURN(const bool has, pairs_.HasAllOf(slip));
    if (has) Add(text::ToUtf8(slip), SpellingReason::kOneEdit, likeness);
    return absl::OkStatus();
  }

  void Add(const std::string& text, SpellingReason reason, double likeness) {
    if (text::FromUtf8(FoldName(text)) == word_) return;
    const auto [at, added] = possible_.try_emplace(FoldName(text), PossibleSpelling{text, reason, likeness});
    if (!added && likeness > at->second.likeness) at->second = {text, reason, likeness};
  }

  std::vector<PossibleSpelling> Best() {
    std::vector<PossibleSpelling> best;
    for (auto& [folded, spelling] : possible_) best.push_back(std::move(spelling));
    std::stable_sort(best.begin(), best.end(),
                     [](const PossibleSpelling& a, const PossibleSpelling& b) { return a.likeness > b.likeness; });
    if (best.size() > kMaxPossible) best.resize(kMaxPossible);
    return best;
  }

  const NameDirectory& names_;
  SearchContext& context_;
  Pairs pairs_;
  std::u32string word_;
  std::map<std::string, PossibleSpelling> possible_;  // by folded text
};

}  // namespace

absl::StatusOr<std::vector<PossibleSpelling>> PossibleSpellings(const View& view, const NameDirectory& names,
                                                                std::string_view word, SearchContext* context) {
  return Speller(view, names, context).Run(word);
}

void PrepareSpellings() { BySound(); }

}  // namespace jianbao::engine
