// The benchmark's files: tab-separated corpora and queries. Thread-compatible.
#ifndef JIANBAO_SERVICES_INDEX_BENCH_CORPUS_H_
#define JIANBAO_SERVICES_INDEX_BENCH_CORPUS_H_

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/index/engine/document.h"
#include "services/index/engine/query.h"

namespace jianbao::bench {

// Reads CORPUS.tsv (id, date, headline, body; one article a line) as issues of so many articles each. Lines with fewer
// columns are passed over.
class CorpusReader {
 public:
  CorpusReader(const std::string& path, size_t articles_per_issue);

  // False at the end. Check status() then.
  bool Next(engine::IssueRecord* issue);
  absl::Status status() const { return status_; }
  uint64_t input_bytes() const { return input_bytes_; }

 private:
  bool NextDocument(engine::Document* document);

  std::ifstream file_;
  const size_t articles_per_issue_;
  absl::Status status_;
  uint64_t input_bytes_ = 0;
  uint64_t issues_ = 0;
};

struct BenchQuery {
  std::string kind;  // term, or, and, phrase, known
  std::string text;
  std::string relevant;  // article that should be found; may be empty
  engine::Query query;
};

// What the queries of a class become. As they are, they look at bodies only and prefer nothing, as the peer's do.
struct QueryShape {
  bool all_fields = false;
  // With what the query service prefers by default: of `and`, words that stand together; of `known`, which asks for any
  // of its terms, single characters and pairs in the lead.
  bool preferences = false;
};

// Reads QUERIES.tsv (class, text, relevant id).
absl::StatusOr<std::vector<BenchQuery>> ReadQueries(const std::string& path, const QueryShape& shape);

}  // namespace jianbao::bench

#endif  // JIANBAO_SERVICES_INDEX_BENCH_CORPUS_H_
