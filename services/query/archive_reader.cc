#include "services/query/archive_reader.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "services/query/page_token.h"
#include "services/query/read_mask.h"
#include "services/query/validate.h"

namespace jianbao::query {
absl::StatusOr<type::v1::Article> ArchiveReader::GetArticle(const v1::GetArticleRequest& request,
                                                            const rpc::CallContext& call) const {
  JIANBAO_ASSIGN_OR_RETURN(const auto fetch, ValidateGetArticle(request));
  JIANBAO_RETURN_IF_ERROR(CheckReadMask<type::v1::Article>(request.read_mask(), "GetArticleRequest.read_mask"));
  JIANBAO_ASSIGN_OR_RETURN(auto fetched, index_->FetchArticles(fetch, call));
  if (fetched.results().empty()) {
    return Error(absl::StatusCode::kNotFound, "ARTICLE_NOT_FOUND",
                 absl::StrCat("there is no article \"", request.name(), "\"; GetIssue lists those of an issue"))
        .Field("GetArticleRequest.name");
  }
  type::v1::Article* article = fetched.mutable_results(0)->mutable_article();
  ApplyReadMask(request.read_mask(), article);
  return std::move(*article);
}

absl::StatusOr<v1::BatchGetArticlesResponse> ArchiveReader::BatchGetArticles(const v1::BatchGetArticlesRequest& request,
                                                                             const rpc::CallContext& call) const {
  JIANBAO_ASSIGN_OR_RETURN(const auto fetch, ValidateBatchGetArticles(request));
  JIANBAO_RETURN_IF_ERROR(CheckReadMask<type::v1::Article>(request.read_mask(), "BatchGetArticlesRequest.read_mask"));
  JIANBAO_ASSIGN_OR_RETURN(auto fetched, index_->FetchArticles(fetch, call));
  v1::BatchGetArticlesResponse response;
  for (auto& result : *fetched.mutable_results()) {
    ApplyReadMask(request.read_mask(), result.mutable_article());
    *response.add_articles() = std::move(*result.mutable_article());
  }
  *response.mutable_missing() = std::move(*fetched.mutable_missing());
  return response;
}

absl::StatusOr<type::v1::Issue> ArchiveReader::GetIssue(const v1::GetIssueRequest& request,
                                                        const rpc::CallContext& call) const {
  JIANBAO_ASSIGN_OR_RETURN(const auto fetch, ValidateGetIssue(request));
  JIANBAO_RETURN_IF_ERROR(CheckReadMask<type::v1::Issue>(request.read_mask(), "GetIssueRequest.read_mask"));
  JIANBAO_ASSIGN_OR_RETURN(type::v1::Issue issue, index_->FetchIssue(fetch, call));
  ApplyReadMask(request.read_mask(), &issue);
  return issue;
}

absl::StatusOr<v1::ListIssuesResponse> ArchiveReader::ListIssues(const v1::ListIssuesRequest& request,
                                                                 const rpc::CallContext& call) const {
  JIANBAO_ASSIGN_OR_RETURN(const auto plan, ValidateListIssues(request));
  JIANBAO_ASSIGN_OR_RETURN(auto scanned, index_->ScanIssues(plan.request, call));
  v1::ListIssuesResponse response;
  *response.mutable_issues() = std::move(*scanned.mutable_issues());
  response.set_next_page_token(NextPageToken(plan.fingerprint, scanned.next_page_token()));
  return response;
}

absl::StatusOr<v1::LookupEntitiesResponse> ArchiveReader::LookupEntities(const v1::LookupEntitiesRequest& request,
                                                                         const rpc::CallContext& call) const {
  JIANBAO_ASSIGN_OR_RETURN(const auto plan, ValidateLookupEntities(request));
  JIANBAO_ASSIGN_OR_RETURN(auto found, index_->LookupEntities(plan.request, call));
  v1::LookupEntitiesResponse response;
  *response.mutable_entities() = std::move(*found.mutable_entities());
  response.set_next_page_token(NextPageToken(plan.fingerprint, found.next_page_token()));
  return response;
}

absl::StatusOr<v1::SuggestResponse> ArchiveReader::Suggest(const v1::SuggestRequest& request,
                                                           const rpc::CallContext& call) const {
  JIANBAO_ASSIGN_OR_RETURN(const auto suggest, ValidateSuggest(request));
  JIANBAO_ASSIGN_OR_RETURN(const auto suggested, index_->Suggest(suggest, call));
  v1::SuggestResponse response;
  for (const auto& suggestion : suggested.suggestions()) {
    auto* out = response.add_suggestions();
    out->set_text(suggestion.entity().display_name());
    out->set_entity(suggestion.entity().name());
    out->set_note(suggestion.post());
    out->set_article_count(suggestion.entity().article_count());
    out->set_kind(suggestion.entity().kind());
    if (suggestion.entity().has_last_seen()) out->set_last_seen(suggestion.entity().last_seen());
  }
  response.set_index_revision(suggested.revision());
  return response;
}

absl::StatusOr<type::v1::Entity> ArchiveReader::GetEntity(const v1::GetEntityRequest& request,
                                                          const rpc::CallContext& call) const {
  JIANBAO_ASSIGN_OR_RETURN(const auto get, ValidateGetEntity(request));
  return index_->GetEntity(get, call);
}

}  // namespace jianbao::query
