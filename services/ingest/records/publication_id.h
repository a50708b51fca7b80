// The `{p}` of `publications/{p}`: how a newspaper's title becomes part of resource names. Used where issues are named
// and where people name a newspaper by its title. Pure function; thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_RECORDS_PUBLICATION_ID_H_
#define JIANBAO_SERVICES_INGEST_RECORDS_PUBLICATION_ID_H_

#include <string>

namespace jianbao::records {

// The pinyin of the title; a title without a single letter or digit of its own is told by its hash. An id is its own
// id.
std::string PublicationId(const std::string& title);

}  // namespace jianbao::records

#endif  // JIANBAO_SERVICES_INGEST_RECORDS_PUBLICATION_ID_H_
