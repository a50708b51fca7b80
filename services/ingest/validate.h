// Checks of ingest requests before any work is done. Pure functions; thread-safe. Each failure names field, value and
// what would be right.
#ifndef JIANBAO_SERVICES_INGEST_VALIDATE_H_
#define JIANBAO_SERVICES_INGEST_VALIDATE_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "jianbao/ingest/v1/ingest_service.pb.h"
#include "services/ingest/newspaper/parser.h"

namespace jianbao::ingest {

// InvalidArgument ENCODING_UNKNOWN, PUBLICATION_MALFORMED, DATE_MALFORMED.
absl::StatusOr<newspaper::ParseOptions> ToParseOptions(const v1::IssueHints& hints);

// InvalidArgument EDITION_MALFORMED, PAGE_OUT_OF_RANGE, REQUEST_ID_MALFORMED, SOURCE_URI_MALFORMED.
absl::Status Validate(const v1::IngestIssueRequest& request);

// InvalidArgument TEXTS_MISSING, TOO_MANY_TEXTS, TEXT_NOT_UTF8, TEXT_TOO_LARGE.
absl::Status Validate(const v1::ExtractMentionsRequest& request);

}  // namespace jianbao::ingest

#endif  // JIANBAO_SERVICES_INGEST_VALIDATE_H_
