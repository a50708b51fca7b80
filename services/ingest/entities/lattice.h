// The best reading of one stretch of text as words, names and places: every candidate is an edge with a cost, and the
// cheapest path wins. Names compete with ordinary words here, so that no list of exceptions is needed later.
//
// A Lattice is reused for stretch after stretch to keep its memory. Not thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_ENTITIES_LATTICE_H_
#define JIANBAO_SERVICES_INGEST_ENTITIES_LATTICE_H_

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "services/ingest/entities/costs.h"
#include "services/ingest/entities/known_names.h"
#include "services/ingest/entities/lexicon.h"
#include "services/ingest/entities/name_model.h"
#include "services/ingest/entities/vocabulary.h"
#include "services/ingest/newspaper/language_model.h"

namespace jianbao::entities {

enum class TokenKind : uint8_t { kWord, kPerson, kForeign, kPlace, kOrganization, kNumber, kLatin, kPunctuation };

struct Token {
  uint32_t begin = 0;
  uint32_t end = 0;
  TokenKind kind = TokenKind::kWord;
  uint32_t classes = 0;  // of the vocabulary's term that is exactly this token
  int cost = 0;          // of this token alone
};

class Lattice {
 public:
  explicit Lattice(const Costs& costs) : costs_(costs) {}

  // Reads `chars`, folded (see text::FoldChar) and without white space inside Chinese. Views must outlive the next call
  // only. Names in `known`, which may be null, are believed almost wherever they stand.
  void Read(std::u32string_view chars, const KnownNames* known);

  // Whether the word model knows `chars`, which the lexicon may lack.
  bool IsWord(std::u32string_view chars) const { return language_ != nullptr && language_->IsWord(chars); }

  std::u32string_view chars() const { return chars_; }
  const std::vector<Token>& tokens() const { return tokens_; }

  // Classes of all terms that start (end) at boundary `at`, whether or not the best path uses them.
  uint32_t StartsAt(size_t at) const { return boundaries_[at].starts; }
  uint32_t EndsAt(size_t at) const { return boundaries_[at].ends; }
  // Where the longest term of any of `classes` that ends at `at` starts; `at` itself where there is none.
  uint32_t LongestEndingAt(size_t at, uint32_t classes) const {
    return (boundaries_[at].ends & classes) == 0 ? static_cast<uint32_t>(at) : FindLongestEndingAt(at, classes);
  }
  // 第九届|全国政协: where the number of a session that ends at `at` starts; `at` itself where there is none.
  uint32_t SessionBefore(uint32_t at) const;
  // Where the longest term of any of `classes` that starts at `at` ends; `at` itself where there is none.
  uint32_t LongestStartingAt(size_t at, uint32_t classes) const {
    return (boundaries_[at].starts & classes) == 0 ? static_cast<uint32_t>(at) : FindLongestStartingAt(at, classes);
  }
  // Where the longest term of all of `classes` that starts at `at` ends; `at` itself where there is none.
  uint32_t LongestStartingAtOfAll(size_t at, uint32_t classes) const {
    const bool possible = (boundaries_[at].starts & classes) == classes;
    return possible ? FindLongestStartingAtOfAll(at, classes) : static_cast<uint32_t>(at);
  }
  // The index of the token that starts (ends) at `at`; -1 where that is inside a token.
  int TokenStartingAt(size_t at) const { return boundaries_[at].token; }
  int TokenEndingAt(size_t at) const;

 private:
  static constexpr size_t kLongestWord = 12;

  static constexpr int32_t kUnreached = std::numeric_limits<int32_t>::max() / 2;

  struct Boundary {
    uint32_t starts = 0, ends = 0;
    uint32_t hits = 0;          // first of the term hits that start here
    int32_t last_hit = -1;      // the last hit that ends here; hits that end together are chained
    int32_t cost = kUnreached;  // of the best path up to here
    uint32_t from = 0;          // where its last token starts
    TokenKind kind = TokenKind::kWord;
    uint8_t place_heads = 0;  // see RelaxPlaces()
    int32_t token = -1;
  };
  struct Hit {
    uint32_t begin, end;
    uint32_t classes;
    uint16_t cost;
    int32_t previous;  // another hit that ends where this one ends
  };
  // A word that only the word model knows.
  struct CutWord {
    uint32_t begin, end;
  };

  void FindTerms();
  void FindPlaceHeads();
  uint32_t FindLongestEndingAt(size_t at, uint32_t classes) const;
  uint32_t FindLongestStartingAt(size_t at, uint32_t classes) const;
  uint32_t FindLongestStartingAtOfAll(size_t at, uint32_t classes) const;
  void Relax(uint32_t from, uint32_t to, int cost, TokenKind kind) {
    const int32_t total = boundaries_[from].cost + cost;
    Boundary& boundary = boundaries_[to];
    // Which of two readings is cheaper cannot be predicted: choose without a branch.
    const bool better = total < boundary.cost;
    boundary.cost = better ? total : boundary.cost;
    boundary.from = better ? from : boundary.from;
    boundary.kind = better ? kind : boundary.kind;
  }
  bool IsLonely(uint32_t at) const;
  uint32_t RelaxRun(uint32_t at);
  void RelaxWords(uint32_t at);
  void RelaxNames(uint32_t at);
  void RelaxReporter(uint32_t at);
  void RelaxForeignNames(uint32_t at);
  void RelaxForeignSurname(uint32_t at, const Hit& surname);
  void RelaxDottedNames(uint32_t at);
  void RelaxPlaces(uint32_t at);
  void RelaxPlacesBefore(uint32_t at, uint32_t head);
  uint32_t SiteBehindKnown(uint32_t at);
  void RelaxKnown(uint32_t at, const KnownNames& known);
  int WordInName(uint32_t at, uint32_t end) const;
  int GivenWord(uint32_t at);
  bool IsCounter(uint32_t at) const;
  bool IsSurnameOfBearer(uint32_t at) const;
  bool IsEssay(uint32_t at, uint32_t end) const;
  bool IsUnitOfHead(uint32_t end) const;
  bool IsTitled(uint32_t at, uint32_t end) const;
  bool IsOwnerOfUnit(uint32_t at) const;
  bool IsAge(uint32_t at) const;
  int PersonCues(uint32_t begin, uint32_t end) const;
  int AppointmentCue(uint32_t begin, uint32_t end) const;
  bool NamesOffice(uint32_t begin, bool whole, bool duties) const;
  // Whether the best path up to `at` ends in a person's name.
  bool IsPersonEnding(uint32_t at) const {
    return at > 0 && (boundaries_[at].kind == TokenKind::kPerson || boundaries_[at].kind == TokenKind::kForeign);
  }
  bool EndsInAdminSuffix(uint32_t begin, uint32_t end) const;
  uint32_t Find(uint32_t begin, uint32_t end) const;
  bool IsStreet(uint32_t head, uint32_t end) const;
  bool IsWaterBeside(uint32_t head, const Hit& suffix) const;
  bool IsNamedWork(const Hit& head) const;
  bool StartsLikeNoPlace(uint32_t at) const;
  int PairCost(uint32_t at);
  bool EndsLikeNoPlace(uint32_t at, uint32_t head, uint32_t end);
  int PlaceNameCost(uint32_t at, uint32_t head, const Hit& suffix);
  int PlaceCues(uint32_t begin, uint32_t end) const;
  void FindBestPath(const KnownNames* known);
  bool FindCutWords();
  bool IsCutPair(uint32_t at);
  void TraceBack();

  const Costs costs_;
  const newspaper::LanguageModel* const language_ = newspaper::LanguageModel::Installed().value_or(nullptr);
  const NameModel& names_ = NameModel::Get();
  const Lexicon& lexicon_ = Lexicon::Get();
  Lexicon::Cursor words_;
  std::u32string_view chars_;
  bool dotted_ = false;  // whether chars_ holds a middle dot
  std::vector<Boundary> boundaries_;
  std::vector<Hit> hits_;
  std::vector<Token> tokens_;
  std::vector<CutWord> cut_words_;
  std::vector<uint32_t> taken_back_;  // where names end that start where FindBestPath() is, and were refuted
  std::array<uint16_t, kLongestWord + 1> word_costs_ =
      {};  // of the words that start where RelaxWords() was last called
};

}  // namespace jianbao::entities

#endif  // JIANBAO_SERVICES_INGEST_ENTITIES_LATTICE_H_
