// Searching and reading.
#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "libs/text/chars.h"
#include "services/index/engine/engine_impl.h"
#include "services/index/engine/entity_rows.h"
#include "services/index/engine/entity_table.h"
#include "services/index/engine/facets.h"
#include "services/index/engine/format.h"
#include "services/index/engine/highlight.h"
#include "services/index/engine/office_holders.h"
#include "services/index/engine/people_views.h"
#include "services/index/engine/query_check.h"
#include "services/index/engine/records.h"
#include "services/index/engine/related_entities.h"
#include "services/index/engine/search.h"
#include "services/index/engine/spellings.h"
#include "services/index/engine/telling_terms.h"
#include "services/index/engine/unit.h"

namespace jianbao::engine {
namespace {

using storage::Family;
using storage::PinnedValue;

constexpr uint32_t kMaxHits = 10'000;

CollectionStatistics LocalStatistics(const View& view, const Plan& plan) {
  CollectionStatistics statistics;
  statistics.documents = view.state.documents;
  statistics.total_length = view.state.total_length;
  statistics.document_frequency = plan.DocumentFrequencies();
  return statistics;
}

absl::Status ExplainHits(const Plan& plan, const Leaves& leaves, const SearchOptions& options, SearchContext* context,
                         SearchResult* result) {
  for (Hit& hit : result->hits) {
    size_t leaf = 0;
    while (leaf + 1 < leaves.size() && leaves[leaf + 1]->base().value() <= hit.doc.value()) ++leaf;
    const LocalDoc doc = hit.doc.value() - leaves[leaf]->base().value();
    JIANBAO_ASSIGN_OR_RETURN(hit.score_parts, plan.Explain(leaf, doc, context));
    hit.age_factor = AgeFactor(options.ranking, hit.sort_key.date);
  }
  return context->status();
}

absl::Status NotPinned(Revision revision) {
  return Error(absl::StatusCode::kFailedPrecondition, "REVISION_NOT_PINNED",
               absl::StrCat("revision ", revision.value(), " is no longer kept; start again from the newest"))
      .With("revision", revision.value());
}

}  // namespace

void CollectionStatistics::Add(const CollectionStatistics& other) {
  documents += other.documents;
  for (int i = 0; i < kTextFields; ++i) total_length[i] += other.total_length[i];
  for (const auto& [term, frequency] : other.document_frequency) document_frequency[term] += frequency;
}

// ---- Views --------------------------------------------------------------------------------------------------------

EngineImpl::ViewPtr EngineImpl::CurrentView() const {
  absl::ReaderMutexLock lock(&view_mutex_);
  return view_;
}

Revision EngineImpl::revision() const { return CurrentView()->state.revision; }

Revision EngineImpl::Pin(absl::Duration lease) {
  absl::MutexLock lock(&view_mutex_);
  const Revision revision = view_->state.revision;
  Lease& kept = leases_[revision];
  kept.view = view_;
  kept.expiry = std::max(kept.expiry, options_.clock->Now() + lease);
  return revision;
}

absl::Status EngineImpl::ExtendPin(Revision revision, absl::Duration lease) {
  absl::MutexLock lock(&view_mutex_);
  const auto found = leases_.find(revision);
  const absl::Time now = options_.clock->Now();
  if (found == leases_.end() || found->second.expiry <= now) return NotPinned(revision);
  found->second.expiry = std::max(found->second.expiry, now + lease);
  return absl::OkStatus();
}

absl::StatusOr<EngineImpl::ViewPtr> EngineImpl::PinnedView(Revision revision) const {
  absl::MutexLock lock(&view_mutex_);
  if (view_->state.revision == revision) return view_;
  const auto found = leases_.find(revision);
  if (found == leases_.end() || found->second.expiry <= options_.clock->Now()) return NotPinned(revision);
  return found->second.view;
}

absl::Status EngineImpl::WaitForRevision(Revision wanted, const SearchOptions& options) const {
  const auto reached = [&]() ABSL_SHARED_LOCKS_REQUIRED(view_mutex_) { return view_->state.revision >= wanted; };
  absl::ReaderMutexLock lock(&view_mutex_);
  while (!reached()) {
    const absl::Time now = absl::Now();
    const bool cancelled = options.cancelled && options.cancelled();
    if (options.deadline == absl::InfiniteFuture() || now >= options.deadline || cancelled) {
      return Error(absl::StatusCode::kFailedPrecondition, "INDEX_BEHIND",
                   absl::StrCat("the index is at revision ", view_->state.revision.value(), " and has not reached ",
                                wanted.value(), "; try again, or set a longer deadline"))
          .With("revision", view_->state.revision.value())
          .With("min_revision", wanted.value());
    }
    // Short waits, so that a caller who went away is noticed.
    view_mutex_.AwaitWithDeadline(absl::Condition(&reached), std::min(options.deadline, now + absl::Milliseconds(20)));
  }
  return absl::OkStatus();
}

absl::StatusOr<EngineImpl::ViewPtr> EngineImpl::ViewFor(const SearchOptions& options) const {
  if (options.pinned.has_value()) {
    if (options.min_revision.has_value() && *options.min_revision > *options.pinned) {
      return Error(absl::StatusCode::kInvalidArgument, "QUERY_INVALID",
                   "the pinned revision is older than the revision asked for");
    }
    return PinnedView(*options.pinned);
  }
  if (options.min_revision.has_value()) JIANBAO_RETURN_IF_ERROR(WaitForRevision(*options.min_revision, options));
  return CurrentView();
}

// ---- Searching ----------------------------------------------------------------------------------------------------

absl::StatusOr<SearchResult> EngineImpl::Search(const Query& query, const SearchOptions& options) const {
  if (options.limit > kMaxHits) {
    return Error(absl::StatusCode::kInvalidArgument, "QUERY_TOO_LARGE",
                 absl::StrCat("more than ", kMaxHits, " hits are asked for at once; page through them"))
        .With("limit", kMaxHits);
  }
  JIANBAO_ASSIGN_OR_RETURN(const ViewPtr view, ViewFor(options));
  SearchContext context(options.deadline, options.cancelled);
  if (context.CheckNow()) return context.status();
  const PlanHost host = view->MakePlanHost();
  JIANBAO_ASSIGN_OR_RETURN(Plan plan, Plan::Compile(query, options_.limits, view->leaves, host));
  plan.Weigh(options.statistics.has_value() ? *options.statistics : LocalStatistics(*view, plan), options.ranking);
  const bool want_matches = !options.facets.empty() || options.histogram != HistogramUnit::kNone;
  JIANBAO_ASSIGN_OR_RETURN(Ranking ranking, Rank(plan, view->leaves, *view->deleted, options, want_matches, &context));
  SearchResult result;
  result.total = ranking.total;
  result.revision = view->state.revision;
  for (const RankedDoc& ranked : ranking.best) {
    const double score = options.sort == Sort::kRelevance ? static_cast<double>(ranked.key.primary) / kScoreUnit : 0;
    result.hits.push_back({ranked.doc, {}, score, ranked.key});
  }
  if (context.status().ok() && want_matches) {
    JIANBAO_RETURN_IF_ERROR(CountFacets(view->leaves, ranking.matches, options, &context, &result));
  }
  JIANBAO_RETURN_IF_ERROR(context.status());
  result.statistics = context.statistics;
  if (options.explain && options.sort == Sort::kRelevance) {
    JIANBAO_RETURN_IF_ERROR(ExplainHits(plan, view->leaves, options, &context, &result));
  }
  const absl::Time found = absl::Now();
  JIANBAO_RETURN_IF_ERROR(ReadHits(*view, options, &result));
  result.statistics.reading = absl::Now() - found;
  return result;
}

absl::Status EngineImpl::ReadHits(const View& view, const SearchOptions& options, SearchResult* result) const {
  for (size_t i = 0; i < result->hits.size(); ++i) {
    Hit& hit = result->hits[i];
    if (i < options.documents) {
      JIANBAO_ASSIGN_OR_RETURN(ArticleRecord record, view.ReadArticle(hit.doc));
      hit.name = record.document.name;
      hit.document = std::move(record.document);
      continue;
    }
    if (!options.names) continue;
    PinnedValue value;
    JIANBAO_ASSIGN_OR_RETURN(const bool found, view.Read(DocKey(RecordKind::kNameOf, hit.doc), &value));
    if (!found) {
      return Error(absl::StatusCode::kDataLoss, "INDEX_CORRUPT",
                   absl::StrCat("article number ", hit.doc.value(), " has no name; restore a backup"));
    }
    hit.name.assign(value.view());
  }
  return absl::OkStatus();
}

absl::StatusOr<CollectionStatistics> EngineImpl::CollectStatistics(const Query& query) const {
  const ViewPtr view = CurrentView();
  const PlanHost host = view->MakePlanHost();
  JIANBAO_ASSIGN_OR_RETURN(const Plan plan, Plan::Compile(query, options_.limits, view->leaves, host));
  return LocalStatistics(*view, plan);
}

absl::StatusOr<std::vector<FieldMatches>> EngineImpl::HighlightMatches(const Document& document,
                                                                       const Query& query) const {
  JIANBAO_RETURN_IF_ERROR(ValidateQuery(query, options_.limits));
  return FindMatches(document, query);
}

absl::StatusOr<std::vector<std::string>> EngineImpl::TellingTerms(const Document& document, uint32_t most) const {
  return engine::TellingTerms(*CurrentView(), document, most);
}

// ---- Records ------------------------------------------------------------------------------------------------------

absl::StatusOr<StoredDocument> EngineImpl::GetDocument(std::string_view name) const {
  const ViewPtr view = CurrentView();
  JIANBAO_ASSIGN_OR_RETURN(const std::optional<DocId> doc, view->FindDocument(name));
  if (!doc.has_value()) {
    return Error(absl::StatusCode::kNotFound, "ARTICLE_NOT_FOUND",
                 absl::StrCat("there is no article named ", std::string(name)));
  }
  JIANBAO_ASSIGN_OR_RETURN(ArticleRecord record, view->ReadArticle(*doc));
  return StoredDocument{*doc, std::move(record.document)};
}

absl::StatusOr<StoredDocument> EngineImpl::GetDocument(DocId doc, std::optional<Revision> pinned) const {
  ViewPtr view = CurrentView();
  if (pinned.has_value()) {
    JIANBAO_ASSIGN_OR_RETURN(view, PinnedView(*pinned));
  }
  JIANBAO_ASSIGN_OR_RETURN(ArticleRecord record, view->ReadArticle(doc));
  return StoredDocument{doc, std::move(record.document)};
}

absl::StatusOr<IssueSummary> EngineImpl::GetIssue(std::string_view name) const {
  JIANBAO_ASSIGN_OR_RETURN(std::optional<IssueRow> row, CurrentView()->FindIssue(name));
  if (!row.has_value()) {
    return Error(absl::StatusCode::kNotFound, "ISSUE_NOT_FOUND",
                 absl::StrCat("there is no issue named ", std::string(name)));
  }
  return std::move(row->summary);
}

absl::StatusOr<IssuePage> EngineImpl::ListIssues(const ListIssuesOptions& options) const {
  const ViewPtr view = CurrentView();
  std::string prefix = RecordKey(RecordKind::kIssueByDate, options.publication);
  if (!options.publication.empty()) prefix.push_back('\0');
  if (!options.after.empty() && options.after.substr(0, prefix.size()) != prefix) {
    return Error(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID",
                 "the page token belongs to another request; start again without one");
  }
  const auto it = store_->NewIterator(Family::kRecords, view->snapshot.get());
  std::string end = prefix;
  end.push_back('\xff');
  end.append(kMaxNameBytes, '\xff');
  const bool down = options.newest_first;
  if (down) {
    it->SeekBefore(options.after.empty() ? end : options.after);
  } else {
    it->Seek(options.after.empty() ? prefix : options.after + '\0');
  }
  IssuePage page;
  std::string last;
  for (; it->Valid() && it->key().substr(0, prefix.size()) == prefix; down ? it->Prev() : it->Next()) {
    std::string_view rest = it->key();
    const size_t nul = rest.find('\0');
    std::optional<absl::CivilDay> date;
    if (nul == std::string_view::npos) break;
    rest.remove_prefix(nul + 1);
    if (!GetDate(&rest, &date)) break;
    const bool dated_out = (options.earliest.has_value() && (!date.has_value() || *date < *options.earliest)) ||
                           (options.latest.has_value() && (!date.has_value() || *date > *options.latest));
    if (dated_out) continue;
    if (page.issues.size() == options.limit) {
      page.next = last;
      break;
    }
    JIANBAO_ASSIGN_OR_RETURN(std::optional<IssueRow> row, view->FindIssue(rest));
    if (!row.has_value()) {
      return Error(absl::StatusCode::kDataLoss, "INDEX_CORRUPT",
                   absl::StrCat("issue ", std::string(rest), " is listed but not stored; restore a backup"));
    }
    last = it->key();
    page.issues.push_back(std::move(row->summary));
  }
  JIANBAO_RETURN_IF_ERROR(it->status());
  return page;
}

// ---- Entities -----------------------------------------------------------------------------------------------------

absl::StatusOr<Entity> EngineImpl::GetEntity(const EntityId& id) const {
  JIANBAO_ASSIGN_OR_RETURN(EntityTimeline timeline, GetTimeline(id, {}));
  return std::move(timeline.entity);
}

absl::StatusOr<EntitySummary> EngineImpl::Summarize(const EntityId& id, const ReadControl& control) const {
  const ViewPtr view = CurrentView();
  if (id.kind != kPersonKind) {
    JIANBAO_ASSIGN_OR_RETURN(EntitySummary summary, EntityTable(store_, view->snapshot.get()).Summarize(id));
    if (summary.articles == 0) return NoSuchEntity(id);
    return summary;
  }
  SearchContext context(control.deadline, control.cancelled);
  JIANBAO_ASSIGN_OR_RETURN(const PersonPtr person, people_.Get(*view, id.canonical, &context));
  return person->summary;
}

absl::StatusOr<std::vector<EntitySummary>> EngineImpl::LookupEntities(const LookupEntitiesOptions& options) const {
  const ViewPtr view = CurrentView();
  SearchContext context(options.control.deadline, options.control.cancelled);
  const EntityTable table(store_, view->snapshot.get());
  JIANBAO_ASSIGN_OR_RETURN(const auto named, table.Find(options));
  std::vector<EntitySummary> found;
  if (!options.kind.has_value() || *options.kind == kPersonKind) {
    JIANBAO_ASSIGN_OR_RETURN(found, people_.Lookup(*view, options, &context));
  }
  for (const auto& [id, articles] : named) {
    if (id.kind == kPersonKind) continue;
    JIANBAO_ASSIGN_OR_RETURN(EntitySummary summary, table.Summarize(id));
    found.push_back(std::move(summary));
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const EntitySummary& a, const EntitySummary& b) { return a.articles > b.articles; });
  if (found.size() > options.limit) found.resize(options.limit);
  return found;
}

absl::StatusOr<std::vector<Suggestion>> EngineImpl::Suggest(const SuggestOptions& options) const {
  return suggestions_.Suggest(*CurrentView(), options);
}

absl::StatusOr<uint64_t> EngineImpl::CountArticles(std::string_view text, const ReadControl& control) const {
  SearchOptions options;
  options.limit = 0;
  options.exact_total = true;
  options.deadline = control.deadline;
  options.cancelled = control.cancelled;
  JIANBAO_ASSIGN_OR_RETURN(const SearchResult result, Search(Query::Text(std::string(text)), options));
  return result.total.value;
}

absl::StatusOr<SpellingProposals> EngineImpl::ProposeSpellings(std::string_view word,
                                                               const ReadControl& control) const {
  constexpr size_t kMaxProposals = 8;
  constexpr uint64_t kHardlyAny = 2;  // a word in so many articles may be misprinted in all of them
  const ViewPtr view = CurrentView();
  SearchContext context(control.deadline, control.cancelled);
  SpellingProposals proposals;
  JIANBAO_ASSIGN_OR_RETURN(proposals.articles, CountArticles(word, control));
  if (proposals.articles > kHardlyAny) return proposals;
  JIANBAO_ASSIGN_OR_RETURN(const auto possible, PossibleSpellings(*view, suggestions_.names(), word, &context));
  std::vector<std::pair<double, Spelling>> weighed;
  for (const PossibleSpelling& spelling : possible) {
    JIANBAO_ASSIGN_OR_RETURN(const uint64_t articles, CountArticles(spelling.text, control));
    if (articles == 0) continue;
    const double weight = spelling.likeness * std::log2(1 + static_cast<double>(articles));
    weighed.push_back({weight, {spelling.text, spelling.reason, articles}});
  }
  std::stable_sort(weighed.begin(), weighed.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  for (auto& [weight, spelling] : weighed) {
    if (proposals.spellings.size() < kMaxProposals) proposals.spellings.push_back(std::move(spelling));
  }
  return proposals;
}

absl::StatusOr<EvidencePage> EngineImpl::ListEvidence(const ListEvidenceOptions& options) const {
  const ViewPtr view = CurrentView();
  if (options.id.kind != kPersonKind) return EntityTable(store_, view->snapshot.get()).ListEvidence(options);
  if (!options.after.empty() && !options.after.starts_with(EvidencePrefix(options.id))) return ForeignPageToken();
  SearchContext context(options.control.deadline, options.control.cancelled);
  JIANBAO_ASSIGN_OR_RETURN(const PersonPtr person, people_.Get(*view, options.id.canonical, &context));
  return EvidenceOf(*view, *person, options);
}

absl::StatusOr<EvidencePage> EngineImpl::FindByTitle(const FindByTitleOptions& options) const {
  const ViewPtr view = CurrentView();
  return EntityTable(store_, view->snapshot.get()).FindByTitle(options);
}

absl::StatusOr<EntityTimeline> EngineImpl::GetTimeline(const EntityId& id, const ReadControl& control) const {
  const ViewPtr view = CurrentView();
  if (id.kind != kPersonKind) return EntityTable(store_, view->snapshot.get()).Timeline(id, control);
  SearchContext context(control.deadline, control.cancelled);
  JIANBAO_ASSIGN_OR_RETURN(const PersonPtr person, people_.Get(*view, id.canonical, &context));
  return TimelineOf(*view, *person, &context);
}

absl::StatusOr<HolderPage> EngineImpl::FindHolders(const FindHoldersOptions& options) const {
  return engine::FindHolders(*CurrentView(), people_, options);
}

absl::StatusOr<RelatedPage> EngineImpl::ListRelated(const ListRelatedOptions& options) const {
  return engine::ListRelated(*CurrentView(), people_, options);
}

// ---- The index as a whole -----------------------------------------------------------------------------------------

EngineStatistics EngineImpl::Statistics() const {
  EngineStatistics statistics;
  const ViewPtr view = CurrentView();
  statistics.revision = view->state.revision;
  statistics.issues = view->state.issues;
  statistics.documents = view->state.documents;
  statistics.total_length = view->state.total_length;
  statistics.deleted_documents = view->deleted->cardinality();
  for (const auto& leaf : view->leaves) {
    if (const auto* segment = dynamic_cast<const Segment*>(leaf.get())) {
      ++statistics.segments;
      statistics.deleted_documents -= segment->info().dropped;
    } else if (const auto* delta = dynamic_cast<const DeltaLeaf*>(leaf.get())) {
      statistics.delta_documents += delta->size();
      statistics.delta_bytes += delta->delta()->memory_bytes();
    }
  }
  statistics.store_bytes = store_->ApproximateBytes();
  statistics.analyzer = absl::StrCat(kAnalyzerId, " ", kAnalyzerVersion);
  statistics.format_version = kFormatVersion;
  absl::ReaderMutexLock lock(&view_mutex_);
  statistics.pinned_revisions = leases_.size();
  return statistics;
}

}  // namespace jianbao::engine
