#include "cli/publication_flag.h"

#include "services/ingest/records/publication_id.h"

namespace jianbao::cli {

std::string PublicationName(const std::string& publication) {
  if (publication.empty() || publication.find('/') != std::string::npos) return publication;
  return "publications/" + records::PublicationId(publication);
}

}  // namespace jianbao::cli
