#include "services/index/index_service.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/checksum.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "libs/names/names.h"
#include "services/index/convert.h"
#include "services/index/cursor.h"
#include "services/index/hit_article.h"
#include "services/index/read_requests.h"

namespace jianbao::index {
namespace {

using rpc::CallContext;

// Writers of one issue at the same time are a mistake somewhere; they need not all win.
constexpr int kMaxApplyAttempts = 3;
constexpr int kDefaultHits = 10;
constexpr int kMaxHits = 1000;
constexpr int kMaxNames = 1000;
constexpr int kMaxMatches = 1000;
constexpr int kMaxTellingTerms = 100;
constexpr int kMaxFacets = 16;
constexpr int kDefaultIssues = 50;
constexpr int kMaxIssues = 1000;
constexpr int kDefaultEntities = 20;
constexpr int kMaxEntities = 200;
constexpr size_t kMaxEntityTextBytes = 256;
constexpr size_t kTitlesInLists = 5;
constexpr size_t kTitlesInFull = 200;
constexpr absl::Duration kAnswerReserve = absl::Seconds(1);
// How long a paged search may pause between two pages.
constexpr absl::Duration kPageLease = absl::Minutes(2);
constexpr int kMaxFurther = 4;  // queries of one kind beside the query

uint64_t QueryHash(const v1::RetrieveRequest& request) {
  v1::RetrieveRequest key;
  *key.mutable_query() = request.query();
  key.set_order(request.order());
  if (request.has_ranking()) *key.mutable_ranking() = request.ranking();
  return Checksum64(key.SerializeAsString());
}

engine::Sort ToSort(v1::RetrieveRequest::Order order) {
  switch (order) {
    case v1::RetrieveRequest::NEWEST: return engine::Sort::kNewest;
    case v1::RetrieveRequest::OLDEST: return engine::Sort::kOldest;
    default: return engine::Sort::kRelevance;
  }
}

engine::HistogramUnit ToHistogramUnit(type::v1::DateUnit unit) {
  switch (unit) {
    case type::v1::DATE_UNIT_DAY: return engine::HistogramUnit::kDay;
    case type::v1::DATE_UNIT_MONTH: return engine::HistogramUnit::kMonth;
    case type::v1::DATE_UNIT_YEAR: return engine::HistogramUnit::kYear;
    default: return engine::HistogramUnit::kNone;
  }
}

// The part of YYYY-MM-DD that names the unit.
size_t PeriodLength(type::v1::DateUnit unit) {
  return unit == type::v1::DATE_UNIT_YEAR ? 4 : unit == type::v1::DATE_UNIT_MONTH ? 7 : 10;
}

absl::StatusOr<engine::SearchOptions> ToSearchOptions(const v1::RetrieveRequest& request, const CallContext& call) {
  engine::SearchOptions options;
  options.limit = static_cast<uint32_t>(Clamped(request.limit(), kDefaultHits, kMaxHits));
  options.sort = ToSort(request.order());
  options.exact_total = request.exact_total();
  options.deadline = call.deadline();
  options.cancelled = [&call] { return call.cancelled(); };
  if (request.has_statistics()) options.statistics = ToStatistics(request.statistics());
  if (request.facets_size() > kMaxFacets) {
    return Error(absl::StatusCode::kInvalidArgument, "TOO_MANY_FACETS",
                 absl::StrCat("got ", request.facets_size(), " facets, want at most ", kMaxFacets))
        .Field("RetrieveRequest.facets");
  }
  for (const auto& facet : request.facets()) {
    JIANBAO_ASSIGN_OR_RETURN(engine::FacetRequest wanted, ToFacetRequest(facet.key()));
    wanted.limit = static_cast<uint32_t>(Clamped(facet.limit(), 10, 200));
    options.facets.push_back(wanted);
  }
  options.histogram = ToHistogramUnit(request.histogram());
  JIANBAO_ASSIGN_OR_RETURN(options.ranking, ToRankingOptions(request.ranking()));
  options.explain = request.explain();
  if (!request.cursor().empty()) {
    JIANBAO_ASSIGN_OR_RETURN(const Cursor cursor, DecodeCursor(request.cursor(), QueryHash(request)));
    options.search_after = cursor.after;
    options.pinned = cursor.revision;
  }
  return options;
}

absl::Status CheckCount(int queries, const char* field) {
  if (queries <= kMaxFurther) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "QUERY_TOO_LARGE",
               absl::StrCat("got ", queries, " ", field, ", want at most ", kMaxFurther))
      .Field(absl::StrCat("RetrieveRequest.", field));
}

v1::RetrieveRequest Loosened(const v1::RetrieveRequest& request, const v1::Loosening& loosening) {
  v1::RetrieveRequest loosened = request;
  loosened.clear_loosenings();
  *loosened.mutable_query() = loosening.query();
  if (request.has_hit_articles()) {
    loosened.mutable_hit_articles()->clear_highlight();
    if (loosening.has_highlight()) *loosened.mutable_hit_articles()->mutable_highlight() = loosening.highlight();
  }
  return loosened;
}

void AddWork(const v1::RetrieveStatistics& work, v1::RetrieveStatistics* sum) {
  sum->set_documents_considered(sum->documents_considered() + work.documents_considered());
  sum->set_documents_skipped(sum->documents_skipped() + work.documents_skipped());
  sum->set_blocks_decoded(sum->blocks_decoded() + work.blocks_decoded());
  sum->set_retrieval_micros(sum->retrieval_micros() + work.retrieval_micros());
  sum->set_fetch_micros(sum->fetch_micros() + work.fetch_micros());
}

// What comes with the hits: articles, and where they match.
absl::Status EncodeArticles(const v1::HitArticles& wanted, const engine::Engine& engine,
                            const engine::SearchResult& result, v1::RetrieveResponse* response) {
  std::optional<engine::Query> highlight;
  if (wanted.has_highlight()) {
    JIANBAO_ASSIGN_OR_RETURN(highlight, ToQuery(wanted.highlight()));
  }
  for (size_t i = 0; i < result.hits.size(); ++i) {
    if (!result.hits[i].document.has_value()) continue;
    const engine::Document& document = *result.hits[i].document;
    auto* hit = response->mutable_hits(static_cast<int>(i));
    std::vector<engine::FieldMatches> matches;
    if (highlight.has_value()) {
      JIANBAO_ASSIGN_OR_RETURN(matches, engine.HighlightMatches(document, *highlight));
    }
    JIANBAO_ASSIGN_OR_RETURN(*hit->mutable_content(), ToHitArticle(document, matches));
    AppendMatches(document, matches, kMaxMatches, hit->mutable_matches());
  }
  return absl::OkStatus();
}

v1::RetrieveResponse EncodeResult(const v1::RetrieveRequest& request, const engine::SearchResult& result) {
  v1::RetrieveResponse response;
  for (const engine::Hit& hit : result.hits) {
    auto* encoded = response.add_hits();
    encoded->set_article(hit.name);
    encoded->set_score(hit.score);
    if (request.explain() && request.order() <= v1::RetrieveRequest::RELEVANCE) {
      encoded->set_explanation(ExplanationOf(hit));
    }
  }
  response.mutable_total()->set_value(static_cast<int64_t>(result.total.value));
  response.mutable_total()->set_relation(result.total.exact ? v1::Total::EXACT : v1::Total::AT_LEAST);
  response.set_revision(static_cast<int64_t>(result.revision.value()));
  auto* statistics = response.mutable_statistics();
  statistics->set_documents_considered(static_cast<int64_t>(result.statistics.documents_scored));
  statistics->set_blocks_decoded(static_cast<int64_t>(result.statistics.blocks_decoded));
  for (size_t i = 0; i < result.facets.size(); ++i) {
    auto* facet = response.add_facets();
    facet->set_key(request.facets(static_cast<int>(i)).key());
    for (const engine::FacetValue& value : result.facets[i]) {
      auto* encoded = facet->add_values();
      encoded->set_value(value.value);
      encoded->set_count(static_cast<int64_t>(value.count));
    }
  }
  for (const auto& [first_day, count] : result.histogram) {
    auto* bucket = response.add_histogram();
    bucket->set_period(names::FormatDate(first_day).substr(0, PeriodLength(request.histogram())));
    bucket->set_count(static_cast<int64_t>(count));
  }
  return response;
}

absl::Status NamesProblem(std::string_view reason, std::string message) {
  return Error(absl::StatusCode::kInvalidArgument, reason, std::move(message)).Field("FetchArticlesRequest.names");
}

bool IsMissing(const absl::Status& status) { return status.code() == absl::StatusCode::kNotFound; }

}  // namespace

absl::Status IndexService::WaitForRevision(int64_t min_revision, const CallContext& call) const {
  const engine::Revision want(static_cast<uint64_t>(std::max<int64_t>(0, min_revision)));
  const absl::Time now = absl::Now();
  // Part of the caller's time is kept for the answer: an error that says why is worth more than a deadline that does
  // not.
  const absl::Time give_up = call.deadline() == absl::InfiniteFuture()
                                 ? now
                                 : call.deadline() - std::min(kAnswerReserve, (call.deadline() - now) / 4);
  while (engine_->revision() < want) {
    JIANBAO_RETURN_IF_ERROR(call.Check());
    if (absl::Now() >= give_up) {
      return Error(absl::StatusCode::kFailedPrecondition, "INDEX_BEHIND",
                   absl::StrCat("the index is at revision ", engine_->revision().value(), ", revision ", want.value(),
                                " was asked for; retry later or without min_revision"))
          .With("revision", engine_->revision().value());
    }
    absl::SleepFor(absl::Milliseconds(2));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> IndexService::CheckReplacement(const v1::ApplyIssueRequest& request) {
  const auto stored = engine_->GetIssue(request.issue().name());
  if (IsMissing(stored.status())) return std::string();
  JIANBAO_RETURN_IF_ERROR(stored.status());
  if (request.replace_existing() || stored->content_hash == request.issue().content_hash()) return stored->content_hash;
  JIANBAO_ASSIGN_OR_RETURN(const type::v1::Issue issue, ToIssue(*stored, v1::ISSUE_VIEW_BASIC));
  if (!issue.source_uri().empty() && issue.source_uri() == request.issue().source_uri()) return stored->content_hash;
  return Error(absl::StatusCode::kAlreadyExists, "ISSUE_NAME_TAKEN",
               absl::StrCat(request.issue().name(), " is stored already, with other content from \"",
                            issue.source_uri(), "\"; name the edition or page of this file, or set replace_existing"))
      .Field("ApplyIssueRequest.issue.name")
      .With("issue", request.issue().name())
      .With("stored_source_uri", issue.source_uri());
}

absl::StatusOr<v1::ApplyIssueResponse> IndexService::Apply(const v1::ApplyIssueRequest& request) {
  JIANBAO_ASSIGN_OR_RETURN(const engine::IssueRecord record, ToIssueRecord(request, clock_->Now()));
  absl::StatusOr<engine::ApplyResult> applied;
  for (int attempt = 0; attempt < kMaxApplyAttempts; ++attempt) {
    engine::ApplyOptions options;
    JIANBAO_ASSIGN_OR_RETURN(options.expected_content_hash, CheckReplacement(request));
    applied = engine_->ApplyIssue(record, options);
    if (applied.status().code() != absl::StatusCode::kFailedPrecondition) break;  // else another writer came first
  }
  JIANBAO_ASSIGN_OR_RETURN(const engine::ApplyResult result, std::move(applied));
  v1::ApplyIssueResponse response;
  response.set_outcome(!result.changed   ? v1::ApplyIssueResponse::UNCHANGED
                       : result.replaced ? v1::ApplyIssueResponse::REPLACED
                                         : v1::ApplyIssueResponse::CREATED);
  response.set_revision(static_cast<int64_t>(result.revision.value()));
  return response;
}

absl::StatusOr<v1::DeleteIssueResponse> IndexService::Delete(const v1::DeleteIssueRequest& request) {
  JIANBAO_RETURN_IF_ERROR(names::ParseIssueName(request.name(), "DeleteIssueRequest.name").status());
  JIANBAO_ASSIGN_OR_RETURN(const engine::ApplyResult result, engine_->DeleteIssue(request.name(), {}));
  if (!result.changed && !request.allow_missing()) {
    return Error(absl::StatusCode::kNotFound, "ISSUE_NOT_FOUND", absl::StrCat("no issue ", request.name()))
        .Field("DeleteIssueRequest.name");
  }
  v1::DeleteIssueResponse response;
  response.set_revision(static_cast<int64_t>(result.revision.value()));
  return response;
}

absl::StatusOr<v1::RetrieveResponse> IndexService::Search(const v1::RetrieveRequest& request, const CallContext& call) {
  JIANBAO_RETURN_IF_ERROR(CheckCount(request.loosenings_size(), "loosenings"));
  JIANBAO_RETURN_IF_ERROR(CheckCount(request.counted_size(), "counted"));
  JIANBAO_RETURN_IF_ERROR(WaitForRevision(request.min_revision(), call));
  JIANBAO_ASSIGN_OR_RETURN(v1::RetrieveResponse response, SearchOnce(request, call));
  for (int i = 0; i < request.loosenings_size() && response.hits().empty() && request.cursor().empty(); ++i) {
    JIANBAO_RETURN_IF_ERROR(call.Check());
    JIANBAO_ASSIGN_OR_RETURN(v1::RetrieveResponse looser, SearchOnce(Loosened(request, request.loosenings(i)), call));
    AddWork(response.statistics(), looser.mutable_statistics());
    looser.set_loosening(i + 1);
    response = std::move(looser);
  }
  const bool found_as_asked = response.loosening() == 0 && !response.hits().empty();
  if (!found_as_asked && !request.spell().empty()) {
    v1::ProposeSpellingsRequest spell;
    *spell.mutable_texts() = request.spell();
    auto spellings = entities_.ProposeSpellings(spell, call);
    if (spellings.ok()) {
      *response.mutable_spellings() = *std::move(spellings);
    } else if (spellings.status().code() != absl::StatusCode::kDeadlineExceeded) {
      return spellings.status();  // that time ran out over an offer is no reason to withhold what was found
    }
  }
  for (const type::v1::QueryNode& query : request.counted()) {
    JIANBAO_RETURN_IF_ERROR(call.Check());
    v1::RetrieveRequest count;
    *count.mutable_query() = query;
    count.set_limit(1);
    JIANBAO_ASSIGN_OR_RETURN(const v1::RetrieveResponse counted, SearchOnce(count, call));
    AddWork(counted.statistics(), response.mutable_statistics());
    *response.add_counts() = counted.total();
  }
  return response;
}

absl::StatusOr<v1::RetrieveResponse> IndexService::SearchOnce(const v1::RetrieveRequest& request,
                                                              const CallContext& call) {
  JIANBAO_ASSIGN_OR_RETURN(const engine::Query query, ToQuery(request.query()));
  JIANBAO_ASSIGN_OR_RETURN(engine::SearchOptions options, ToSearchOptions(request, call));
  // One hit more than asked for tells whether there is a next page.
  const size_t limit = options.limit;
  if (request.has_hit_articles()) options.documents = options.limit;
  ++options.limit;
  const absl::Time start = clock_->Now();
  JIANBAO_ASSIGN_OR_RETURN(engine::SearchResult result, engine_->Search(query, options));
  const bool more = result.hits.size() > limit;
  if (more && !options.pinned.has_value()) {
    // The pages that follow must see what this one saw, so a first page with followers is a page of a pinned revision.
    const engine::Revision pinned = engine_->Pin(kPageLease);
    if (pinned != result.revision) {
      options.pinned = pinned;
      JIANBAO_ASSIGN_OR_RETURN(result, engine_->Search(query, options));
    }
  } else if (more) {
    JIANBAO_RETURN_IF_ERROR(engine_->ExtendPin(*options.pinned, kPageLease));
  }
  if (result.hits.size() > limit) result.hits.resize(limit);
  v1::RetrieveResponse response = EncodeResult(request, result);
  if (more && !result.hits.empty()) {
    response.set_next_cursor(EncodeCursor({result.hits.back().sort_key, result.revision, QueryHash(request)}));
  }
  const absl::Time found = clock_->Now();
  if (request.has_hit_articles()) {
    JIANBAO_RETURN_IF_ERROR(call.Check());
    JIANBAO_RETURN_IF_ERROR(EncodeArticles(request.hit_articles(), *engine_, result, &response));
  }
  const absl::Duration reading = result.statistics.reading;
  auto* statistics = response.mutable_statistics();
  statistics->set_retrieval_micros(absl::ToInt64Microseconds(found - start - reading));
  statistics->set_fetch_micros(absl::ToInt64Microseconds(clock_->Now() - found + reading));
  return response;
}

absl::StatusOr<v1::FetchArticlesResponse> IndexService::Fetch(const v1::FetchArticlesRequest& request,
                                                              const CallContext& call) {
  if (request.names_size() > kMaxNames) {
    return NamesProblem("TOO_MANY_NAMES",
                        absl::StrCat("got ", request.names_size(), " names, want at most ", kMaxNames));
  }
  JIANBAO_RETURN_IF_ERROR(WaitForRevision(request.min_revision(), call));
  std::optional<engine::Query> highlight;
  if (request.has_highlight()) {
    JIANBAO_ASSIGN_OR_RETURN(highlight, ToQuery(request.highlight()));
  }
  v1::FetchArticlesResponse response;
  response.set_revision(static_cast<int64_t>(engine_->revision().value()));
  for (const std::string& name : request.names()) {
    JIANBAO_RETURN_IF_ERROR(call.Check());
    JIANBAO_RETURN_IF_ERROR(names::ParseArticleName(name, "FetchArticlesRequest.names").status());
    const auto stored = engine_->GetDocument(name);
    if (IsMissing(stored.status())) {
      response.add_missing(name);
      continue;
    }
    JIANBAO_RETURN_IF_ERROR(stored.status());
    auto* result = response.add_results();
    JIANBAO_ASSIGN_OR_RETURN(*result->mutable_article(),
                             request.summary_only() ? ToArticleForHit(stored->document) : ToArticle(stored->document));
    if (request.telling_terms() > 0) {
      JIANBAO_ASSIGN_OR_RETURN(
          const auto terms,
          engine_->TellingTerms(stored->document, Clamped(request.telling_terms(), 0, kMaxTellingTerms)));
      result->mutable_telling_terms()->Add(terms.begin(), terms.end());
    }
    if (!highlight.has_value()) continue;
    JIANBAO_ASSIGN_OR_RETURN(const auto matches, engine_->HighlightMatches(stored->document, *highlight));
    AppendMatches(stored->document, matches, kMaxMatches, result->mutable_matches());
  }
  return response;
}

absl::StatusOr<v1::ScanIssuesResponse> IndexService::Scan(const v1::ScanIssuesRequest& request) {
  if (!request.publication().empty() && !names::IsPublicationId(request.publication())) {
    return Error(absl::StatusCode::kInvalidArgument, "NAME_MALFORMED",
                 "malformed publication, want 1 to 64 of a-z, 0-9 and -")
        .Field("ScanIssuesRequest.publication");
  }
  engine::ListIssuesOptions options;
  options.publication = request.publication();
  options.limit = static_cast<uint32_t>(Clamped(request.page_size(), kDefaultIssues, kMaxIssues));
  JIANBAO_ASSIGN_OR_RETURN(options.after, KeyOfPageToken(request.page_token(), "ScanIssuesRequest.page_token"));
  if (request.has_earliest()) {
    JIANBAO_ASSIGN_OR_RETURN(options.earliest, names::ParseDate(request.earliest(), "ScanIssuesRequest.earliest"));
  }
  if (request.has_latest()) {
    JIANBAO_ASSIGN_OR_RETURN(options.latest, names::ParseDate(request.latest(), "ScanIssuesRequest.latest"));
  }
  JIANBAO_ASSIGN_OR_RETURN(const engine::IssuePage page, engine_->ListIssues(options));
  v1::ScanIssuesResponse response;
  for (const engine::IssueSummary& summary : page.issues) {
    JIANBAO_ASSIGN_OR_RETURN(type::v1::Issue issue, ToIssue(summary, v1::ISSUE_VIEW_BASIC));
    issue.clear_articles();
    *response.add_issues() = std::move(issue);
  }
  response.set_next_page_token(absl::WebSafeBase64Escape(page.next));
  return response;
}

absl::StatusOr<v1::LookupEntitiesResponse> IndexService::Lookup(const v1::LookupEntitiesRequest& request,
                                                                const CallContext& call) {
  if (request.text().empty() || request.text().size() > kMaxEntityTextBytes) {
    return Error(absl::StatusCode::kInvalidArgument, "ENTITY_TEXT_MALFORMED",
                 absl::StrCat("text has ", request.text().size(), " bytes, want 1 to ", kMaxEntityTextBytes))
        .Field("LookupEntitiesRequest.text");
  }
  JIANBAO_ASSIGN_OR_RETURN(const uint64_t offset,
                           NumberOfPageToken<uint64_t>(request.page_token(), "LookupEntitiesRequest.page_token"));
  JIANBAO_RETURN_IF_ERROR(WaitForRevision(request.min_revision(), call));
  engine::LookupEntitiesOptions options;
  options.text = request.text();
  options.match =
      request.match() == v1::LookupEntitiesRequest::PREFIX ? engine::NameMatch::kPrefix : engine::NameMatch::kFolded;
  if (request.kinds_size() == 1) options.kind = static_cast<uint8_t>(request.kinds(0));
  const std::set<int> kinds(request.kinds().begin(), request.kinds().end());
  const size_t page_size = static_cast<size_t>(Clamped(request.page_size(), kDefaultEntities, kMaxEntities));
  // Filters by kind and title are applied to the most frequent names; the bound keeps a hostile prefix cheap.
  options.limit = kMaxEntities * 5;
  options.control = ControlOf(call);
  JIANBAO_ASSIGN_OR_RETURN(const auto summaries, engine_->LookupEntities(options));
  v1::LookupEntitiesResponse response;
  response.set_revision(static_cast<int64_t>(engine_->revision().value()));
  uint64_t position = 0;
  for (const engine::EntitySummary& summary : summaries) {
    if (!kinds.empty() && !kinds.contains(summary.id.kind)) continue;
    JIANBAO_RETURN_IF_ERROR(call.Check());
    const auto entity = engine_->GetEntity(summary.id);
    if (IsMissing(entity.status())) continue;  // its last article was replaced meanwhile
    JIANBAO_RETURN_IF_ERROR(entity.status());
    const bool has_title =
        std::any_of(entity->titles.begin(), entity->titles.end(),
                    [&](const engine::TitleRecord& title) { return absl::StrContains(title.title, request.title()); });
    if (!request.title().empty() && !has_title) continue;
    if (position++ < offset) continue;
    if (response.entities_size() == static_cast<int>(page_size)) {
      response.set_next_page_token(absl::StrCat(offset + page_size));
      break;
    }
    *response.add_entities() = ToEntity(*entity, kTitlesInLists);
  }
  return response;
}

v1::Statistics IndexService::Count() {
  const engine::EngineStatistics statistics = engine_->Statistics();
  v1::Statistics response;
  response.set_issue_count(static_cast<int64_t>(statistics.issues));
  response.set_article_count(static_cast<int64_t>(statistics.documents));
  response.set_disk_size_bytes(static_cast<int64_t>(statistics.store_bytes));
  response.set_revision(static_cast<int64_t>(statistics.revision.value()));
  response.set_format_version(static_cast<int32_t>(statistics.format_version));
  response.set_analyzer(statistics.analyzer);
  return response;
}

absl::StatusOr<v1::CompactResponse> IndexService::CompactStore(const CallContext& call) {
  if (compacting_.exchange(true)) {
    return Error(absl::StatusCode::kFailedPrecondition, "COMPACTION_RUNNING", "the index is being compacted already");
  }
  const absl::Cleanup done = [this] { compacting_ = false; };
  v1::CompactResponse response;
  response.set_size_bytes_before(static_cast<int64_t>(engine_->Statistics().store_bytes));
  JIANBAO_RETURN_IF_ERROR(engine_->Compact(ControlOf(call)));
  response.set_size_bytes(static_cast<int64_t>(engine_->Statistics().store_bytes));
  return response;
}

grpc::ServerUnaryReactor* IndexService::ApplyIssue(grpc::CallbackServerContext* context,
                                                   const v1::ApplyIssueRequest* request,
                                                   v1::ApplyIssueResponse* response) {
  return Run(context, request, response, [this](const auto& r, const CallContext&) { return Apply(r); });
}

grpc::ServerUnaryReactor* IndexService::DeleteIssue(grpc::CallbackServerContext* context,
                                                    const v1::DeleteIssueRequest* request,
                                                    v1::DeleteIssueResponse* response) {
  return Run(context, request, response, [this](const auto& r, const CallContext&) { return Delete(r); });
}

grpc::ServerUnaryReactor* IndexService::Retrieve(grpc::CallbackServerContext* context,
                                                 const v1::RetrieveRequest* request, v1::RetrieveResponse* response) {
  return Run(context, request, response, [this](const auto& r, const CallContext& call) { return Search(r, call); });
}

grpc::ServerUnaryReactor* IndexService::CollectStatistics(grpc::CallbackServerContext* context,
                                                          const v1::CollectStatisticsRequest* request,
                                                          v1::CollectionStatistics* response) {
  return Run(context, request, response,
             [this](const auto& r, const CallContext&) -> absl::StatusOr<v1::CollectionStatistics> {
               JIANBAO_ASSIGN_OR_RETURN(const engine::Query query, ToQuery(r.query()));
               JIANBAO_ASSIGN_OR_RETURN(const auto statistics, engine_->CollectStatistics(query));
               return FromStatistics(statistics);
             });
}

grpc::ServerUnaryReactor* IndexService::FetchArticles(grpc::CallbackServerContext* context,
                                                      const v1::FetchArticlesRequest* request,
                                                      v1::FetchArticlesResponse* response) {
  return Run(context, request, response, [this](const auto& r, const CallContext& call) { return Fetch(r, call); });
}

grpc::ServerUnaryReactor* IndexService::FetchIssue(grpc::CallbackServerContext* context,
                                                   const v1::FetchIssueRequest* request, type::v1::Issue* response) {
  return Run(context, request, response,
             [this](const auto& r, const CallContext& call) -> absl::StatusOr<type::v1::Issue> {
               JIANBAO_RETURN_IF_ERROR(names::ParseIssueName(r.name(), "FetchIssueRequest.name").status());
               JIANBAO_RETURN_IF_ERROR(WaitForRevision(r.min_revision(), call));
               JIANBAO_ASSIGN_OR_RETURN(const auto summary, engine_->GetIssue(r.name()));
               return ToIssue(summary, r.view());
             });
}

grpc::ServerUnaryReactor* IndexService::ScanIssues(grpc::CallbackServerContext* context,
                                                   const v1::ScanIssuesRequest* request,
                                                   v1::ScanIssuesResponse* response) {
  return Run(context, request, response, [this](const auto& r, const CallContext&) { return Scan(r); });
}

grpc::ServerUnaryReactor* IndexService::LookupEntities(grpc::CallbackServerContext* context,
                                                       const v1::LookupEntitiesRequest* request,
                                                       v1::LookupEntitiesResponse* response) {
  return Run(context, request, response, [this](const auto& r, const CallContext& call) { return Lookup(r, call); });
}

grpc::ServerUnaryReactor* IndexService::Suggest(grpc::CallbackServerContext* context, const v1::SuggestRequest* request,
                                                v1::SuggestResponse* response) {
  return Run(context, request, response,
             [this](const auto& r, const CallContext& call) -> absl::StatusOr<v1::SuggestResponse> {
               JIANBAO_RETURN_IF_ERROR(WaitForRevision(r.min_revision(), call));
               return entities_.Suggest(r, call);
             });
}

grpc::ServerUnaryReactor* IndexService::ProposeSpellings(grpc::CallbackServerContext* context,
                                                         const v1::ProposeSpellingsRequest* request,
                                                         v1::ProposeSpellingsResponse* response) {
  return Run(context, request, response,
             [this](const auto& r, const CallContext& call) { return entities_.ProposeSpellings(r, call); });
}

grpc::ServerUnaryReactor* IndexService::GetEntity(grpc::CallbackServerContext* context,
                                                  const v1::GetEntityRequest* request, type::v1::Entity* response) {
  return Run(context, request, response,
             [this](const auto& r, const CallContext& call) -> absl::StatusOr<type::v1::Entity> {
               JIANBAO_ASSIGN_OR_RETURN(const engine::EntityId id, ToEntityId(r.name(), "GetEntityRequest.name"));
               JIANBAO_RETURN_IF_ERROR(WaitForRevision(r.min_revision(), call));
               JIANBAO_ASSIGN_OR_RETURN(const engine::Entity entity, engine_->GetEntity(id));
               type::v1::Entity response = ToEntity(entity, kTitlesInFull);
               response.set_revision(static_cast<int64_t>(engine_->revision().value()));
               return response;
             });
}

grpc::ServerUnaryReactor* IndexService::ListEvidence(grpc::CallbackServerContext* context,
                                                     const v1::ListEvidenceRequest* request,
                                                     v1::ListEvidenceResponse* response) {
  return Run(context, request, response,
             [this](const auto& r, const CallContext& call) -> absl::StatusOr<v1::ListEvidenceResponse> {
               JIANBAO_RETURN_IF_ERROR(WaitForRevision(r.min_revision(), call));
               return entities_.ListEvidence(r, call);
             });
}

grpc::ServerUnaryReactor* IndexService::GetEntityTimeline(grpc::CallbackServerContext* context,
                                                          const v1::GetEntityTimelineRequest* request,
                                                          v1::EntityTimeline* response) {
  return Run(context, request, response,
             [this](const auto& r, const CallContext& call) -> absl::StatusOr<v1::EntityTimeline> {
               JIANBAO_RETURN_IF_ERROR(WaitForRevision(r.min_revision(), call));
               return entities_.GetEntityTimeline(r, call);
             });
}

grpc::ServerUnaryReactor* IndexService::ListRelatedEntities(grpc::CallbackServerContext* context,
                                                            const v1::ListRelatedEntitiesRequest* request,
                                                            v1::ListRelatedEntitiesResponse* response) {
  return Run(context, request, response,
             [this](const auto& r, const CallContext& call) -> absl::StatusOr<v1::ListRelatedEntitiesResponse> {
               JIANBAO_RETURN_IF_ERROR(WaitForRevision(r.min_revision(), call));
               return entities_.ListRelatedEntities(r, call);
             });
}

grpc::ServerUnaryReactor* IndexService::FindOfficeHolders(grpc::CallbackServerContext* context,
                                                          const v1::FindOfficeHoldersRequest* request,
                                                          v1::FindOfficeHoldersResponse* response) {
  return Run(context, request, response,
             [this](const auto& r, const CallContext& call) -> absl::StatusOr<v1::FindOfficeHoldersResponse> {
               JIANBAO_RETURN_IF_ERROR(WaitForRevision(r.min_revision(), call));
               return entities_.FindOfficeHolders(r, call);
             });
}

grpc::ServerUnaryReactor* IndexService::GetStatistics(grpc::CallbackServerContext* context,
                                                      const v1::GetStatisticsRequest* request,
                                                      v1::Statistics* response) {
  return Run(context, request, response,
             [this](const auto&, const CallContext&) -> absl::StatusOr<v1::Statistics> { return Count(); });
}

grpc::ServerUnaryReactor* IndexService::MergeEntities(grpc::CallbackServerContext* context,
                                                      const v1::MergeEntitiesRequest* request,
                                                      type::v1::Entity* response) {
  return Run(context, request, response, [this](const auto& r, const CallContext&) { return edits_.MergeEntities(r); });
}

grpc::ServerUnaryReactor* IndexService::SplitEntities(grpc::CallbackServerContext* context,
                                                      const v1::SplitEntitiesRequest* request,
                                                      v1::SplitEntitiesResponse* response) {
  return Run(context, request, response, [this](const auto& r, const CallContext&) { return edits_.SplitEntities(r); });
}

grpc::ServerUnaryReactor* IndexService::RevokeCorrection(grpc::CallbackServerContext* context,
                                                         const v1::RevokeCorrectionRequest* request,
                                                         v1::Correction* response) {
  return Run(context, request, response,
             [this](const auto& r, const CallContext&) { return edits_.RevokeCorrection(r); });
}

grpc::ServerUnaryReactor* IndexService::ListCorrections(grpc::CallbackServerContext* context,
                                                        const v1::ListCorrectionsRequest* request,
                                                        v1::ListCorrectionsResponse* response) {
  return Run(context, request, response,
             [this](const auto& r, const CallContext&) { return edits_.ListCorrections(r); });
}

grpc::ServerUnaryReactor* IndexService::CreateBackup(grpc::CallbackServerContext* context,
                                                     const v1::CreateBackupRequest* request, v1::Backup* response) {
  return Run(context, request, response,
             [this](const auto& r, const CallContext& call) { return backups_->CreateBackup(r, call); });
}

grpc::ServerUnaryReactor* IndexService::ListBackups(grpc::CallbackServerContext* context,
                                                    const v1::ListBackupsRequest* request,
                                                    v1::ListBackupsResponse* response) {
  return Run(context, request, response,
             [this](const auto& r, const CallContext&) { return backups_->ListBackups(r); });
}

grpc::ServerUnaryReactor* IndexService::VerifyBackup(grpc::CallbackServerContext* context,
                                                     const v1::VerifyBackupRequest* request,
                                                     v1::VerifyBackupResponse* response) {
  return Run(context, request, response,
             [this](const auto& r, const CallContext&) { return backups_->VerifyBackup(r); });
}

grpc::ServerUnaryReactor* IndexService::DeleteBackup(grpc::CallbackServerContext* context,
                                                     const v1::DeleteBackupRequest* request,
                                                     v1::DeleteBackupResponse* response) {
  return Run(context, request, response,
             [this](const auto& r, const CallContext&) { return backups_->DeleteBackup(r); });
}

grpc::ServerUnaryReactor* IndexService::Compact(grpc::CallbackServerContext* context, const v1::CompactRequest* request,
                                                v1::CompactResponse* response) {
  return Run(context, request, response, [this](const auto&, const CallContext& call) { return CompactStore(call); });
}

grpc::ServerUnaryReactor* IndexService::CheckIntegrity(grpc::CallbackServerContext* context,
                                                       const v1::CheckIntegrityRequest* request,
                                                       v1::CheckIntegrityResponse* response) {
  return Run(context, request, response,
             [this](const auto&, const CallContext&) -> absl::StatusOr<v1::CheckIntegrityResponse> {
               JIANBAO_ASSIGN_OR_RETURN(const engine::IntegrityReport report, engine_->CheckIntegrity());
               v1::CheckIntegrityResponse response;
               for (const std::string& problem : report.problems) response.add_faults(problem);
               response.set_articles_checked(static_cast<int64_t>(report.documents));
               response.set_postings_checked(static_cast<int64_t>(report.postings));
               return response;
             });
}

}  // namespace jianbao::index
