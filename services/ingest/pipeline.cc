#include "services/ingest/pipeline.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/checksum.h"
#include "libs/base/error.h"
#include "libs/base/log.h"
#include "libs/base/status.h"
#include "libs/names/names.h"
#include "libs/rpc/status.h"
#include "services/ingest/entities/mentions.h"
#include "services/ingest/issue_identity.h"
#include "services/ingest/newspaper/parser.h"
#include "services/ingest/records/encode.h"
#include "services/ingest/validate.h"

namespace jianbao::ingest {
namespace {

constexpr char kWhatNamesAnIssue[] = "IngestIssueRequest.edition";

absl::StatusOr<v1::ParseIssueResponse> Parse(const std::string& content, const v1::IssueHints& hints) {
  JIANBAO_ASSIGN_OR_RETURN(const newspaper::ParseOptions options, ToParseOptions(hints));
  JIANBAO_ASSIGN_OR_RETURN(const newspaper::ParsedIssue page, newspaper::ParseIssue(content, options));
  return records::EncodePage(page, entities::ExtractMentions(page));
}

// What the index is told: the page as records under their names. The content hash covers the file and what was made of
// it, so that a better parser may replace what an older one stored.
index::v1::ApplyIssueRequest MakeApplyRequest(const v1::IngestIssueRequest& request, const names::IssueName& name,
                                              v1::ParseIssueResponse parsed) {
  // Before the hash is made, so that what was stored without it is replaced when the file is ingested again.
  if (parsed.issue().date_source() == type::v1::Issue::INFERRED && parsed.issue().has_date_range()) {
    for (type::v1::Article& article : *parsed.mutable_articles()) {
      *article.mutable_date_range() = parsed.issue().date_range();
    }
  }
  const std::string parse = parsed.SerializeAsString();
  index::v1::ApplyIssueRequest apply;
  apply.set_request_id(request.request_id());
  apply.set_replace_existing(request.replace_existing());
  type::v1::Issue& issue = *apply.mutable_issue();
  issue = std::move(*parsed.mutable_issue());
  issue.set_name(names::Format(name));
  issue.set_source_uri(request.source_uri());
  issue.set_content_hash(ContentHash(absl::StrCat(request.content(), parse)));
  issue.set_source_size(static_cast<int64_t>(request.content().size()));
  issue.set_source(request.content());
  *issue.mutable_unassigned() = std::move(*parsed.mutable_unassigned());
  *issue.mutable_diagnostics() = std::move(*parsed.mutable_diagnostics());
  int number = 0;
  for (type::v1::Article& parsed_article : *parsed.mutable_articles()) {
    type::v1::Article& article = *apply.add_articles();
    article = std::move(parsed_article);
    article.set_name(names::Format(names::ArticleName{name, ++number}));
    if (issue.has_publication()) article.set_publication(issue.publication());
    if (issue.has_publish_date()) article.set_publish_date(issue.publish_date());
    if (name.page != 0) article.set_page_number(name.page);
    *issue.add_articles() = records::Summarize(article);
  }
  return apply;
}

v1::IngestIssueResponse::Outcome ToOutcome(index::v1::ApplyIssueResponse::Outcome outcome) {
  switch (outcome) {
    case index::v1::ApplyIssueResponse::CREATED: return v1::IngestIssueResponse::CREATED;
    case index::v1::ApplyIssueResponse::REPLACED: return v1::IngestIssueResponse::REPLACED;
    case index::v1::ApplyIssueResponse::UNCHANGED: return v1::IngestIssueResponse::UNCHANGED;
    default: return v1::IngestIssueResponse::OUTCOME_UNSPECIFIED;
  }
}

// Will the same file fail again in the same way? Then it is worth keeping for a person to look at.
bool IsFaultOfTheFile(const absl::Status& status) {
  return status.code() == absl::StatusCode::kInvalidArgument || status.code() == absl::StatusCode::kAlreadyExists;
}

}  // namespace

absl::StatusOr<v1::ParseIssueResponse> Pipeline::ParseIssue(const v1::ParseIssueRequest& request) const {
  return Parse(request.content(), request.hints());
}

absl::StatusOr<v1::ExtractMentionsResponse> Pipeline::ExtractMentions(const v1::ExtractMentionsRequest& request) const {
  JIANBAO_RETURN_IF_ERROR(Validate(request));
  v1::ExtractMentionsResponse response;
  for (const auto& mentions : entities::ExtractMentions({request.texts().begin(), request.texts().end()})) {
    auto* list = response.add_results();
    for (const entities::Mention& mention : mentions) *list->add_mentions() = records::EncodeMention(mention);
  }
  return response;
}

absl::StatusOr<v1::IngestIssueResponse> Pipeline::Store(const v1::IngestIssueRequest& request,
                                                        const rpc::CallContext& call) const {
  JIANBAO_ASSIGN_OR_RETURN(v1::ParseIssueResponse parsed, Parse(request.content(), request.hints()));
  JIANBAO_ASSIGN_OR_RETURN(const names::IssueName name, IdentifyIssue(parsed.issue(), request));
  v1::IngestIssueResponse response;
  *response.mutable_diagnostics() = parsed.diagnostics();
  const index::v1::ApplyIssueRequest apply = MakeApplyRequest(request, name, std::move(parsed));
  response.set_issue(apply.issue().name());
  response.set_article_count(apply.articles_size());
  *response.mutable_articles() = apply.issue().articles();
  if (request.validate_only()) {
    JIANBAO_RETURN_IF_ERROR(CheckName(apply, call));
    response.set_outcome(v1::IngestIssueResponse::VALIDATED);
    return response;
  }
  const absl::StatusOr<index::v1::ApplyIssueResponse> stored = sink_->Apply(apply, call);
  if (absl::IsAlreadyExists(stored.status())) return WithField(stored.status(), kWhatNamesAnIssue);
  JIANBAO_ASSIGN_OR_RETURN(const index::v1::ApplyIssueResponse applied, stored);
  response.set_outcome(ToOutcome(applied.outcome()));
  response.set_revision(applied.revision());
  return response;
}

// Asked, not tried: an index of an earlier release would store what it does not know to be a mere question.
absl::Status Pipeline::CheckName(const index::v1::ApplyIssueRequest& apply, const rpc::CallContext& call) const {
  index::v1::FetchIssueRequest fetch;
  fetch.set_name(apply.issue().name());
  fetch.set_view(index::v1::ISSUE_VIEW_BASIC);
  const absl::StatusOr<type::v1::Issue> stored = sink_->Fetch(fetch, call);
  if (stored.status().code() == absl::StatusCode::kNotFound) return absl::OkStatus();
  JIANBAO_RETURN_IF_ERROR(stored.status());
  const bool same_source = !stored->source_uri().empty() && stored->source_uri() == apply.issue().source_uri();
  if (apply.replace_existing() || same_source || stored->content_hash() == apply.issue().content_hash()) {
    return absl::OkStatus();
  }
  return Error(absl::StatusCode::kAlreadyExists, "ISSUE_NAME_TAKEN",
               absl::StrCat(stored->name(), " is stored already, with other content from \"", stored->source_uri(),
                            "\"; name the edition or page of this file, or set replace_existing"))
      .Field(kWhatNamesAnIssue)
      .With("issue", stored->name())
      .With("stored_source_uri", stored->source_uri());
}

absl::StatusOr<v1::IngestIssueResponse> Pipeline::IngestIssue(const v1::IngestIssueRequest& request,
                                                              const rpc::CallContext& call) const {
  JIANBAO_RETURN_IF_ERROR(Validate(request));
  JIANBAO_RETURN_IF_ERROR(ToParseOptions(request.hints()).status());
  absl::StatusOr<v1::IngestIssueResponse> response = Store(request, call);
  if (response.ok()) {
    log::Info("ingested issue={} outcome={} articles={} revision={} request={}", response->issue(),
              v1::IngestIssueResponse::Outcome_Name(response->outcome()), response->article_count(),
              response->revision(), call.request_id());
    return response;
  }
  if (request.validate_only() || !IsFaultOfTheFile(response.status())) return response;
  const auto rejection = quarantine_->Add(request, rpc::ToProto(response.status()));
  JIANBAO_RETURN_IF_ERROR(rejection.status());
  log::Warning("rejected source={} as={} because={} request={}", request.source_uri(), *rejection,
               std::string(response.status().message()), call.request_id());
  return WithMetadata(response.status(), "rejection", *rejection);
}

absl::StatusOr<v1::ListRejectionsResponse> Pipeline::ListRejections(const v1::ListRejectionsRequest& request) const {
  if (request.page_size() < 0) {
    return Error(absl::StatusCode::kInvalidArgument, "PAGE_SIZE_NEGATIVE",
                 absl::StrCat("page_size is ", request.page_size(), ", want 0 to 1000"))
        .Field("ListRejectionsRequest.page_size");
  }
  return quarantine_->List(request.page_size(), request.page_token());
}

absl::StatusOr<v1::Rejection> Pipeline::GetRejection(const v1::GetRejectionRequest& request) const {
  JIANBAO_ASSIGN_OR_RETURN(const std::string id, names::ParseRejectionName(request.name(), "GetRejectionRequest.name"));
  return quarantine_->Get(id, /*with_content=*/true);
}

absl::StatusOr<v1::DeleteRejectionResponse> Pipeline::DeleteRejection(const v1::DeleteRejectionRequest& request) const {
  JIANBAO_ASSIGN_OR_RETURN(const std::string id,
                           names::ParseRejectionName(request.name(), "DeleteRejectionRequest.name"));
  if (!request.allow_missing()) JIANBAO_RETURN_IF_ERROR(quarantine_->Get(id, /*with_content=*/false).status());
  JIANBAO_RETURN_IF_ERROR(quarantine_->Remove(id));
  return v1::DeleteRejectionResponse();
}

absl::StatusOr<v1::IngestIssueResponse> Pipeline::RetryRejection(const v1::RetryRejectionRequest& request,
                                                                 const rpc::CallContext& call) const {
  JIANBAO_ASSIGN_OR_RETURN(const std::string id,
                           names::ParseRejectionName(request.name(), "RetryRejectionRequest.name"));
  JIANBAO_ASSIGN_OR_RETURN(v1::Rejection rejection, quarantine_->Get(id, /*with_content=*/true));
  v1::IngestIssueRequest again;
  again.set_content(std::move(*rejection.mutable_content()));
  *again.mutable_hints() = request.has_hints() ? request.hints() : rejection.hints();
  again.set_source_uri(rejection.source_uri());
  if (request.has_edition()) again.set_edition(request.edition());
  if (request.has_page()) again.set_page(request.page());
  again.set_replace_existing(request.replace_existing());
  again.set_request_id(request.request_id());
  JIANBAO_ASSIGN_OR_RETURN(v1::IngestIssueResponse response, IngestIssue(again, call));
  JIANBAO_RETURN_IF_ERROR(quarantine_->Remove(id));
  return response;
}

}  // namespace jianbao::ingest
