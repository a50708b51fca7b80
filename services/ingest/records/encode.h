// Parsed pages as protocol messages: the one place where the page model meets the contract. Used by the ingest service
// and by the offline `jianbao parse`. Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_RECORDS_ENCODE_H_
#define JIANBAO_SERVICES_INGEST_RECORDS_ENCODE_H_

#include <string_view>
#include <vector>

#include "jianbao/ingest/v1/ingest_service.pb.h"
#include "jianbao/type/v1/article.pb.h"
#include "services/ingest/entities/mentions.h"
#include "services/ingest/newspaper/records.h"

namespace jianbao::records {

// The answer of ParseIssue for a page and its mentions, one list an article.
// REQUIRES: mentions.size() == page.articles.size().
ingest::v1::ParseIssueResponse EncodePage(const newspaper::ParsedIssue& page,
                                          const std::vector<std::vector<entities::Mention>>& mentions);

type::v1::Mention EncodeMention(const entities::Mention& mention);

// Characters of `utf8` that are not white space.
int CountCharacters(std::string_view utf8);

type::v1::ArticleSummary Summarize(const type::v1::Article& article);

}  // namespace jianbao::records

#endif  // JIANBAO_SERVICES_INGEST_RECORDS_ENCODE_H_
