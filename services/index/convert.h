// Between the contract's messages and the engine's values. Pure functions; thread-safe.
//
// The engine keeps an article's texts apart from its record, so the record is stored without them and put together
// again when it is read.
#ifndef JIANBAO_SERVICES_INDEX_CONVERT_H_
#define JIANBAO_SERVICES_INDEX_CONVERT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "jianbao/index/v1/index_service.pb.h"
#include "services/index/engine/engine.h"

namespace jianbao::index {

// ApplyIssueRequest -> what the engine stores, as stored at `update_time`. InvalidArgument NAME_MALFORMED,
// ARTICLE_NOT_OF_ISSUE, DATE_MALFORMED.
absl::StatusOr<engine::IssueRecord> ToIssueRecord(const v1::ApplyIssueRequest& request, absl::Time update_time);

// DataLoss RECORD_CORRUPT where a stored payload does not parse.
absl::StatusOr<type::v1::Article> ToArticle(const engine::Document& document);
// Without blocks and mentions.
absl::StatusOr<type::v1::Article> ToArticleForHit(const engine::Document& document);
absl::StatusOr<type::v1::Issue> ToIssue(const engine::IssueSummary& summary, v1::IssueView view);

// InvalidArgument QUERY_MALFORMED with the field path of the node.
absl::StatusOr<engine::Query> ToQuery(const type::v1::QueryNode& node);

// InvalidArgument FACET_UNSUPPORTED.
absl::StatusOr<engine::FacetRequest> ToFacetRequest(type::v1::KeywordNode::Key key);

// InvalidArgument RANKING_OUT_OF_RANGE, DATE_MALFORMED.
absl::StatusOr<engine::RankingOptions> ToRankingOptions(const type::v1::Ranking& ranking);
// How a score came about, for people.
std::string ExplanationOf(const engine::Hit& hit);

// Ranges in the engine's field texts -> matches in the article's fields, at most `max_matches`.
using ArticleMatches = google::protobuf::RepeatedPtrField<v1::FetchArticlesResponse::Match>;
void AppendMatches(const engine::Document& document, const std::vector<engine::FieldMatches>& matches, int max_matches,
                   ArticleMatches* out);

// "entities/{kind}/{id}": the id spells the canonical name, of people the resolved id, in hexadecimal.
std::string EntityResourceName(const engine::EntityId& id);
absl::StatusOr<engine::EntityId> ToEntityId(std::string_view name, std::string_view field);
// Without titles and aliases.
type::v1::Entity ToEntity(const engine::EntitySummary& summary);
// With at most `max_titles` titles, latest first.
type::v1::Entity ToEntity(const engine::Entity& entity, size_t max_titles);
type::v1::TitleTenure ToTenure(const engine::TitleRecord& title);

// The engine's failure under the name the contract gives it.
absl::Status ToContractError(const absl::Status& status);

engine::CollectionStatistics ToStatistics(const v1::CollectionStatistics& statistics);
v1::CollectionStatistics FromStatistics(const engine::CollectionStatistics& statistics);

}  // namespace jianbao::index

#endif  // JIANBAO_SERVICES_INDEX_CONVERT_H_
