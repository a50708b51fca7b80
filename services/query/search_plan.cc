#include "services/query/search_plan.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/coding.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "libs/names/names.h"
#include "services/query/fields.h"
#include "services/query/language/canonical.h"
#include "services/query/language/limits.h"
#include "services/query/language/parser.h"
#include "services/query/language/printer.h"
#include "services/query/match.h"
#include "services/query/page_token.h"
#include "services/query/preferences.h"
#include "services/query/query_node.h"
#include "services/query/read_mask.h"
#include "services/query/request_checks.h"

namespace jianbao::query {
namespace {

using type::v1::QueryNode;

constexpr int kMaxFacets = 16;
constexpr int kMaxFacetValues = 200;
constexpr int kMaxSelected = 50;
constexpr int kMaxSnippetCharacters = 400;
constexpr int kMaxSnippets = 5;
constexpr int kStreamPage = 100;

// The error of a query text, with a picture of the place.
absl::Status WithCaret(const absl::Status& status, const std::string& query) {
  const ErrorDetail detail = GetErrorDetail(status).value_or(ErrorDetail{});
  Error error(status.code(), detail.reason, std::string(status.message()));
  for (const auto& [key, value] : detail.metadata) error.With(key, value);
  if (const auto range = language::ErrorRange(status)) error.With("caret", language::CaretSnippet(query, *range));
  return error.Field("SearchRequest.query");
}

std::vector<v1::MatchMode> ModesToTry(v1::MatchMode mode) {
  if (mode == v1::EXACT || mode == v1::ALL_TERMS || mode == v1::NEAR_SPELLINGS || mode == v1::ANY_TERM) return {mode};
  return {v1::EXACT, v1::ALL_TERMS, v1::NEAR_SPELLINGS, v1::ANY_TERM};
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
  JIANBAO_RETURN_IF_ERROR(CheckDates({request.has_earliest(), request.earliest(), "SearchRequest.earliest"},
                                     {request.has_latest(), request.latest(), "SearchRequest.latest"}));
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

// The query that `tree` is at one step, under the filter.
absl::StatusOr<QueryNode> QueryAt(const language::Node& tree, v1::MatchMode mode, const SearchPlan& plan) {
  JIANBAO_ASSIGN_OR_RETURN(QueryNode query, ToQueryNode(tree, mode));
  std::vector<QueryNode> preferred = Preferences(query, mode, plan.ranking);
  if (mode == v1::EXACT) AddPersonSense(&query);
  query = PreferQuery(std::move(query), std::move(preferred));
  if (plan.filter.node_case() != QueryNode::NODE_NOT_SET) AddRequired(plan.filter, &query);
  JIANBAO_RETURN_IF_ERROR(CheckQueryNode(query));
  return query;
}

absl::Status AddRung(v1::MatchMode mode, SearchPlan* plan) {
  if (mode == v1::NEAR_SPELLINGS) {
    if (!WordsToSpell(*plan->tree).empty()) {
      plan->rungs.push_back({mode, {}, {}});
    } else if (plan->rungs.empty()) {
      JIANBAO_ASSIGN_OR_RETURN(Rung rung, NearRung(*plan, {}));
      plan->rungs.push_back(std::move(rung));
    }
    return absl::OkStatus();
  }
  JIANBAO_ASSIGN_OR_RETURN(QueryNode query, QueryAt(*plan->tree, mode, *plan));
  const bool same = !plan->rungs.empty() && plan->rungs.back().query.SerializeAsString() == query.SerializeAsString();
  if (!same) plan->rungs.push_back({mode, std::move(query), {}});
  return absl::OkStatus();
}

absl::Status PlanRungs(const v1::SearchRequest& request, SearchPlan* plan) {
  const bool has_text = !absl::StripAsciiWhitespace(request.query()).empty();
  if (!has_text && !request.has_tree()) {
    return Invalid("QUERY_MISSING", "there is no query, want a text in query or a tree in tree", "SearchRequest.query");
  }
  JIANBAO_ASSIGN_OR_RETURN(plan->filter, Filter(request));
  plan->ranking = request.ranking();
  if (!has_text) {
    plan->rungs.push_back({v1::EXACT, plan->filter, {}});
    plan->applied_query = AppliedQuery(std::nullopt, request);
    return absl::OkStatus();
  }
  auto tree = language::ParseQuery(request.query(), ArchiveFields());
  if (!tree.ok()) return WithCaret(tree.status(), request.query());
  plan->tree = *std::move(tree);
  plan->applied_query = AppliedQuery(plan->tree, request);
  for (const v1::MatchMode mode : ModesToTry(request.match_mode())) {
    const absl::Status added = AddRung(mode, plan);
    if (!added.ok()) return WithField(added, "SearchRequest.query");
  }
  return absl::OkStatus();
}

// Takes apart what TokenCursor() made.
absl::StatusOr<Rung> RungOfCursor(SearchPlan& plan, std::string_view cursor) {
  std::string_view changes;
  v1::SearchResponse response;
  if (!GetLengthPrefixed(&cursor, &changes) ||
      !response.ParseFromArray(changes.data(), static_cast<int>(changes.size()))) {
    return Invalid("PAGE_TOKEN_MALFORMED", "this is no page token, want the next_page_token of the page before",
                   "SearchRequest.page_token");
  }
  plan.retrieve.set_cursor(std::string(cursor));
  return NearRung(plan, {response.spelling_changes().begin(), response.spelling_changes().end()});
}

// A listing goes on as its first page was answered, so later pages have one rung.
absl::Status ApplyPageToken(const v1::SearchRequest& request, SearchPlan* plan) {
  plan->fingerprint = ListingFingerprint(request);
  if (request.page_token().empty()) return absl::OkStatus();
  JIANBAO_ASSIGN_OR_RETURN(const PageToken token,
                           DecodePageToken(request.page_token(), plan->fingerprint, "SearchRequest.page_token"));
  plan->retrieve.set_cursor(token.cursor);
  plan->skip = token.skip;
  for (Rung& rung : plan->rungs) {
    if (static_cast<uint32_t>(rung.mode) != token.match_mode) continue;
    if (rung.mode == v1::NEAR_SPELLINGS) {
      JIANBAO_ASSIGN_OR_RETURN(rung, RungOfCursor(*plan, token.cursor));
    }
    plan->rungs = std::vector<Rung>{std::move(rung)};
    return absl::OkStatus();
  }
  return Invalid("PAGE_TOKEN_MISMATCH", "the page token belongs to another request, want the one of the page before",
                 "SearchRequest.page_token");
}

// Published in a year "YYYY" or month "YYYY-MM".
absl::StatusOr<QueryNode> PeriodQuery(const std::string& period) {
  constexpr char kField[] = "SearchRequest.facets.selected";
  const bool year = period.size() == 4;
  JIANBAO_ASSIGN_OR_RETURN(const absl::CivilDay first,
                           names::ParseDate(absl::StrCat(period, year ? "-01-01" : "-01"), kField));
  const absl::CivilDay next =
      year ? absl::CivilDay(absl::CivilYear(first) + 1) : absl::CivilDay(absl::CivilMonth(first) + 1);
  QueryNode node;
  node.mutable_date()->set_earliest(names::FormatDate(first));
  node.mutable_date()->set_latest(names::FormatDate(next - 1));
  return node;
}

// Only articles with one of the values ticked; not set where none is.
absl::StatusOr<QueryNode> Selection(const type::v1::FacetSpec& facet) {
  QueryNode selection;
  if (facet.selected_size() > kMaxSelected) {
    return Invalid("TOO_MANY_SELECTED", absl::StrCat("want at most ", kMaxSelected, " selected values a facet"),
                   "SearchRequest.facets.selected");
  }
  for (const std::string& value : facet.selected()) {
    if (facet.key() == type::v1::KeywordNode::YEAR || facet.key() == type::v1::KeywordNode::MONTH) {
      JIANBAO_ASSIGN_OR_RETURN(*selection.mutable_any_of()->add_children(), PeriodQuery(value));
      continue;
    }
    auto* keyword = selection.mutable_any_of()->add_children()->mutable_keyword();
    keyword->set_key(facet.key());
    keyword->set_value(value);
  }
  if (!selection.has_any_of()) return selection;
  if (const absl::Status checked = CheckQueryNode(selection); !checked.ok()) {
    return WithField(checked, "SearchRequest.facets.selected");
  }
  return selection;
}

bool IsCountable(type::v1::KeywordNode::Key key) {
  using Key = type::v1::KeywordNode;
  return key == Key::PUBLICATION || key == Key::YEAR || key == Key::MONTH || key == Key::COLUMN || key == Key::GENRE ||
         key == Key::PERSON || key == Key::ORGANIZATION || key == Key::PLACE || key == Key::REPORTER;
}

absl::Status PlanFacets(const v1::SearchRequest& request, SearchPlan* plan) {
  if (request.facets_size() > kMaxFacets) {
    return Invalid("TOO_MANY_FACETS", absl::StrCat("want at most ", kMaxFacets, " facets"), "SearchRequest.facets");
  }
  for (const auto& facet : request.facets()) {
    if (!IsCountable(facet.key())) {
      return Invalid("FACET_UNSUPPORTED",
                     "cannot count by this key, want PUBLICATION, YEAR, MONTH, COLUMN, GENRE, PERSON, ORGANIZATION, "
                     "PLACE or REPORTER",
                     "SearchRequest.facets.key");
    }
    if (facet.limit() < 0 || facet.limit() > kMaxFacetValues) {
      return Invalid("FACET_LIMIT_OUT_OF_RANGE", absl::StrCat("want 1 to ", kMaxFacetValues, ", or 0 for 10"),
                     "SearchRequest.facets.limit");
    }
    JIANBAO_ASSIGN_OR_RETURN(QueryNode selection, Selection(facet));
    plan->selections.push_back(std::move(selection));
    auto* spec = plan->retrieve.add_facets();
    spec->set_key(facet.key());
    spec->set_limit(facet.limit());
  }
  plan->retrieve.set_histogram(request.histogram());
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
    case v1::NEWEST: return index::v1::RetrieveRequest::NEWEST;
    case v1::OLDEST: return index::v1::RetrieveRequest::OLDEST;
    default: return index::v1::RetrieveRequest::RELEVANCE;
  }
}

// All of a plan but the size of its pages.
absl::StatusOr<SearchPlan> Plan(const v1::SearchRequest& request) {
  SearchPlan plan;
  JIANBAO_RETURN_IF_ERROR(CheckRanking(request.ranking()));
  JIANBAO_RETURN_IF_ERROR(CheckReadMask<type::v1::Article>(request.read_mask(), "SearchRequest.read_mask"));
  JIANBAO_RETURN_IF_ERROR(PlanRungs(request, &plan));
  JIANBAO_RETURN_IF_ERROR(ApplyPageToken(request, &plan));
  JIANBAO_RETURN_IF_ERROR(PlanFacets(request, &plan));
  plan.retrieve.set_order(ToOrder(request.sort_order()));
  plan.retrieve.set_exact_total(request.exact_total());
  plan.retrieve.set_min_revision(request.min_revision());
  plan.retrieve.set_explain(request.explain());
  if (request.has_ranking()) *plan.retrieve.mutable_ranking() = request.ranking();
  plan.read_mask = request.read_mask();
  plan.snippets = PlanSnippets(request);
  return plan;
}

}  // namespace

absl::StatusOr<SearchPlan> PlanSearch(const v1::SearchRequest& request) {
  JIANBAO_ASSIGN_OR_RETURN(const int page_size, PageSize(request.page_size(), 10, 100, "SearchRequest.page_size"));
  JIANBAO_ASSIGN_OR_RETURN(SearchPlan plan, Plan(request));
  if (plan.skip > 0) {
    return Invalid("PAGE_TOKEN_MISMATCH", "this is the resume token of a stream, want a next_page_token of Search",
                   "SearchRequest.page_token");
  }
  plan.retrieve.set_limit(page_size);
  return plan;
}

absl::StatusOr<SearchPlan> PlanStreamSearch(const v1::StreamSearchRequest& request) {
  JIANBAO_ASSIGN_OR_RETURN(SearchPlan plan, Plan(request.search()));
  plan.retrieve.set_limit(kStreamPage);
  // A stream has no place for counts; what was ticked still restricts its hits.
  plan.retrieve.clear_facets();
  plan.retrieve.clear_histogram();
  plan.retrieve.clear_exact_total();
  return plan;
}

absl::StatusOr<Rung> NearRung(const SearchPlan& plan, SpellingChanges changes) {
  const language::Node tree = WithAlternatives(*plan.tree, changes);
  JIANBAO_ASSIGN_OR_RETURN(QueryNode query, QueryAt(tree, v1::EXACT, plan));
  return Rung{v1::NEAR_SPELLINGS, std::move(query), std::move(changes)};
}

absl::StatusOr<Rung> ReadingRung(const SearchPlan& plan, const SpellingChanges& changes) {
  JIANBAO_ASSIGN_OR_RETURN(QueryNode query, QueryAt(WithReplacements(*plan.tree, changes), v1::EXACT, plan));
  return Rung{v1::EXACT, std::move(query), changes};
}

std::string TokenCursor(const Rung& rung, const std::string& index_cursor) {
  if (rung.mode != v1::NEAR_SPELLINGS) return index_cursor;
  v1::SearchResponse changes;
  changes.mutable_spelling_changes()->Add(rung.changes.begin(), rung.changes.end());
  std::string cursor;
  PutLengthPrefixed(changes.SerializeAsString(), &cursor);
  return cursor + index_cursor;
}

type::v1::QueryNode QueryUnderSelections(const SearchPlan& plan, const Rung& rung, std::optional<size_t> except_facet) {
  QueryNode query = rung.query;
  for (size_t i = 0; i < plan.selections.size(); ++i) {
    const QueryNode& selection = plan.selections[i];
    if (i != except_facet && selection.node_case() != QueryNode::NODE_NOT_SET) AddRequired(selection, &query);
  }
  return query;
}

}  // namespace jianbao::query
