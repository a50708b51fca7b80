// Where the blocks of a parsed page stand in its file, in lines as editors count them, and how each article's text runs
// through them. Immutable after construction; thread-safe. Refers to the response it was made from, which must outlive
// it.
#ifndef JIANBAO_CLI_PAGE_LAYOUT_H_
#define JIANBAO_CLI_PAGE_LAYOUT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "jianbao/ingest/v1/ingest_service.pb.h"
#include "libs/text/decode.h"

namespace jianbao::cli {

inline constexpr int kNoArticle = -1;

struct PlacedBlock {
  const type::v1::Block* block = nullptr;
  int article = kNoArticle;    // 0-based
  int piece = 0;               // 1-based place in its article's text as it is read; 0 for what is not of the text
  bool resumes = false;        // its article was printed before, then another one
  bool moved = false;          // not read right behind the piece of its article printed before it
  bool mid_paragraph = false;  // goes on in the paragraph of the piece read before it
};

class PageLayout {
 public:
  // `file` is the file as received.
  PageLayout(const ingest::v1::ParseIssueResponse& page, std::string_view file);

  // In file order.
  const std::vector<PlacedBlock>& blocks() const { return blocks_; }
  int64_t file_size() const { return file_size_; }
  // Lines of the file; 0 where it could not be decoded.
  int line_count() const { return static_cast<int>(line_begins_.size()); }

  // "12", "12–14"; "byte 310" where the file could not be decoded.
  std::string Lines(const type::v1::Span& span) const;
  std::string Lines(const type::v1::Block& block) const;
  // "3–6, 30–37": each stretch of the file that holds this article and no other.
  std::string LinesOf(int article) const;
  // 0-based, each once, in file order.
  std::vector<int> ArticlesAt(const type::v1::Span& span) const;
  // What the file prints there, white space around it left out.
  std::string TextAt(const type::v1::Span& span) const;

 private:
  struct OwnedSpan {
    int begin;
    int end;
    int article;
  };

  void PlaceBlocks(const ingest::v1::ParseIssueResponse& page);
  void NumberPieces(const ingest::v1::ParseIssueResponse& page);
  void FindInterruptions();
  void FindLines();
  int LineAt(int64_t byte) const;
  std::string Range(int64_t begin, int64_t end) const;

  const int64_t file_size_;
  text::DecodedText file_;  // empty where it could not be decoded
  std::vector<uint32_t> line_begins_;
  std::vector<PlacedBlock> blocks_;
  std::vector<OwnedSpan> owners_;  // by begin; no two overlap
};

}  // namespace jianbao::cli

#endif  // JIANBAO_CLI_PAGE_LAYOUT_H_
