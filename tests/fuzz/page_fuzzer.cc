// Any bytes as a page: it is refused, or every non-space character lies in exactly one block, spans are in order,
// bodies are valid UTF-8 and their alignment covers them.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "libs/text/chars.h"
#include "libs/text/decode.h"
#include "services/ingest/newspaper/parser.h"

namespace {

using jianbao::newspaper::Block;

void Count(const Block& block, size_t size, std::vector<uint8_t>* hits) {
  for (const auto& span : block.spans) {
    if (span.begin >= span.end || span.end > size) std::abort();
    for (uint32_t i = span.begin; i < span.end; ++i) ++(*hits)[i];
  }
  if (!jianbao::text::IsValidUtf8(block.text) || !(block.confidence >= 0 && block.confidence <= 1)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto page = jianbao::newspaper::ParseIssue(bytes, {});
  if (!page.ok()) return 0;
  std::vector<uint8_t> hits(size);
  for (const Block& block : page->unassigned) Count(block, size, &hits);
  for (const auto& article : page->articles) {
    if (article.headline.empty() || article.blocks.empty()) std::abort();
    for (const Block& block : article.blocks) Count(block, size, &hits);
    if (!jianbao::text::IsValidUtf8(article.body.text)) std::abort();
    for (const auto& run : article.body.runs) {
      if (run.text.end > article.body.text.size() || run.source.end > size) std::abort();
    }
  }
  const auto decoded = jianbao::text::Decode(bytes, page->encoding);
  if (!decoded.ok()) std::abort();
  for (size_t i = 0; i < decoded->chars.size(); ++i) {
    const bool ink = !jianbao::text::IsSpace(decoded->chars[i]);
    if (ink && hits[decoded->offsets[i]] != 1) std::abort();
    if (!ink && hits[decoded->offsets[i]] > 1) std::abort();
  }
  return 0;
}
