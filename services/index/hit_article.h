// The article of a hit, read from its stored record without making what a hit does not show. Pure functions;
// thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_HIT_ARTICLE_H_
#define JIANBAO_SERVICES_INDEX_HIT_ARTICLE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "jianbao/type/v1/article.pb.h"
#include "services/index/engine/engine.h"

namespace jianbao::index {

// Without blocks and mentions, and with the alignment of the body's matches alone: most of a record is passed over
// unread. DataLoss RECORD_CORRUPT where the payload does not parse.
absl::StatusOr<type::v1::Article> ToHitArticle(const engine::Document& document,
                                               const std::vector<engine::FieldMatches>& matches);

}  // namespace jianbao::index

#endif  // JIANBAO_SERVICES_INDEX_HIT_ARTICLE_H_
