// How well a parsed page agrees with a gold annotation (format: seeds/README.md).
#ifndef JIANBAO_TESTS_ACCEPTANCE_PAGE_SCORE_H_
#define JIANBAO_TESTS_ACCEPTANCE_PAGE_SCORE_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "jianbao/ingest/v1/ingest_service.pb.h"
#include "nlohmann/json.hpp"

namespace jianbao::acceptance {

// Figures from 0 to 1, higher is better:
//   coverage   share of non-space characters that lie in exactly one block
//   articles   F1 of articles matched one to one with at least 90 % of their characters in common (of both together)
//   pairs      F1 of pairs of characters put into one article
//   roles      share of characters with the right role
//   order      share of neighbouring body pieces that stay neighbours in the parsed body
//   headlines  share of gold headlines found exactly, white space apart
//   heads      F1 of kickers, decks, subheads, columns
//   bylines    F1 of (role, reporter)
//   facts      F1 of datelines, sources, signatories, jumps, truncations
//   masthead   share of the issue's facts that are right
//   persons, titles, organizations, places   F1 per article
using Figures = std::map<std::string, double>;

// A decision of the parser, with what it gave as its confidence.
struct Judged {
  double confidence = 0;
  double weight = 0;  // characters of a block, 1 for an article
  bool right = false;
};

struct Judgements {
  std::vector<Judged> blocks;    // right: role and article
  std::vector<Judged> articles;  // right: at least 90 % of the characters in common, of both together
};

// A page with its annotation. Immutable, so thread-safe.
class GoldPage {
 public:
  // `source` is the page in UTF-8. Aborts on a malformed annotation: that is a fault of the tree.
  GoldPage(nlohmann::json gold, std::string_view source);
  GoldPage(GoldPage&&) noexcept;
  ~GoldPage();

  Figures Score(const ingest::v1::ParseIssueResponse& parsed) const;
  Judgements Judge(const ingest::v1::ParseIssueResponse& parsed) const;

 private:
  struct Painted;
  std::unique_ptr<Painted> painted_;
};

// The mean of each figure. REQUIRES: not empty.
Figures Mean(const std::map<std::string, Figures>& pages);

// A table with a row a page and the mean.
std::string FormatTable(const std::map<std::string, Figures>& pages);

}  // namespace jianbao::acceptance

#endif  // JIANBAO_TESTS_ACCEPTANCE_PAGE_SCORE_H_
