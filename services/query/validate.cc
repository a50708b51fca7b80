#include "services/query/validate.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "libs/names/names.h"
#include "libs/text/chars.h"
#include "services/query/fields.h"
#include "services/query/language/canonical.h"
#include "services/query/language/limits.h"
#include "services/query/language/parser.h"
#include "services/query/language/printer.h"
#include "services/query/match.h"
#include "services/query/page_token.h"

namespace jianbao::query {
namespace {

using type::v1::QueryNode;

constexpr int kMaxFacets = 16;
constexpr int kMaxFacetValues = 200;
constexpr int kMaxBatch = 100;
constexpr int kMaxSnippetCharacters = 400;
constexpr int kMaxSnippets = 5;
constexpr int kMaxEntityCharacters = 64;
constexpr int kStreamPage = 100;

Error Invalid(const char* reason, std::string message, const char* field) {
  Error error(absl::StatusCode::kInvalidArgument, reason, std::move(message));
  return error.Field(field);
}

absl::Status WithField(const absl::Status& status, const char* field) {
  const ErrorDetail detail = GetErrorDetail(status).value_or(ErrorDetail{});
  Error error(status.code(), detail.reason, std::string(status.message()));
  for (const auto& [key, value] : detail.metadata) error.With(key, value);
  return error.Field(field);
}

absl::StatusOr<int> PageSize(int32_t requested, int default_size, int max_size, const char* field) {
  if (requested < 0) {
    return Invalid("PAGE_SIZE_NEGATIVE", absl::StrCat("page size is ", requested, ", want 0 or more"), field);
  }
  return requested == 0 ? default_size : std::min<int>(requested, max_size);
}

absl::Status CheckDates(bool has_earliest, const std::string& earliest, bool has_latest, const std::string& latest,
                        const char* earliest_field, const char* latest_field) {
  absl::CivilDay first, last;
  if (has_earliest) {
    JIANBAO_ASSIGN_OR_RETURN(first, names::ParseDate(earliest, earliest_field));
  }
  if (has_latest) {
    JIANBAO_ASSIGN_OR_RETURN(last, names::ParseDate(latest, latest_field));
  }
  if (has_earliest && has_latest && last < first) {
    return Invalid("DATE_RANGE_REVERSED", "the last day lies before the first, want them the other way round",
                   latest_field);
  }
  return absl::OkStatus();
}

// The request without what may differ from page to page.
template <typename Request>
uint64_t Fingerprint(Request request) {
  request.clear_page_size();
  request.clear_page_token();
  return RequestFingerprint(request);
}

// The error of a query text, with a picture of the place.
absl::Status WithCaret(const absl::Status& status, const std::string& query) {
  const ErrorDetail detail = GetErrorDetail(status).value_or(ErrorDetail{});
  Error error(status.code(), detail.reason, std::string(status.message()));
  for (const auto& [key, value] : detail.metadata) error.With(key, value);
  if (const auto range = language::ErrorRange(status)) error.With("caret", language::CaretSnippet(query, *range));
  return error.Field("SearchRequest.query");
}

std::vector<v1::MatchMode> ModesToTry(v1::MatchMode mode) {
  if (mode == v1::EXACT || mode == v1::ALL_TERMS || mode == v1::ANY_TERM) return {mode};
  return {v1::EXACT, v1::ALL_TERMS, v1::ANY_TERM};
}

// What the request restricts the search to besides the query; not set where nothing.
absl::StatusOr<QueryNode> Filter(const v1::SearchRequest& request) {
  QueryNode filter;
  if (request.has_tree()) {
    if (const absl::Status checked = CheckQueryNode(request.tree()); !checked.ok()) {
      return WithField(checked, "SearchRequest.tree");
    }
    AddRequired(request.tree(), &filter);
  }
  if (!request.publication().empty() && request.publication() != "publications/-") {
    JIANBAO_ASSIGN_OR_RETURN(const std::string publication,
                             names::ParsePublicationName(request.publication(), "SearchRequest.publication"));
    QueryNode node;
    node.mutable_keyword()->set_key(type::v1::KeywordNode::PUBLICATION);
    node.mutable_keyword()->set_value(publication);
    AddRequired(std::move(node), &filter);
  }
  JIANBAO_RETURN_IF_ERROR(CheckDates(request.has_earliest(), request.earliest(), request.has_latest(), request.latest(),
                                     "SearchRequest.earliest", "SearchRequest.latest"));
  if (request.has_earliest() || request.has_latest()) {
    QueryNode node;
    if (request.has_earliest()) node.mutable_date()->set_earliest(request.earliest());
    if (request.has_latest()) node.mutable_date()->set_latest(request.latest());
    AddRequired(std::move(node), &filter);
  }
  return filter;
}

// What the request asks for, as text: the query's own tree and the one sent with it.
std::string AppliedQuery(const std::optional<language::Node>& text, const v1::SearchRequest& request) {
  std::vector<language::Node> operands;
  if (text.has_value()) operands.push_back(*text);
  if (request.has_tree()) {
    const auto tree = FromQueryNode(request.tree());
    if (!tree.has_value()) return "";
    operands.push_back(*tree);
  }
  const auto whole = language::Canonical(language::And{operands, {}}, ArchiveFields(), language::Limits());
  return whole.ok() ? language::PrintQuery(*whole) : "";
}

absl::Status AddRung(const language::Node& tree, v1::MatchMode mode, const QueryNode& filter, SearchPlan* plan) {
  JIANBAO_ASSIGN_OR_RETURN(QueryNode query, ToQueryNode(tree, mode));
  if (mode == v1::EXACT) AddPersonSense(&query);
  if (filter.node_case() != QueryNode::NODE_NOT_SET) AddRequired(filter, &query);
  JIANBAO_RETURN_IF_ERROR(CheckQueryNode(query));
  const bool same = !plan->rungs.empty() && plan->rungs.back().query.SerializeAsString() == query.SerializeAsString();
  if (!same) plan->rungs.push_back({mode, std::move(query)});
  return absl::OkStatus();
}

absl::Status PlanRungs(const v1::SearchRequest& request, SearchPlan* plan) {
  const bool has_text = !absl::StripAsciiWhitespace(request.query()).empty();
  if (!has_text && !request.has_tree()) {
    return Invalid("QUERY_MISSING", "there is no query, want a text in query or a tree in tree", "SearchRequest.query");
  }
  JIANBAO_ASSIGN_OR_RETURN(const QueryNode filter, Filter(request));
  if (!has_text) {
    plan->rungs.push_back({v1::EXACT, filter});
    plan->applied_query = AppliedQuery(std::nullopt, request);
    return absl::OkStatus();
  }
  const auto tree = language::ParseQuery(request.query(), ArchiveFields());
  if (!tree.ok()) return WithCaret(tree.status(), request.query());
  plan->applied_query = AppliedQuery(*tree, request);
  for (const v1::MatchMode mode : ModesToTry(request.match_mode())) {
    const absl::Status added = AddRung(*tree, mode, filter, plan);
    if (!added.ok()) return WithField(added, "SearchRequest.query");
  }
  return absl::OkStatus();
}

// A listing goes on as its first page was answered, so later pages have one rung.
absl::Status ApplyPageToken(const v1::SearchRequest& request, SearchPlan* plan) {
  plan->fingerprint = Fingerprint(request);
  if (request.page_token().empty()) return absl::OkStatus();
  JIANBAO_ASSIGN_OR_RETURN(const PageToken token,
                           DecodePageToken(request.page_token(), plan->fingerprint, "SearchRequest.page_token"));
  plan->retrieve.set_cursor(token.cursor);
  plan->skip = token.skip;
  for (Rung& rung : plan->rungs) {
    if (static_cast<uint32_t>(rung.mode) != token.match_mode) continue;
    plan->rungs = std::vector<Rung>{std::move(rung)};
    return absl::OkStatus();
  }
  return Invalid("PAGE_TOKEN_MISMATCH", "the page token belongs to another request, want the one of the page before",
                 "SearchRequest.page_token");
}

absl::Status PlanFacets(const v1::SearchRequest& request, index::v1::RetrieveRequest* retrieve) {
  if (request.facets_size() > kMaxFacets) {
    return Invalid("TOO_MANY_FACETS", absl::StrCat("want at most ", kMaxFacets, " facets"), "SearchRequest.facets");
  }
  for (const auto& facet : request.facets()) {
    using Key = type::v1::KeywordNode;
    const auto key = facet.key();
    const bool countable = key == Key::COLUMN || key == Key::GENRE || key == Key::PERSON || key == Key::ORGANIZATION ||
                           key == Key::PLACE || key == Key::REPORTER;
    if (!countable) {
      return Invalid("FACET_UNSUPPORTED",
                     "cannot count by this key, want COLUMN, GENRE, PERSON, ORGANIZATION, PLACE or REPORTER",
                     "SearchRequest.facets.key");
    }
    if (facet.limit() < 0 || facet.limit() > kMaxFacetValues) {
      return Invalid("FACET_LIMIT_OUT_OF_RANGE", absl::StrCat("want 1 to ", kMaxFacetValues, ", or 0 for 10"),
                     "SearchRequest.facets.limit");
    }
    *retrieve->add_facets() = facet;
  }
  return absl::OkStatus();
}

std::optional<SnippetOptions> PlanSnippets(const v1::SearchRequest& request) {
  if (request.snippet_characters() < 0) return std::nullopt;
  SnippetOptions options;
  if (request.snippet_characters() > 0)
    options.characters = std::min(request.snippet_characters(), kMaxSnippetCharacters);
  if (request.max_snippets() > 0) options.max_passages = std::min(request.max_snippets(), kMaxSnippets);
  return options;
}

index::v1::RetrieveRequest::Order ToOrder(v1::SortOrder order) {
  switch (order) {
    case v1::NEWEST:
      return index::v1::RetrieveRequest::NEWEST;
    case v1::OLDEST:
      return index::v1::RetrieveRequest::OLDEST;
    default:
      return index::v1::RetrieveRequest::RELEVANCE;
  }
}

index::v1::IssueView ToView(v1::IssueView view) {
  switch (view) {
    case v1::FULL:
      return index::v1::ISSUE_VIEW_FULL;
    case v1::SOURCE:
      return index::v1::ISSUE_VIEW_SOURCE;
    default:
      return index::v1::ISSUE_VIEW_BASIC;
  }
}

// All of a plan but the size of its pages.
absl::StatusOr<SearchPlan> Plan(const v1::SearchRequest& request) {
  SearchPlan plan;
  JIANBAO_RETURN_IF_ERROR(PlanRungs(request, &plan));
  JIANBAO_RETURN_IF_ERROR(ApplyPageToken(request, &plan));
  JIANBAO_RETURN_IF_ERROR(PlanFacets(request, &plan.retrieve));
  plan.retrieve.set_order(ToOrder(request.sort_order()));
  plan.retrieve.set_exact_total(request.exact_total());
  plan.retrieve.set_min_revision(request.min_revision());
  plan.retrieve.set_explain(request.explain());
  plan.snippets = PlanSnippets(request);
  return plan;
}

}  // namespace

absl::StatusOr<SearchPlan> ValidateSearch(const v1::SearchRequest& request) {
  JIANBAO_ASSIGN_OR_RETURN(const int page_size, PageSize(request.page_size(), 10, 100, "SearchRequest.page_size"));
  JIANBAO_ASSIGN_OR_RETURN(SearchPlan plan, Plan(request));
  if (plan.skip > 0) {
    return Invalid("PAGE_TOKEN_MISMATCH", "this is the resume token of a stream, want a next_page_token of Search",
                   "SearchRequest.page_token");
  }
  plan.retrieve.set_limit(page_size);
  return plan;
}

absl::StatusOr<SearchPlan> ValidateStreamSearch(const v1::StreamSearchRequest& request) {
  JIANBAO_ASSIGN_OR_RETURN(SearchPlan plan, Plan(request.search()));
  plan.retrieve.set_limit(kStreamPage);
  return plan;
}

absl::StatusOr<index::v1::FetchArticlesRequest> ValidateGetArticle(const v1::GetArticleRequest& request) {
  JIANBAO_RETURN_IF_ERROR(names::ParseArticleName(request.name(), "GetArticleRequest.name").status());
  index::v1::FetchArticlesRequest fetch;
  fetch.add_names(request.name());
  fetch.set_min_revision(request.min_revision());
  return fetch;
}

absl::StatusOr<index::v1::FetchArticlesRequest> ValidateBatchGetArticles(const v1::BatchGetArticlesRequest& request) {
  constexpr char kField[] = "BatchGetArticlesRequest.names";
  if (request.names().empty()) {
    return Invalid("NAMES_MISSING", absl::StrCat("no article is named, want 1 to ", kMaxBatch), kField);
  }
  if (request.names_size() > kMaxBatch) {
    return Invalid("TOO_MANY_NAMES", absl::StrCat(request.names_size(), " articles are named, want 1 to ", kMaxBatch),
                   kField);
  }
  index::v1::FetchArticlesRequest fetch;
  for (const std::string& name : request.names()) {
    JIANBAO_RETURN_IF_ERROR(names::ParseArticleName(name, kField).status());
    fetch.add_names(name);
  }
  fetch.set_min_revision(request.min_revision());
  return fetch;
}

absl::StatusOr<index::v1::FetchArticlesRequest> ValidateSimilarArticles(const v1::SimilarArticlesRequest& request) {
  JIANBAO_RETURN_IF_ERROR(names::ParseArticleName(request.name(), "SimilarArticlesRequest.name").status());
  if (request.limit() < 0 || request.limit() > 100) {
    return Invalid("LIMIT_OUT_OF_RANGE", absl::StrCat("limit is ", request.limit(), ", want 1 to 100, or 0 for 10"),
                   "SimilarArticlesRequest.limit");
  }
  index::v1::FetchArticlesRequest fetch;
  fetch.add_names(request.name());
  return fetch;
}

absl::StatusOr<index::v1::FetchIssueRequest> ValidateGetIssue(const v1::GetIssueRequest& request) {
  JIANBAO_RETURN_IF_ERROR(names::ParseIssueName(request.name(), "GetIssueRequest.name").status());
  index::v1::FetchIssueRequest fetch;
  fetch.set_name(request.name());
  fetch.set_view(ToView(request.view()));
  fetch.set_min_revision(request.min_revision());
  return fetch;
}

absl::StatusOr<index::v1::GetEntityRequest> ValidateGetEntity(const v1::GetEntityRequest& request) {
  JIANBAO_RETURN_IF_ERROR(names::ParseEntityName(request.name(), "GetEntityRequest.name").status());
  index::v1::GetEntityRequest get;
  get.set_name(request.name());
  get.set_min_revision(request.min_revision());
  return get;
}

absl::StatusOr<ListPlan<index::v1::ScanIssuesRequest>> ValidateListIssues(const v1::ListIssuesRequest& request) {
  ListPlan<index::v1::ScanIssuesRequest> plan;
  auto& scan = plan.request;
  if (!request.parent().empty() && request.parent() != "publications/-") {
    JIANBAO_ASSIGN_OR_RETURN(*scan.mutable_publication(),
                             names::ParsePublicationName(request.parent(), "ListIssuesRequest.parent"));
  }
  JIANBAO_RETURN_IF_ERROR(CheckDates(request.has_earliest(), request.earliest(), request.has_latest(), request.latest(),
                                     "ListIssuesRequest.earliest", "ListIssuesRequest.latest"));
  if (request.has_earliest()) scan.set_earliest(request.earliest());
  if (request.has_latest()) scan.set_latest(request.latest());
  JIANBAO_ASSIGN_OR_RETURN(const int page_size, PageSize(request.page_size(), 50, 1000, "ListIssuesRequest.page_size"));
  scan.set_page_size(page_size);
  plan.fingerprint = Fingerprint(request);
  if (!request.page_token().empty()) {
    JIANBAO_ASSIGN_OR_RETURN(const PageToken token,
                             DecodePageToken(request.page_token(), plan.fingerprint, "ListIssuesRequest.page_token"));
    scan.set_page_token(token.cursor);
  }
  return plan;
}

absl::StatusOr<ListPlan<index::v1::LookupEntitiesRequest>> ValidateLookupEntities(
    const v1::LookupEntitiesRequest& request) {
  ListPlan<index::v1::LookupEntitiesRequest> plan;
  auto& lookup = plan.request;
  for (const std::string* text : {&request.text(), &request.title()}) {
    const bool required = text == &request.text();
    const size_t characters = text::IsValidUtf8(*text) ? text::FromUtf8(*text).size() : kMaxEntityCharacters + 1;
    if ((required && absl::StripAsciiWhitespace(*text).empty()) || characters > kMaxEntityCharacters) {
      return Invalid("ENTITY_TEXT_MALFORMED",
                     absl::StrCat("want ", required ? 1 : 0, " to ", kMaxEntityCharacters, " characters of UTF-8"),
                     required ? "LookupEntitiesRequest.text" : "LookupEntitiesRequest.title");
    }
  }
  lookup.set_text(request.text());
  lookup.set_title(request.title());
  *lookup.mutable_kinds() = request.kinds();
  lookup.set_match(request.match() == v1::LookupEntitiesRequest::PREFIX ? index::v1::LookupEntitiesRequest::PREFIX
                                                                        : index::v1::LookupEntitiesRequest::EXACT);
  JIANBAO_ASSIGN_OR_RETURN(const int page_size,
                           PageSize(request.page_size(), 20, 200, "LookupEntitiesRequest.page_size"));
  lookup.set_page_size(page_size);
  lookup.set_min_revision(request.min_revision());
  plan.fingerprint = Fingerprint(request);
  if (!request.page_token().empty()) {
    JIANBAO_ASSIGN_OR_RETURN(const PageToken token, DecodePageToken(request.page_token(), plan.fingerprint,
                                                                    "LookupEntitiesRequest.page_token"));
    lookup.set_page_token(token.cursor);
  }
  return plan;
}

}  // namespace jianbao::query
