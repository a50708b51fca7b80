// The index engine: issues in, ranked articles and entities out. Knows nothing of RPC.
//
// A write is durable and searchable when it returns, and returns a Revision; a search that names a revision sees that
// write. Readers work on a point in time and never wait for writers.
//
// Thread-safe. Writes are taken one at a time. One Engine per store; the store must outlive it.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_ENGINE_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_ENGINE_H_

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/text/span.h"
#include "services/index/engine/document.h"
#include "services/index/engine/query.h"
#include "services/index/storage/store.h"

namespace jianbao::engine {

// How much of the archive a question about one name looks at (people.h).
struct PeopleOptions {
  // Affect behaviour.
  // Names of one block: the name asked for, those tied to it by corrections, then the most alike.
  uint32_t max_names = 32;
  // Articles that name any of them. Of a name that alone has more, the oldest ones decide and the others go to whom
  // most of those mean; look-alikes that find no room are left out.
  uint32_t max_sightings = 20'000;
  // The publication under which issues of unknown papers are stored: that two of them have it says nothing.
  std::string unknown_publication = "unknown";

  // Affects performance. Sightings of resolved people kept in memory, some 16 bytes each.
  uint64_t cached_sightings = 2'000'000;
  // Sightings kept prepared for resolving (resolution/resolver.h), some 500 bytes each.
  uint64_t prepared_sightings = 200'000;
};

struct EngineOptions {
  // Affect behaviour.
  QueryLimits limits;
  uint32_t max_issue_documents = 10'000;
  uint32_t max_document_bytes = 16 << 20;  // texts and payload of one article
  const Clock* clock = Clock::System();    // for leases, and for the time of corrections

  PeopleOptions people;

  // Affect performance.
  // Bytes of newest postings held in memory until they are folded into a segment; also bounds what Open() has to
  // analyse again after a restart.
  uint64_t delta_bytes = uint64_t{64} << 20;
  // The newest articles are also folded when nothing was written for so long: a list on disk is read as it stands, one
  // in memory is put together for every search. Not done for fewer articles than a few blocks of a list hold.
  absl::Duration fold_after_rest = absl::Seconds(5);
  // Fold and merge on a thread of the engine's own; false leaves it to Fold(), for tests and bulk tools.
  bool background = true;
};

// ---- Writing ----------------------------------------------------------------------------------------------------

struct ApplyOptions {
  // Refuse to replace an issue whose stored content hash is another; "" means the issue must not exist yet.
  std::optional<std::string> expected_content_hash;
  // Written in the same batch, read back by GetMark(): e.g. the position in a log.
  std::map<std::string, std::string> marks;
};

struct ApplyResult {
  Revision revision;     // of this write; of the earlier one where nothing changed
  bool changed = false;  // false: the issue was stored with the same content hash already
  bool replaced = false;
};

// ---- Searching --------------------------------------------------------------------------------------------------

enum class Sort : uint8_t { kRelevance, kNewest, kOldest };

// A hit's place in the order: higher primary first, then higher date, then lower tie. It depends on the article and the
// query alone, so hits of several shards merge into the order one shard would give.
struct SortKey {
  int64_t primary = 0;  // the score in 1/65536, or the date as the sort asks
  int32_t date = 0;     // days since 1970-01-01; INT32_MIN without date
  uint64_t tie = 0;     // hash of the name

  friend bool operator==(const SortKey&, const SortKey&) = default;
};
// True where `a` ranks before `b`.
bool RanksBefore(const SortKey& a, const SortKey& b);

// What scoring needs to know of the whole collection. Shards' statistics add up; a search that is given the sum scores
// as one index over everything would.
struct CollectionStatistics {
  uint64_t documents = 0;
  std::array<uint64_t, kTextFields> total_length = {};  // characters
  std::map<std::string, uint64_t> document_frequency;   // by term, as CollectStatistics() names them

  void Add(const CollectionStatistics& other);
};

// How matches become a score.
struct RankingOptions {
  // What a match in each text field counts: one in a headline says more than one in the body.
  std::array<double, kTextFields> field_weights = {2.0, 1.3, 1.0, 0.7};
  // The part of the score that an article loses with its age, 0 to 1: half of it within each `half_life_days` before
  // `reference`. All of it where an article has no date.
  double freshness = 0;
  double half_life_days = 365;
  absl::CivilDay reference;
};

// What a facet counts by.
enum class FacetKind : uint8_t { kKeyword, kPublication, kYear, kMonth };

struct FacetRequest {
  FacetKind kind = FacetKind::kKeyword;
  uint8_t keyword_field = 0;  // of kKeyword
  uint32_t limit = 10;        // most frequent values returned
};
struct FacetValue {
  std::string value;
  uint64_t count = 0;
};
enum class HistogramUnit : uint8_t { kNone, kDay, kMonth, kYear };

struct SearchOptions {
  uint32_t limit = 10;  // 0: totals and facets only; at most 10,000
  Sort sort = Sort::kRelevance;
  std::optional<SortKey> search_after;  // only hits that rank after it
  bool exact_total = false;
  bool names = true;                 // fill in Hit::name; a caller that knows the articles by number saves reading it
  uint32_t documents = 0;            // fill in Hit::document of so many hits, the best first
  std::vector<FacetRequest> facets;  // counts over all matches: implies exact_total
  HistogramUnit histogram = HistogramUnit::kNone;  // likewise
  RankingOptions ranking;
  bool explain = false;                            // fill in Hit::score_parts and Hit::age_factor
  std::optional<CollectionStatistics> statistics;  // absent: this index's own

  absl::Time deadline = absl::InfiniteFuture();
  std::function<bool()> cancelled;       // asked now and then; may be empty
  std::optional<Revision> min_revision;  // wait for it until `deadline`; with no deadline, fail at once
  std::optional<Revision> pinned;        // search as of a revision Pin() has leased
};

// What one text brought to a score.
struct ScorePart {
  std::string text;
  std::optional<TextField> field;  // absent: a filter
  double score = 0;
  bool lead = false;  // for standing in the lead of the body
};

struct Hit {
  DocId doc;
  std::string name;
  double score = 0;  // 0 in a search not sorted by relevance
  SortKey sort_key;
  std::optional<Document> document;    // as of the revision searched
  std::vector<ScorePart> score_parts;  // their sum times `age_factor` is the score
  double age_factor = 1;
};

struct Total {
  uint64_t value = 0;
  bool exact = false;  // false: at least `value`
};

struct SearchStatistics {
  uint64_t terms = 0;  // posting lists read
  uint64_t documents_scored = 0;
  uint64_t blocks_decoded = 0;
  uint64_t blocks_skipped = 0;
  uint64_t positions_checked = 0;  // articles whose positions were compared
  uint64_t segments = 0;
  absl::Duration reading;  // of names and documents, when all was found
};

struct SearchResult {
  std::vector<Hit> hits;
  Total total;
  std::vector<std::vector<FacetValue>> facets;                 // as requested, most frequent first
  std::vector<std::pair<absl::CivilDay, uint64_t>> histogram;  // first day of each non-empty bucket, in order
  SearchStatistics statistics;
  Revision revision;  // what was searched
};

// Ranges of one field's text that made a query match, in order, not overlapping.
struct FieldMatches {
  TextField field;
  std::vector<text::ByteSpan> ranges;
};

// ---- Records ----------------------------------------------------------------------------------------------------

struct StoredDocument {
  DocId doc;
  Document document;
};

// An issue without the text of its articles.
struct IssueSummary {
  std::string name;
  std::string publication;
  std::optional<absl::CivilDay> date;
  std::string payload;
  std::string content_hash;
  std::string request_id;
  Revision revision;                   // of the write that stored it
  std::vector<std::string> documents;  // names, in order
};

struct ListIssuesOptions {
  std::string publication;  // empty: all, ordered by publication first
  std::optional<absl::CivilDay> earliest;
  std::optional<absl::CivilDay> latest;
  bool newest_first = false;
  uint32_t limit = 100;
  std::string after;  // IssuePage::next of the page before
};
struct IssuePage {
  std::vector<IssueSummary> issues;
  std::string next;  // empty: no more
};

// ---- Entities ---------------------------------------------------------------------------------------------------

// When a read that may take long gives up, with DeadlineExceeded or Cancelled.
struct ReadControl {
  absl::Time deadline = absl::InfiniteFuture();
  std::function<bool()> cancelled;  // asked now and then; may be empty
};

struct EntityId {
  uint8_t kind = 0;
  std::string canonical;

  friend auto operator<=>(const EntityId&, const EntityId&) = default;
};

struct EntitySummary {
  // Of a person: the id its resolution gives it, which is its name for the first of that name (docs/adr/0018).
  EntityId id;
  std::string name;       // to show
  uint64_t articles = 0;  // that name it
  std::optional<absl::CivilDay> first;
  std::optional<absl::CivilDay> last;
};

// What an article prints around a person. People are told apart and joined by it.
struct Surroundings {
  std::string issue;
  std::string publication;
  std::vector<std::string> people;  // the nearest others, at most 6, in the order of print
  std::optional<uint32_t> order;    // how many of `people` are named before; absent where it is not known
  std::vector<std::string> places;  // the nearest places and organisations, at most 6, in the order of print

  friend bool operator==(const Surroundings&, const Surroundings&) = default;
};

// One article's word for one entity.
struct Evidence {
  EntityId id;
  DocId doc;
  std::string article;
  std::optional<absl::CivilDay> date;
  std::vector<std::string> texts;
  std::vector<std::string> titles;
  uint32_t count = 0;                  // how often the article names it; at least 1
  std::optional<Surroundings> around;  // of people; absent in rows that formats 1 and 2 wrote
};

struct TitleRecord {
  std::string title;
  uint64_t articles = 0;
  std::optional<absl::CivilDay> first;
  std::optional<absl::CivilDay> last;
  std::vector<std::string> proof;  // names of articles, oldest first: the first, the last and some between, at most 16
};
struct Alias {
  std::string text;  // a printed form other than the entity's name
  uint64_t articles = 0;
  std::string reason;  // why it was joined to a person; empty for other kinds
};
struct Entity {
  EntitySummary summary;
  std::vector<TitleRecord> titles;  // by first sighting
  std::vector<Alias> aliases;       // most frequent first
};

struct MonthActivity {
  absl::CivilMonth month;
  uint64_t articles = 0;  // that name the entity
  uint64_t mentions = 0;  // how often they name it
};
struct EntityTimeline {
  Entity entity;
  std::vector<MonthActivity> months;  // those with articles, in order; undated articles are in none
};

enum class NameMatch : uint8_t {
  kExact,  // the canonical name, byte by byte
  // The canonical name or a printed form, width, case and script form apart; of people, also its pinyin or initials.
  kFolded,
  kPrefix,  // a folded name, printed form or spelling that starts so
};
struct LookupEntitiesOptions {
  std::string text;
  NameMatch match = NameMatch::kFolded;
  std::optional<uint8_t> kind;
  uint32_t limit = 20;
  ReadControl control;
};

struct SuggestOptions {
  std::string typed;           // the beginning of a name: Chinese characters, pinyin, initials, or some of each
  std::vector<uint8_t> kinds;  // of entities, in the order they are answered in
  uint32_t limit = 10;         // at most 100
  ReadControl control;
};
struct Suggestion {
  EntitySummary entity;
  // Of people: of the titles that GetEntity() knows the one seen last; empty where there is none or it is not known
  // yet.
  std::string post;
};

// Why a word may be meant by another one.
enum class SpellingReason : uint8_t {
  kLookAlike = 1,  // one character is misread as one that looks like it
  kSameSound = 2,  // it is pronounced alike, whatever the tones; or it is the pinyin of a name
  kOneEdit = 3,    // one character too many, or two in the wrong order
};
struct Spelling {
  std::string text;  // folded, or the name of an entity
  SpellingReason reason = SpellingReason::kLookAlike;
  uint64_t articles = 0;  // that hold it; at least 1
};
struct SpellingProposals {
  uint64_t articles = 0;            // that hold the word asked about
  std::vector<Spelling> spellings;  // the likeliest first
};

struct ListEvidenceOptions {
  EntityId id;
  std::optional<absl::CivilDay> earliest;
  std::optional<absl::CivilDay> latest;
  uint32_t limit = 100;
  std::string after;  // EvidencePage::next of the page before, which asked for the same id
  ReadControl control;
};
struct EvidencePage {
  std::vector<Evidence> rows;  // oldest first, undated before all
  std::string next;            // empty: no more
};

struct FindByTitleOptions {
  std::string title;    // folded before comparing
  bool prefix = false;  // titles that start so
  std::optional<absl::CivilDay> earliest;
  std::optional<absl::CivilDay> latest;
  uint32_t limit = 100;
  std::string after;
};

struct FindHoldersOptions {
  std::string title;         // a post; posts.h says which titles hold it
  std::string organization;  // a place or organisation; empty: any
  // Absent: at any time.
  std::optional<absl::CivilDay> earliest;
  std::optional<absl::CivilDay> latest;
  uint32_t limit = 100;
  std::string after;  // HolderPage::next of the page before
  // Rows of the post that may be read: every sighting is one, and so is one of a post that only ends alike (副区长).
  uint32_t max_sightings = 200'000;
  ReadControl control;
};
// A person who was seen in a post of one organisation.
struct Holder {
  EntitySummary person;
  std::string organization;  // that the titles name, as printed; else the one asked for; may be empty
  TitleRecord tenure;        // the title is the one printed most often; proof as TitleRecord says
  std::vector<TitleRecord>
      titles;  // each as printed in the tenure, by first sighting, undated ones last; without proof
  // Not seen within the days asked for, but nobody else was either, and this is who was seen last before them.
  bool presumed = false;
};
struct HolderPage {
  std::vector<Holder> holders;  // by first sighting, undated ones last
  std::string next;             // empty: no more
};

struct ListRelatedOptions {
  EntityId id;
  std::vector<uint8_t> kinds;  // empty: every kind
  uint32_t limit = 20;
  uint32_t offset = 0;            // so many of the first are left out
  uint32_t max_articles = 2'000;  // read, newest first; older ones do not count
  ReadControl control;
};
struct RelatedEntity {
  EntitySummary summary;
  uint64_t articles = 0;  // that name both, of those read
  double weight = 0;      // see Engine::ListRelated()
  // The title printed in the newest of those articles, and that article; empty where there is none.
  std::string title;
  std::string title_article;
  std::optional<absl::CivilDay> title_date;
};
struct RelatedPage {
  std::vector<RelatedEntity> entities;  // by weight, then by articles
  bool more = false;
};

// ---- Corrections ------------------------------------------------------------------------------------------------

enum class CorrectionKind : uint8_t {
  kMerge = 1,   // whoever `subjects` sight is the person `target` sights
  kSplit = 2,   // what each of `subjects` sights is not that person but somebody else
  kRevoke = 3,  // the correction `revokes` no longer holds; it may itself be revoked
};
// Sightings of a name in some issues or articles. They stand for a person through all that is ingested again.
struct PersonAnchor {
  std::string name;                // canonical
  std::vector<std::string> where;  // names of issues or articles; empty: wherever the name is printed

  friend bool operator==(const PersonAnchor&, const PersonAnchor&) = default;
};
// What an archivist decided about people. Part of the on-disk format.
struct Correction {
  uint64_t number = 0;  // from 1 on, in the order they were made
  CorrectionKind kind = CorrectionKind::kMerge;
  std::vector<PersonAnchor> subjects;
  std::optional<PersonAnchor> target;
  uint64_t revokes = 0;
  absl::Time time;
  std::string author;
  std::string reason;
  std::string request_id;     // names the attempt; may be empty
  uint64_t request_hash = 0;  // of what was asked for, so that an id is not used for something else

  friend bool operator==(const Correction&, const Correction&) = default;
};
struct CorrectionNote {
  std::string author;
  std::string reason;
  std::string request_id;  // the same one again changes nothing and answers as before
};
struct CorrectionResult {
  Correction correction;
  Revision revision;
  bool changed = false;  // false: this request was answered before
};
struct CorrectionState {
  Correction correction;
  bool revoked = false;
};

// ---- The index as a whole ---------------------------------------------------------------------------------------

struct EngineStatistics {
  Revision revision;
  uint64_t issues = 0;
  uint64_t documents = 0;
  uint64_t deleted_documents = 0;  // not yet folded away
  std::array<uint64_t, kTextFields> total_length = {};
  uint64_t segments = 0;
  uint64_t delta_documents = 0;
  uint64_t delta_bytes = 0;
  uint64_t store_bytes = 0;
  uint64_t pinned_revisions = 0;
  std::string analyzer;  // id and version
  uint32_t format_version = 0;
};

struct IntegrityReport {
  uint64_t documents = 0;
  uint64_t postings = 0;
  std::vector<std::string> problems;  // empty: sound; at most 100
};

class Engine {
 public:
  // Opens the index in `store`, creating it in an empty one. FailedPrecondition INDEX_FORMAT_UNSUPPORTED or
  // INDEX_ANALYZER_MISMATCH says what to do; INDEX_BULK_LOAD_INTERRUPTED when a bulk load did not finish; DataLoss
  // INDEX_CORRUPT when stored values are damaged.
  static absl::StatusOr<std::unique_ptr<Engine>> Open(storage::Store* store, const EngineOptions& options);
  virtual ~Engine() = default;

  // Stores `issue`, replacing all articles of the issue of that name, atomically. InvalidArgument DOCUMENT_INVALID
  // (field says which), REQUEST_ID_REUSED (that request stored other content); AlreadyExists DOCUMENT_NAME_TAKEN
  // (another issue owns an article's name); FailedPrecondition CONTENT_CHANGED (see ApplyOptions); Unavailable when the
  // store fails, and then nothing has changed.
  virtual absl::StatusOr<ApplyResult> ApplyIssue(const IssueRecord& issue, const ApplyOptions& options) = 0;
  // Removes an issue and its articles. `changed` is false where there is none, which is not an error.
  virtual absl::StatusOr<ApplyResult> DeleteIssue(std::string_view name, const ApplyOptions& options) = 0;
  // A mark written by ApplyOptions::marks; nullopt where there is none.
  virtual absl::StatusOr<std::optional<std::string>> GetMark(std::string_view key) const = 0;

  // InvalidArgument QUERY_INVALID or QUERY_TOO_LARGE; FailedPrecondition INDEX_BEHIND (min_revision not reached) or
  // REVISION_NOT_PINNED (the lease has run out: start over); DeadlineExceeded, Cancelled.
  virtual absl::StatusOr<SearchResult> Search(const Query& query, const SearchOptions& options) const = 0;
  // This index's share of what scoring `query` needs.
  virtual absl::StatusOr<CollectionStatistics> CollectStatistics(const Query& query) const = 0;
  // Where `query` matches in `document`. Filters and negated parts match nowhere.
  virtual absl::StatusOr<std::vector<FieldMatches>> HighlightMatches(const Document& document,
                                                                     const Query& query) const = 0;
  // At most `most` words and character pairs that find articles like `document`, the most telling first.
  virtual absl::StatusOr<std::vector<std::string>> TellingTerms(const Document& document, uint32_t most) const = 0;

  // NotFound ARTICLE_NOT_FOUND / ISSUE_NOT_FOUND.
  virtual absl::StatusOr<StoredDocument> GetDocument(std::string_view name) const = 0;
  virtual absl::StatusOr<StoredDocument> GetDocument(DocId doc, std::optional<Revision> pinned) const = 0;
  virtual absl::StatusOr<IssueSummary> GetIssue(std::string_view name) const = 0;
  // InvalidArgument PAGE_TOKEN_INVALID when `after` is not one of ours.
  virtual absl::StatusOr<IssuePage> ListIssues(const ListIssuesOptions& options) const = 0;

  // NotFound ENTITY_NOT_FOUND. An id of a person is a name, or a name with a suffix for its namesakes; a bare name that
  // was joined to another person gives that one.
  virtual absl::StatusOr<Entity> GetEntity(const EntityId& id) const = 0;
  virtual absl::StatusOr<EntitySummary> Summarize(const EntityId& id, const ReadControl& control) const = 0;
  virtual absl::StatusOr<EntityTimeline> GetTimeline(const EntityId& id, const ReadControl& control) const = 0;
  // Most often named first. People are resolved: everybody whom a fitting name means somewhere, under whatever name
  // they go by; of a prefix, those of the 200 most frequent names.
  virtual absl::StatusOr<std::vector<EntitySummary>> LookupEntities(const LookupEntitiesOptions& options) const = 0;
  // Names that begin as typed, while somebody types: of each kind those named in most articles, then those seen last,
  // then by name. The first kind takes all places, but for an eighth of them for each other kind that has some.
  // People are resolved as LookupEntities() does, but for those that would take long: they come by name, with the
  // articles that print it and without a post, and are resolved in the background, so that the next call knows them.
  // Empty where nothing fits. Unavailable SUGGESTIONS_LOADING while the names are read after Open().
  virtual absl::StatusOr<std::vector<Suggestion>> Suggest(const SuggestOptions& options) const = 0;
  // What `word` may have been meant for, of what articles hold: at most eight. Likelier is what looks more alike, then
  // what more articles hold (spellings.h). Empty where `word` is no run of 2 to 6 Chinese characters and no pinyin of a
  // name, or where more than two articles hold it as it is.
  virtual absl::StatusOr<SpellingProposals> ProposeSpellings(std::string_view word,
                                                             const ReadControl& control) const = 0;
  virtual absl::StatusOr<EvidencePage> ListEvidence(const ListEvidenceOptions& options) const = 0;
  // Sightings of a title, oldest first, whoever bore it.
  virtual absl::StatusOr<EvidencePage> FindByTitle(const FindByTitleOptions& options) const = 0;
  // Who held a post. Sightings are merged by person and organisation: a title that names none (县长) belongs to the
  // organisation that the same person's titles named last before it. With an organisation asked for, those whose titles
  // name it, and those whose titles name none, seen in an article that names it as a place or organisation.
  // With days asked for, those whose sightings, from the first to the last, include one of them; where an organisation
  // has none, the one seen last before them, marked `presumed`, unless seen in the post of another one since.
  // InvalidArgument TITLE_INVALID (no letter), PAGE_TOKEN_INVALID; ResourceExhausted POST_TOO_COMMON (max_sightings).
  virtual absl::StatusOr<HolderPage> FindHolders(const FindHoldersOptions& options) const = 0;
  // Who and what is named in the same articles. The weight is the log-likelihood ratio of the two being named
  // independently: with N articles in the index, a read of the entity asked for, b that name the other and k that name
  // both, G2 = 2 * sum(O * ln(O / E)) over the four counts O = k, a - k, b - k, N - a - b + k and what chance would
  // make of them, E = (row total) * (column total) / N. Negative where chance would bring them together more often.
  // Weighed are the 2,000 that share most articles; of names of people the 48 that weigh most are resolved, the others
  // answered as they are recorded. NotFound ENTITY_NOT_FOUND.
  virtual absl::StatusOr<RelatedPage> ListRelated(const ListRelatedOptions& options) const = 0;

  // Declares that the people `sources` are `target`. InvalidArgument ENTITY_KIND_UNSUPPORTED (people alone can be
  // merged), CORRECTION_EMPTY (no source but the target itself), REQUEST_ID_REUSED; NotFound ENTITY_NOT_FOUND.
  virtual absl::StatusOr<CorrectionResult> MergePeople(const EntityId& target, const std::vector<EntityId>& sources,
                                                       const CorrectionNote& note) = 0;
  // Takes printed forms (`forms`: all sightings of the person recorded under them) or single articles (`articles`:
  // names of articles or issues) out of a person; together they become somebody else. InvalidArgument as above, and
  // CORRECTION_TOO_WIDE where nothing would be left; NotFound ENTITY_NOT_FOUND, FORM_NOT_FOUND.
  virtual absl::StatusOr<CorrectionResult> SplitPerson(const EntityId& id, const std::vector<std::string>& forms,
                                                       const std::vector<std::string>& articles,
                                                       const CorrectionNote& note) = 0;
  // Takes a correction back. NotFound CORRECTION_NOT_FOUND; FailedPrecondition CORRECTION_REVOKED; InvalidArgument
  // REQUEST_ID_REUSED.
  virtual absl::StatusOr<CorrectionResult> RevokeCorrection(uint64_t number, const CorrectionNote& note) = 0;
  // In order of their numbers, those after `after`.
  virtual std::vector<CorrectionState> ListCorrections(uint64_t after, uint32_t limit) const = 0;

  virtual Revision revision() const = 0;
  // Keeps the newest revision readable for `lease`; pinning it again extends the lease.
  virtual Revision Pin(absl::Duration lease) = 0;
  // Extends the lease of a revision still pinned. FailedPrecondition REVISION_NOT_PINNED.
  virtual absl::Status ExtendPin(Revision revision, absl::Duration lease) = 0;

  virtual EngineStatistics Statistics() const = 0;
  // Folds everything in memory into segments and merges them down to one, dropping what was deleted. Slow; reads and
  // writes go on meanwhile.
  virtual absl::Status Fold() = 0;
  // The same, and rewrites the store without what was deleted or replaced. DeadlineExceeded, Cancelled: some is done.
  virtual absl::Status Compact(const ReadControl& control) = 0;
  // Compares every posting and every row of an entity with every record and reads every checksum. Slow; works on a
  // point in time.
  virtual absl::StatusOr<IntegrityReport> CheckIntegrity() const = 0;
  // A consistent copy of everything acknowledged, which Open() accepts; reads and writes go on meanwhile. It shares
  // files with the store, so it is a step to a backup and none itself. `directory` must not exist and be on the store's
  // disk.
  virtual absl::Status Checkpoint(const std::string& directory) const = 0;
};

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_ENGINE_H_
