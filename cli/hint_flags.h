// What the command line says of an issue file that its page may not: options that ingest and rejections retry share.
// Plain values; thread-compatible.
#ifndef JIANBAO_CLI_HINT_FLAGS_H_
#define JIANBAO_CLI_HINT_FLAGS_H_

#include <optional>
#include <string>

#include "absl/status/status.h"

namespace jianbao::cli {

struct HintFlags {
  std::optional<std::string> encoding, publication, date, edition;
  int page = 0;  // 0 = as printed
  bool replace_existing = false;
};

// What is wrong with them, found before a file is sent. InvalidArgument ENCODING_UNKNOWN, EDITION_MALFORMED. Dates are
// checked where the command line is read.
absl::Status CheckHints(const HintFlags& flags);

// `Request` is IngestIssueRequest or RetryRejectionRequest.
template <typename Request>
void FillHints(const HintFlags& flags, Request* request) {
  if (flags.encoding.has_value()) request->mutable_hints()->set_encoding(*flags.encoding);
  if (flags.publication.has_value()) request->mutable_hints()->set_publication(*flags.publication);
  if (flags.date.has_value()) request->mutable_hints()->set_publish_date(*flags.date);
  if (flags.edition.has_value()) request->set_edition(*flags.edition);
  if (flags.page != 0) request->set_page(flags.page);
  request->set_replace_existing(flags.replace_existing);
}

}  // namespace jianbao::cli

#endif  // JIANBAO_CLI_HINT_FLAGS_H_
