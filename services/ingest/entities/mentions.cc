#include "services/ingest/entities/mentions.h"

#include <utility>

#include "libs/text/chars.h"
#include "libs/text/utf8.h"
#include "services/ingest/entities/lattice.h"
#include "services/ingest/entities/phrases.h"

namespace jianbao::entities {
namespace {

// Text as characters without the white space that print puts between Chinese ones, each with its bytes.
struct Reading {
  std::u32string folded;
  std::vector<uint32_t> begins, ends;
};

Reading Clean(std::string_view utf8) {
  Reading reading;
  const char *p = utf8.data(), *const end = p + utf8.size();
  while (p < end) {
    char32_t c = 0;
    int length = text::DecodeUtf8Char(p, end, &c);
    if (length == 0) {
      length = 1;
      c = 0xFFFD;
    }
    if (!text::IsSpace(c) || c == '\n') {
      reading.folded += text::FoldChar(c);
      reading.begins.push_back(static_cast<uint32_t>(p - utf8.data()));
      reading.ends.push_back(static_cast<uint32_t>(p - utf8.data() + length));
    }
    p += length;
  }
  return reading;
}

}  // namespace

std::vector<Mention> ExtractMentions(std::string_view utf8) {
  const Reading reading = Clean(utf8);
  std::vector<Mention> mentions;
  Lattice lattice;
  const std::u32string_view all = reading.folded;
  for (size_t begin = 0; begin < all.size();) {
    size_t end = std::min(all.find(U'\n', begin), all.size());
    lattice.Read(all.substr(begin, end - begin));
    for (const Phrase& phrase : FindPhrases(lattice)) {
      Mention mention;
      mention.kind = phrase.kind == PhraseKind::kPerson         ? Kind::kPerson
                     : phrase.kind == PhraseKind::kOrganization ? Kind::kOrganization
                                                                : Kind::kPlace;
      const uint32_t from = reading.begins[begin + phrase.begin], to = reading.ends[begin + phrase.end - 1];
      for (size_t i = begin + phrase.begin; i < begin + phrase.end; ++i) {
        mention.text += utf8.substr(reading.begins[i], reading.ends[i] - reading.begins[i]);
      }
      mention.canonical = mention.text;
      mention.spans = {{from, to}};
      mentions.push_back(std::move(mention));
    }
    begin = end + 1;
  }
  return mentions;
}

std::vector<std::vector<Mention>> ExtractMentions(const newspaper::ParsedIssue& page) {
  return std::vector<std::vector<Mention>>(page.articles.size());
}

}  // namespace jianbao::entities
