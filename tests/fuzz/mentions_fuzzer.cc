// Any bytes as a text and as a page: the names found lie within it, in order and at the ends of characters, and read as
// printed.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "libs/text/chars.h"
#include "services/ingest/entities/mentions.h"
#include "services/ingest/newspaper/parser.h"

namespace {

using jianbao::entities::Mention;

void Check(bool holds) {
  if (!holds) std::abort();
}

void CheckMention(const Mention& mention, size_t size) {
  Check(!mention.text.empty() && jianbao::text::IsValidUtf8(mention.text));
  Check(!mention.canonical.empty() && jianbao::text::IsValidUtf8(mention.canonical));
  for (const std::string& title : mention.titles) Check(!title.empty() && jianbao::text::IsValidUtf8(title));
  Check(mention.confidence >= 0 && mention.confidence <= 1);
  Check(!mention.spans.empty());
  for (const auto& span : mention.spans) Check(span.begin < span.end && span.end <= size);
}

void ReadText(std::string_view utf8) {
  if (!jianbao::text::IsValidUtf8(utf8)) return;
  uint32_t least = 0;
  for (const Mention& mention : jianbao::entities::ExtractMentions(utf8)) {
    CheckMention(mention, utf8.size());
    Check(mention.spans.front().begin >= least);
    least = mention.spans.front().begin;
    for (const auto& span : mention.spans) {
      Check(jianbao::text::IsValidUtf8(utf8.substr(span.begin, span.end - span.begin)));
    }
  }
}

void ReadPage(std::string_view bytes) {
  const auto page = jianbao::newspaper::ParseIssue(bytes, {});
  if (!page.ok()) return;
  const auto mentions = jianbao::entities::ExtractMentions(*page);
  Check(mentions.size() == page->articles.size());
  for (const auto& of_article : mentions) {
    for (const Mention& mention : of_article) CheckMention(mention, bytes.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  ReadText(bytes);
  ReadPage(bytes);
  return 0;
}
