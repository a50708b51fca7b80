#include "services/query/validate.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status.h"
#include "libs/names/names.h"
#include "libs/text/chars.h"
#include "services/query/page_token.h"
#include "services/query/request_checks.h"

namespace jianbao::query {
namespace {

constexpr int kMaxBatch = 100;
constexpr size_t kMaxEntityCharacters = 64;
constexpr int kMaxSuggestions = 50;
// More of them find little else and cost more.
constexpr int kTellingTerms = 32;

index::v1::IssueView ToView(v1::IssueView view) {
  switch (view) {
    case v1::FULL: return index::v1::ISSUE_VIEW_FULL;
    case v1::SOURCE: return index::v1::ISSUE_VIEW_SOURCE;
    default: return index::v1::ISSUE_VIEW_BASIC;
  }
}

size_t CountCharacters(const std::string& utf8) { return text::FromUtf8(utf8).size(); }

bool HasLetter(const std::string& utf8) {
  const std::u32string chars = text::FromUtf8(utf8);
  return std::any_of(chars.begin(), chars.end(),
                     [](char32_t c) { return c > U' ' && !text::IsSpace(c) && !text::IsPunctuation(c); });
}

// Makes `plan` that of the page that `request` asks for.
template <typename Request, typename IndexRequest>
absl::Status PlanPage(const Request& request, int default_size, int max_size, const char* size_field,
                      const char* token_field, ListPlan<IndexRequest>* plan) {
  JIANBAO_ASSIGN_OR_RETURN(const int page_size, PageSize(request.page_size(), default_size, max_size, size_field));
  plan->request.set_page_size(page_size);
  plan->fingerprint = ListingFingerprint(request);
  if (request.page_token().empty()) return absl::OkStatus();
  JIANBAO_ASSIGN_OR_RETURN(const PageToken token,
                           DecodePageToken(request.page_token(), plan->fingerprint, token_field));
  plan->request.set_page_token(token.cursor);
  return absl::OkStatus();
}

}  // namespace

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
  fetch.set_summary_only(true);
  fetch.set_telling_terms(kTellingTerms);
  return fetch;
}

absl::StatusOr<index::v1::SuggestRequest> ValidateSuggest(const v1::SuggestRequest& request) {
  const std::string& prefix = request.prefix();
  if (prefix.empty() || !text::IsValidUtf8(prefix) || CountCharacters(prefix) > kMaxEntityCharacters) {
    return Invalid("ENTITY_TEXT_MALFORMED", absl::StrCat("want 1 to ", kMaxEntityCharacters, " characters of UTF-8"),
                   "SuggestRequest.prefix");
  }
  if (request.limit() < 0 || request.limit() > kMaxSuggestions) {
    return Invalid("LIMIT_OUT_OF_RANGE",
                   absl::StrCat("limit is ", request.limit(), ", want 1 to ", kMaxSuggestions, ", or 0 for 10"),
                   "SuggestRequest.limit");
  }
  index::v1::SuggestRequest suggest;
  suggest.set_prefix(prefix);
  suggest.set_limit(request.limit());
  suggest.set_min_revision(request.min_revision());
  return suggest;
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
  JIANBAO_RETURN_IF_ERROR(CheckDates({request.has_earliest(), request.earliest(), "ListIssuesRequest.earliest"},
                                     {request.has_latest(), request.latest(), "ListIssuesRequest.latest"}));
  if (request.has_earliest()) scan.set_earliest(request.earliest());
  if (request.has_latest()) scan.set_latest(request.latest());
  JIANBAO_RETURN_IF_ERROR(
      PlanPage(request, 50, 1000, "ListIssuesRequest.page_size", "ListIssuesRequest.page_token", &plan));
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
  lookup.set_min_revision(request.min_revision());
  JIANBAO_RETURN_IF_ERROR(
      PlanPage(request, 20, 200, "LookupEntitiesRequest.page_size", "LookupEntitiesRequest.page_token", &plan));
  return plan;
}

absl::StatusOr<ListPlan<index::v1::ListEvidenceRequest>> ValidateListMentions(const v1::ListMentionsRequest& request) {
  JIANBAO_RETURN_IF_ERROR(names::ParseEntityName(request.parent(), "ListMentionsRequest.parent").status());
  ListPlan<index::v1::ListEvidenceRequest> plan;
  plan.request.set_name(request.parent());
  plan.request.set_min_revision(request.min_revision());
  JIANBAO_RETURN_IF_ERROR(
      PlanPage(request, 20, 100, "ListMentionsRequest.page_size", "ListMentionsRequest.page_token", &plan));
  return plan;
}

absl::StatusOr<index::v1::GetEntityTimelineRequest> ValidateGetEntityTimeline(
    const v1::GetEntityTimelineRequest& request) {
  JIANBAO_RETURN_IF_ERROR(names::ParseEntityName(request.name(), "GetEntityTimelineRequest.name").status());
  index::v1::GetEntityTimelineRequest get;
  get.set_name(request.name());
  get.set_min_revision(request.min_revision());
  return get;
}

absl::StatusOr<ListPlan<index::v1::ListRelatedEntitiesRequest>> ValidateListRelatedEntities(
    const v1::ListRelatedEntitiesRequest& request) {
  JIANBAO_RETURN_IF_ERROR(names::ParseEntityName(request.name(), "ListRelatedEntitiesRequest.name").status());
  ListPlan<index::v1::ListRelatedEntitiesRequest> plan;
  plan.request.set_name(request.name());
  *plan.request.mutable_kinds() = request.kinds();
  plan.request.set_min_revision(request.min_revision());
  JIANBAO_RETURN_IF_ERROR(PlanPage(request, 20, 100, "ListRelatedEntitiesRequest.page_size",
                                   "ListRelatedEntitiesRequest.page_token", &plan));
  return plan;
}

absl::StatusOr<ListPlan<index::v1::FindOfficeHoldersRequest>> ValidateFindOfficeHolders(
    const v1::FindOfficeHoldersRequest& request) {
  if (!HasLetter(request.title()) || CountCharacters(request.title()) > kMaxEntityCharacters) {
    return Invalid("TITLE_MALFORMED",
                   absl::StrCat("want the name of a post, 1 to ", kMaxEntityCharacters, " characters, e.g. 县长"),
                   "FindOfficeHoldersRequest.title");
  }
  if (CountCharacters(request.organization()) > kMaxEntityCharacters) {
    return Invalid("ENTITY_TEXT_MALFORMED", absl::StrCat("want at most ", kMaxEntityCharacters, " characters"),
                   "FindOfficeHoldersRequest.organization");
  }
  JIANBAO_RETURN_IF_ERROR(CheckDates({request.has_earliest(), request.earliest(), "FindOfficeHoldersRequest.earliest"},
                                     {request.has_latest(), request.latest(), "FindOfficeHoldersRequest.latest"}));
  ListPlan<index::v1::FindOfficeHoldersRequest> plan;
  plan.request.set_title(request.title());
  plan.request.set_organization(request.organization());
  if (request.has_earliest()) plan.request.set_earliest(request.earliest());
  if (request.has_latest()) plan.request.set_latest(request.latest());
  plan.request.set_min_revision(request.min_revision());
  JIANBAO_RETURN_IF_ERROR(
      PlanPage(request, 50, 200, "FindOfficeHoldersRequest.page_size", "FindOfficeHoldersRequest.page_token", &plan));
  return plan;
}

}  // namespace jianbao::query
