#include "services/query/entity_views.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "libs/base/status.h"
#include "services/query/page_token.h"
#include "services/query/snippet.h"
#include "services/query/validate.h"

namespace jianbao::query {
namespace {

using index::v1::FetchArticlesResponse;
using index::v1::ListEvidenceResponse;
using ArticleMention = v1::ListMentionsResponse::ArticleMention;

// Printed forms that are looked for in the articles of one page; a name has a few.
constexpr size_t kMaxForms = 50;

// The articles of `evidence`, with the places that print the entity's name.
index::v1::FetchArticlesRequest FetchRequest(const ListEvidenceResponse& evidence) {
  index::v1::FetchArticlesRequest request;
  std::set<std::string> forms;
  for (const auto& row : evidence.evidence()) {
    request.add_names(row.article());
    for (const std::string& text : row.texts()) {
      if (!text.empty() && forms.size() < kMaxForms) forms.insert(text);
    }
  }
  for (const std::string& form : forms) {
    request.mutable_highlight()->mutable_any_of()->add_children()->mutable_text()->set_text(form);
  }
  request.set_min_revision(evidence.revision());
  return request;
}

// A passage of the body that names the entity, else what else does, else the headline.
v1::Snippet BestSnippet(const FetchArticlesResponse::Result& fetched) {
  std::vector<v1::Snippet> snippets = BuildSnippets(fetched.article(), fetched.matches(), {});
  const auto names = [](const v1::Snippet& snippet) { return !snippet.highlights().empty(); };
  const auto best = std::find_if(snippets.rbegin(), snippets.rend(), names);  // the body comes last
  return std::move(best == snippets.rend() ? snippets.front() : *best);
}

// The first mention of the entity in the article, in one of the forms that `row` has; null where the article, replaced
// meanwhile, does not name it.
const type::v1::Mention* FirstMention(const type::v1::Article& article, const ListEvidenceResponse& evidence,
                                      const ListEvidenceResponse::Evidence& row) {
  for (const auto& mention : article.mentions()) {
    if (mention.kind() != evidence.kind()) continue;
    if (mention.canonical() == evidence.display_name() ||
        std::find(row.texts().begin(), row.texts().end(), mention.text()) != row.texts().end()) {
      return &mention;
    }
  }
  return nullptr;
}

}  // namespace

absl::StatusOr<v1::ListMentionsResponse> EntityViews::ListMentions(const v1::ListMentionsRequest& request,
                                                                   const rpc::CallContext& call) const {
  JIANBAO_ASSIGN_OR_RETURN(const auto plan, ValidateListMentions(request));
  JIANBAO_ASSIGN_OR_RETURN(const auto evidence, index_->ListEvidence(plan.request, call));
  v1::ListMentionsResponse response;
  response.set_next_page_token(NextPageToken(plan.fingerprint, evidence.next_page_token()));
  if (evidence.evidence().empty()) return response;
  JIANBAO_RETURN_IF_ERROR(call.Check());
  JIANBAO_ASSIGN_OR_RETURN(const auto fetched, index_->FetchArticles(FetchRequest(evidence), call));
  absl::flat_hash_map<std::string, const FetchArticlesResponse::Result*> by_name;
  for (const auto& result : fetched.results()) by_name[result.article().name()] = &result;
  for (const auto& row : evidence.evidence()) {
    const auto found = by_name.find(row.article());
    if (found == by_name.end()) continue;
    const type::v1::Article& article = found->second->article();
    const type::v1::Mention* first = FirstMention(article, evidence, row);
    if (first == nullptr) continue;
    ArticleMention* mention = response.add_mentions();
    mention->set_article(row.article());
    *mention->mutable_mention() = *first;
    *mention->mutable_mention()->mutable_titles() = row.titles();
    *mention->mutable_snippet() = BestSnippet(*found->second);
    mention->set_headline(article.headline());
    if (row.has_date()) mention->set_publish_date(row.date());
    if (article.has_date_range()) *mention->mutable_date_range() = article.date_range();
    mention->set_mention_count(row.mention_count());
  }
  return response;
}

absl::StatusOr<v1::EntityTimeline> EntityViews::GetEntityTimeline(const v1::GetEntityTimelineRequest& request,
                                                                  const rpc::CallContext& call) const {
  JIANBAO_ASSIGN_OR_RETURN(const auto get, ValidateGetEntityTimeline(request));
  JIANBAO_ASSIGN_OR_RETURN(auto timeline, index_->GetEntityTimeline(get, call));
  v1::EntityTimeline response;
  *response.mutable_entity() = std::move(*timeline.mutable_entity());
  *response.mutable_titles() = std::move(*timeline.mutable_titles());
  for (const auto& month : timeline.months()) {
    auto* out = response.add_months();
    out->set_month(month.month());
    out->set_article_count(month.article_count());
    out->set_mention_count(month.mention_count());
  }
  return response;
}

absl::StatusOr<v1::ListRelatedEntitiesResponse> EntityViews::ListRelatedEntities(
    const v1::ListRelatedEntitiesRequest& request, const rpc::CallContext& call) const {
  JIANBAO_ASSIGN_OR_RETURN(const auto plan, ValidateListRelatedEntities(request));
  JIANBAO_ASSIGN_OR_RETURN(auto related, index_->ListRelatedEntities(plan.request, call));
  v1::ListRelatedEntitiesResponse response;
  for (auto& found : *related.mutable_entities()) {
    auto* out = response.add_entities();
    *out->mutable_entity() = std::move(*found.mutable_entity());
    out->set_article_count(found.article_count());
    out->set_weight(found.weight());
  }
  response.set_next_page_token(NextPageToken(plan.fingerprint, related.next_page_token()));
  return response;
}

absl::StatusOr<v1::FindOfficeHoldersResponse> EntityViews::FindOfficeHolders(
    const v1::FindOfficeHoldersRequest& request, const rpc::CallContext& call) const {
  JIANBAO_ASSIGN_OR_RETURN(const auto plan, ValidateFindOfficeHolders(request));
  JIANBAO_ASSIGN_OR_RETURN(auto found, index_->FindOfficeHolders(plan.request, call));
  v1::FindOfficeHoldersResponse response;
  for (auto& holder : *found.mutable_holders()) {
    auto* out = response.add_holders();
    *out->mutable_person() = std::move(*holder.mutable_person());
    *out->mutable_tenure() = std::move(*holder.mutable_tenure());
    out->set_presumed(holder.presumed());
    *out->mutable_titles() = std::move(*holder.mutable_titles());
  }
  response.set_next_page_token(NextPageToken(plan.fingerprint, found.next_page_token()));
  return response;
}

}  // namespace jianbao::query
