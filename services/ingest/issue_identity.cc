#include "services/ingest/issue_identity.h"

#include <string>

#include "libs/base/checksum.h"
#include "libs/base/status.h"
#include "services/ingest/records/publication_id.h"

namespace jianbao::ingest {
namespace {

constexpr size_t kHashEditionDigits = 12;

}  // namespace

absl::StatusOr<names::IssueName> IdentifyIssue(const type::v1::Issue& issue, const v1::IngestIssueRequest& request) {
  names::IssueName name;
  name.publication =
      issue.has_publication() ? records::PublicationId(issue.publication()) : std::string(names::kUnknownPublication);
  if (issue.has_publish_date()) {
    JIANBAO_ASSIGN_OR_RETURN(name.date, names::ParseDate(issue.publish_date(), "Issue.publish_date"));
  }
  if (request.has_page()) {
    name.page = request.page();
  } else if (issue.has_page_number()) {
    name.page = issue.page_number();
  }
  const bool date_is_known =
      issue.date_source() == type::v1::Issue::PRINTED || issue.date_source() == type::v1::Issue::SUPPLIED;
  if (request.has_edition()) {
    name.edition = request.edition();
  } else if (!issue.has_publication() || !date_is_known) {
    name.edition = ContentHash(request.content()).substr(0, kHashEditionDigits);
  }
  return name;
}

}  // namespace jianbao::ingest
