// The archive and the queries of path_bench, from the files that `jianbao-bench generate` writes. Thread-compatible.
#ifndef JIANBAO_TESTS_BENCH_PATH_ARCHIVE_H_
#define JIANBAO_TESTS_BENCH_PATH_ARCHIVE_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "jianbao/index/v1/index_service.pb.h"

namespace jianbao::bench {

// Reads CORPUS.tsv (id, date, headline, body) as issues as ingest would send them: articles of printed lines, each with
// its place in the file. Ends with the first error of `apply`. The number of articles.
absl::StatusOr<int64_t> LoadArchive(const std::string& corpus,
                                    const std::function<absl::Status(const index::v1::ApplyIssueRequest&)>& apply);

// Reads QUERIES.tsv (class, text) as query texts: a phrase is quoted, the words of `or` are joined by OR.
absl::StatusOr<std::vector<std::string>> ReadQueryTexts(const std::string& queries);

}  // namespace jianbao::bench

#endif  // JIANBAO_TESTS_BENCH_PATH_ARCHIVE_H_
