#include "services/index/entity_reads.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "libs/names/names.h"
#include "services/index/convert.h"
#include "services/index/read_requests.h"

namespace jianbao::index {
namespace {

constexpr int kDefaultEvidence = 100;
constexpr int kMaxEvidence = 1000;
constexpr int kDefaultRelated = 20;
constexpr int kDefaultHolders = 50;
constexpr int kMaxEntities = 200;
constexpr int kMaxWords = 8;
constexpr int kDefaultSuggestions = 10;
constexpr int kMaxSuggestions = 100;
constexpr size_t kMaxTextBytes = 256;
constexpr size_t kMonthLength = 7;  // of YYYY-MM-DD

// `day` where `present`.
absl::StatusOr<std::optional<absl::CivilDay>> OptionalDay(bool present, const std::string& day,
                                                          std::string_view field) {
  if (!present) return std::nullopt;
  JIANBAO_ASSIGN_OR_RETURN(const absl::CivilDay parsed, names::ParseDate(day, field));
  return parsed;
}

absl::Status CheckText(const std::string& text, std::string_view field) {
  if (text.size() <= kMaxTextBytes) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "ENTITY_TEXT_MALFORMED",
               absl::StrCat("text has ", text.size(), " bytes, want at most ", kMaxTextBytes))
      .Field(field);
}

v1::ListEvidenceResponse::Evidence ToEvidence(const engine::Evidence& evidence) {
  v1::ListEvidenceResponse::Evidence out;
  out.set_article(evidence.article);
  if (evidence.date.has_value()) out.set_date(names::FormatDate(*evidence.date));
  for (const std::string& text : evidence.texts) out.add_texts(text);
  for (const std::string& title : evidence.titles) out.add_titles(title);
  out.set_mention_count(evidence.count);
  return out;
}

v1::ListRelatedEntitiesResponse::RelatedEntity ToRelated(const engine::RelatedEntity& related) {
  v1::ListRelatedEntitiesResponse::RelatedEntity out;
  *out.mutable_entity() = ToEntity(related.summary);
  if (!related.title.empty()) {
    auto* title = out.mutable_entity()->add_titles();
    title->set_title(related.title);
    if (related.title_date.has_value()) {
      title->set_first_seen(names::FormatDate(*related.title_date));
      title->set_last_seen(title->first_seen());
    }
    title->set_article_count(1);
    title->add_articles(related.title_article);
  }
  out.set_article_count(static_cast<int64_t>(related.articles));
  out.set_weight(related.weight);
  return out;
}

v1::FindOfficeHoldersResponse::Holder ToHolder(const engine::Holder& holder) {
  v1::FindOfficeHoldersResponse::Holder out;
  *out.mutable_person() = ToEntity(holder.person);
  *out.mutable_tenure() = ToTenure(holder.tenure);
  if (!holder.organization.empty()) out.mutable_tenure()->set_organization(holder.organization);
  out.set_presumed(holder.presumed);
  for (const engine::TitleRecord& title : holder.titles) *out.add_titles() = ToTenure(title);
  return out;
}

}  // namespace

absl::StatusOr<v1::SuggestResponse> EntityReads::Suggest(const v1::SuggestRequest& request,
                                                         const rpc::CallContext& call) const {
  if (request.prefix().empty() || request.prefix().size() > kMaxTextBytes) {
    return Error(absl::StatusCode::kInvalidArgument, "ENTITY_TEXT_MALFORMED",
                 absl::StrCat("the prefix has ", request.prefix().size(), " bytes, want 1 to ", kMaxTextBytes))
        .Field("SuggestRequest.prefix");
  }
  if (request.limit() < 0 || request.limit() > kMaxSuggestions) {
    return Error(absl::StatusCode::kInvalidArgument, "LIMIT_OUT_OF_RANGE",
                 absl::StrCat("limit is ", request.limit(), ", want 1 to ", kMaxSuggestions, ", or 0 for ",
                              kDefaultSuggestions))
        .Field("SuggestRequest.limit");
  }
  engine::SuggestOptions options;
  options.typed = request.prefix();
  options.kinds = {type::v1::Mention::PERSON, type::v1::Mention::ORGANIZATION, type::v1::Mention::PLACE};
  options.limit = static_cast<uint32_t>(Clamped(request.limit(), kDefaultSuggestions, kMaxSuggestions));
  options.control = ControlOf(call);
  v1::SuggestResponse response;
  response.set_revision(static_cast<int64_t>(engine_->revision().value()));
  JIANBAO_ASSIGN_OR_RETURN(const auto suggested, engine_->Suggest(options));
  for (const engine::Suggestion& suggestion : suggested) {
    auto* out = response.add_suggestions();
    *out->mutable_entity() = ToEntity(suggestion.entity);
    out->set_post(suggestion.post);
  }
  return response;
}

absl::StatusOr<v1::ProposeSpellingsResponse> EntityReads::ProposeSpellings(const v1::ProposeSpellingsRequest& request,
                                                                           const rpc::CallContext& call) const {
  if (request.texts().empty() || request.texts_size() > kMaxWords) {
    return Error(absl::StatusCode::kInvalidArgument, "ENTITY_TEXT_MALFORMED",
                 absl::StrCat("got ", request.texts_size(), " texts, want 1 to ", kMaxWords))
        .Field("ProposeSpellingsRequest.texts");
  }
  v1::ProposeSpellingsResponse response;
  for (const std::string& text : request.texts()) {
    JIANBAO_RETURN_IF_ERROR(CheckText(text, "ProposeSpellingsRequest.texts"));
    if (text.empty()) {
      return Error(absl::StatusCode::kInvalidArgument, "ENTITY_TEXT_MALFORMED", "a text is empty, want a word")
          .Field("ProposeSpellingsRequest.texts");
    }
    JIANBAO_RETURN_IF_ERROR(call.Check());
    JIANBAO_ASSIGN_OR_RETURN(const auto proposals, engine_->ProposeSpellings(text, ControlOf(call)));
    auto* result = response.add_results();
    result->set_article_count(static_cast<int64_t>(proposals.articles));
    for (const engine::Spelling& spelling : proposals.spellings) {
      auto* out = result->add_spellings();
      out->set_text(spelling.text);
      out->set_reason(static_cast<type::v1::SpellingReason>(spelling.reason));
      out->set_article_count(static_cast<int64_t>(spelling.articles));
    }
  }
  return response;
}

absl::StatusOr<v1::ListEvidenceResponse> EntityReads::ListEvidence(const v1::ListEvidenceRequest& request,
                                                                   const rpc::CallContext& call) const {
  engine::ListEvidenceOptions options;
  JIANBAO_ASSIGN_OR_RETURN(options.id, ToEntityId(request.name(), "ListEvidenceRequest.name"));
  JIANBAO_ASSIGN_OR_RETURN(options.earliest,
                           OptionalDay(request.has_earliest(), request.earliest(), "ListEvidenceRequest.earliest"));
  JIANBAO_ASSIGN_OR_RETURN(options.latest,
                           OptionalDay(request.has_latest(), request.latest(), "ListEvidenceRequest.latest"));
  options.limit = static_cast<uint32_t>(Clamped(request.page_size(), kDefaultEvidence, kMaxEvidence));
  JIANBAO_ASSIGN_OR_RETURN(options.after, KeyOfPageToken(request.page_token(), "ListEvidenceRequest.page_token"));
  options.control = ControlOf(call);
  v1::ListEvidenceResponse response;
  response.set_kind(static_cast<type::v1::Mention::Kind>(options.id.kind));
  response.set_revision(static_cast<int64_t>(engine_->revision().value()));
  JIANBAO_ASSIGN_OR_RETURN(const engine::EvidencePage page, engine_->ListEvidence(options));
  // An entity that exists may have no article on the days asked for.
  JIANBAO_ASSIGN_OR_RETURN(const engine::EntitySummary summary, engine_->Summarize(options.id, options.control));
  response.set_display_name(summary.name);
  for (const engine::Evidence& evidence : page.rows) *response.add_evidence() = ToEvidence(evidence);
  response.set_next_page_token(absl::WebSafeBase64Escape(page.next));
  return response;
}

absl::StatusOr<v1::EntityTimeline> EntityReads::GetEntityTimeline(const v1::GetEntityTimelineRequest& request,
                                                                  const rpc::CallContext& call) const {
  JIANBAO_ASSIGN_OR_RETURN(const engine::EntityId id, ToEntityId(request.name(), "GetEntityTimelineRequest.name"));
  const auto revision = static_cast<int64_t>(engine_->revision().value());
  JIANBAO_ASSIGN_OR_RETURN(const engine::EntityTimeline timeline, engine_->GetTimeline(id, ControlOf(call)));
  v1::EntityTimeline response;
  *response.mutable_entity() = ToEntity(timeline.entity, /*max_titles=*/0);
  response.mutable_entity()->set_revision(revision);
  for (const engine::TitleRecord& title : timeline.entity.titles) *response.add_titles() = ToTenure(title);
  for (const engine::MonthActivity& month : timeline.months) {
    auto* encoded = response.add_months();
    encoded->set_month(names::FormatDate(absl::CivilDay(month.month)).substr(0, kMonthLength));
    encoded->set_article_count(static_cast<int64_t>(month.articles));
    encoded->set_mention_count(static_cast<int64_t>(month.mentions));
  }
  return response;
}

absl::StatusOr<v1::ListRelatedEntitiesResponse> EntityReads::ListRelatedEntities(
    const v1::ListRelatedEntitiesRequest& request, const rpc::CallContext& call) const {
  engine::ListRelatedOptions options;
  JIANBAO_ASSIGN_OR_RETURN(options.id, ToEntityId(request.name(), "ListRelatedEntitiesRequest.name"));
  for (const int kind : request.kinds()) options.kinds.push_back(static_cast<uint8_t>(kind));
  options.limit = static_cast<uint32_t>(Clamped(request.page_size(), kDefaultRelated, kMaxEntities));
  JIANBAO_ASSIGN_OR_RETURN(options.offset,
                           NumberOfPageToken<uint32_t>(request.page_token(), "ListRelatedEntitiesRequest.page_token"));
  options.control = ControlOf(call);
  JIANBAO_ASSIGN_OR_RETURN(const engine::RelatedPage page, engine_->ListRelated(options));
  v1::ListRelatedEntitiesResponse response;
  for (const engine::RelatedEntity& related : page.entities) *response.add_entities() = ToRelated(related);
  if (page.more) response.set_next_page_token(absl::StrCat(options.offset + options.limit));
  return response;
}

absl::StatusOr<v1::FindOfficeHoldersResponse> EntityReads::FindOfficeHolders(
    const v1::FindOfficeHoldersRequest& request, const rpc::CallContext& call) const {
  JIANBAO_RETURN_IF_ERROR(CheckText(request.title(), "FindOfficeHoldersRequest.title"));
  JIANBAO_RETURN_IF_ERROR(CheckText(request.organization(), "FindOfficeHoldersRequest.organization"));
  engine::FindHoldersOptions options;
  options.title = request.title();
  options.organization = request.organization();
  JIANBAO_ASSIGN_OR_RETURN(
      options.earliest, OptionalDay(request.has_earliest(), request.earliest(), "FindOfficeHoldersRequest.earliest"));
  JIANBAO_ASSIGN_OR_RETURN(options.latest,
                           OptionalDay(request.has_latest(), request.latest(), "FindOfficeHoldersRequest.latest"));
  options.limit = static_cast<uint32_t>(Clamped(request.page_size(), kDefaultHolders, kMaxEntities));
  JIANBAO_ASSIGN_OR_RETURN(options.after, KeyOfPageToken(request.page_token(), "FindOfficeHoldersRequest.page_token"));
  options.control = ControlOf(call);
  JIANBAO_ASSIGN_OR_RETURN(const engine::HolderPage page, engine_->FindHolders(options));
  v1::FindOfficeHoldersResponse response;
  for (const engine::Holder& holder : page.holders) *response.add_holders() = ToHolder(holder);
  response.set_next_page_token(absl::WebSafeBase64Escape(page.next));
  return response;
}

}  // namespace jianbao::index
