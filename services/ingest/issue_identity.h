// Under which resource name an issue file is stored. Pure function; thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_ISSUE_IDENTITY_H_
#define JIANBAO_SERVICES_INGEST_ISSUE_IDENTITY_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "jianbao/ingest/v1/ingest_service.pb.h"
#include "libs/names/names.h"

namespace jianbao::ingest {

// The name for `issue` as parsed, with edition and page as `request` supplies them. Two different files never get one
// name by guesswork: where title or date are not printed or supplied, the edition is a hash of the content. REQUIRES:
// `request` is validated; `issue.publish_date` is a valid date where present.
absl::StatusOr<names::IssueName> IdentifyIssue(const type::v1::Issue& issue, const v1::IngestIssueRequest& request);

}  // namespace jianbao::ingest

#endif  // JIANBAO_SERVICES_INGEST_ISSUE_IDENTITY_H_
