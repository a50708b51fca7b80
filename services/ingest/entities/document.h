// Reads the pieces of one text or page together, so that a name accepted once is found wherever else it stands. Not
// thread-safe; used by one call and thrown away.
#ifndef JIANBAO_SERVICES_INGEST_ENTITIES_DOCUMENT_H_
#define JIANBAO_SERVICES_INGEST_ENTITIES_DOCUMENT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "libs/text/chars.h"
#include "libs/text/span.h"
#include "services/ingest/entities/known_names.h"
#include "services/ingest/entities/lattice.h"
#include "services/ingest/entities/mentions.h"
#include "services/ingest/entities/phrases.h"
#include "services/ingest/entities/recurring_names.h"
#include "services/ingest/entities/titles.h"

namespace jianbao::entities {

// White space between Chinese characters: in running text it is residue of the print, in a title it parts two phrases.
enum class Spaces { kDrop, kKeep };

// Whether the names in 本报讯(记者 …) count as mentions.
enum class Bylines { kRead, kSkip };

class Document {
 public:
  explicit Document(PeopleNames people, const Costs& costs = Costs()) : people_(people), lattice_(costs) {}

  // Reads `utf8`, which must outlive the document. `blanks`: before which of its bytes white space was taken out
  // already.
  void AddPiece(std::string_view utf8, Spaces spaces, const std::vector<uint32_t>& blanks = {});

  // Goes back over what was read before the names of the rest were known.
  void Propagate();

  // Mentions of piece `i`, in the order added; spans are byte offsets into its text.
  std::vector<Mention> MentionsOf(size_t i, Bylines bylines) const;

 private:
  // A stretch no name crosses: a sentence, or a part of a very long one.
  struct Stretch {
    uint32_t begin = 0, end = 0;  // in the piece's characters
    size_t known = 0;             // how many names were known when it was read
    std::vector<Phrase> phrases;
    std::vector<Title> titles;
  };
  struct Piece {
    std::string_view utf8;
    std::u32string chars;                // folded, without residue
    std::vector<text::ByteSpan> places;  // of each character in utf8
    std::vector<Stretch> stretches;
  };
  std::u32string_view CharsOf(const Piece& piece, const Stretch& stretch) const {
    return std::u32string_view(piece.chars).substr(stretch.begin, stretch.end - stretch.begin);
  }
  void ReadCharacters(Spaces spaces, const std::vector<uint32_t>& blanks, Piece* piece);
  void MarkLists(const std::vector<size_t>& gaps, Piece* piece) const;
  void Read(const Piece& piece, Stretch* stretch);
  void Note(const Stretch& stretch);
  void NoteCompany(const Phrase& phrase);
  RecurringNames::Sightings LookFor(std::u32string_view chars) const;
  bool Misses(const Piece& piece, const Stretch& stretch) const;
  uint32_t UnitEnd(std::u32string_view chars, const Phrase& phrase) const;
  Mention ToMention(const Piece& piece, const Stretch& stretch, size_t index) const;
  Mention ToMention(const Piece& piece, const Stretch& stretch, const Phrase& phrase) const;
  std::string Printed(const Piece& piece, uint32_t begin, uint32_t end) const;

  const PeopleNames people_;
  const text::Folder fold_;
  Lattice lattice_;
  std::vector<Piece> pieces_;
  absl::flat_hash_map<std::u32string, int> sightings_;  // of people not yet established
  RecurringNames recurring_;
  KnownNames known_;
};

}  // namespace jianbao::entities

#endif  // JIANBAO_SERVICES_INGEST_ENTITIES_DOCUMENT_H_
