// What goes into the index: issues, and the articles in them. Value types; thread-compatible. All text is valid UTF-8.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_DOCUMENT_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_DOCUMENT_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "libs/base/strong_int.h"

namespace jianbao::engine {

// An article's number in one index: given in order of arrival, never reused. Local to the shard.
struct DocIdTag {};
using DocId = StrongInt<DocIdTag, uint32_t>;

// Counts the writes that changed something. A search that names one sees that write.
struct RevisionTag {};
using Revision = StrongInt<RevisionTag, uint64_t>;

// Where in an article a text stands. Part of the on-disk format.
enum class TextField : uint8_t {
  kHeadline = 0,
  kHeads = 1,  // kicker, decks, subheads, column
  kBody = 2,
  kByline = 3,
};
inline constexpr int kTextFields = 4;

// A value to filter and count by (column, genre, the name of a person …). Which field number means what belongs to the
// caller and is part of the caller's format. The value is compared byte by byte.
struct Keyword {
  uint8_t field = 0;
  std::string value;  // at most 1,024 bytes, no NUL

  friend auto operator<=>(const Keyword&, const Keyword&) = default;
};

// The kind of mentions that name people, whom the index resolves (people.h). Part of the on-disk format.
inline constexpr uint8_t kPersonKind = 1;

// One person, organisation, place … named in an article.
struct Mention {
  uint8_t kind = 0;                 // the caller's numbering, but for kPersonKind
  std::string canonical;            // the name the entity goes by
  std::vector<std::string> texts;   // the forms printed in this article, each once; may be empty
  std::vector<std::string> titles;  // the titles printed against the name in this article, each once
  // How often the article names it; 0: not counted, so as often as it has printed forms, at least once.
  uint32_t count = 0;
  // The how many-th name of the article this is, in the order of print, from 1 on; 0: not known.
  uint32_t position = 0;

  friend bool operator==(const Mention&, const Mention&) = default;
};

// One article.
struct Document {
  std::string name;  // resource name; unique in the index
  std::string publication;
  std::string issue;                   // resource name of the issue
  std::optional<absl::CivilDay> date;  // absent when unknown
  uint32_t page = 0;                   // 0 when unknown
  std::array<std::string, kTextFields> texts;
  std::vector<Keyword> keywords;
  std::vector<Mention> mentions;
  std::string payload;  // the caller's own record, returned as it is

  const std::string& text(TextField field) const { return texts[static_cast<size_t>(field)]; }
  std::string& text(TextField field) { return texts[static_cast<size_t>(field)]; }

  friend bool operator==(const Document&, const Document&) = default;
};

// One issue, with its articles in order.
struct IssueRecord {
  std::string name;
  std::string publication;
  std::optional<absl::CivilDay> date;
  std::string payload;       // the caller's own record, returned as it is
  std::string content_hash;  // names the content: applying the same hash again changes nothing
  std::string request_id;    // names the attempt; may be empty
  std::vector<Document> documents;

  friend bool operator==(const IssueRecord&, const IssueRecord&) = default;
};

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_DOCUMENT_H_
