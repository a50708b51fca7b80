#include "services/index/convert.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/util/time_util.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "libs/names/names.h"
#include "services/index/engine/posts.h"

namespace jianbao::index {
namespace {

using engine::FieldSet;
using engine::Query;
using engine::TextField;
using type::v1::Article;
using type::v1::Block;
using type::v1::Issue;
using type::v1::KeywordNode;
using type::v1::QueryNode;

// Keyword fields of the engine. Part of the stored format: never renumber.
enum KeywordField : uint8_t { kColumn = 1, kGenre = 2, kPerson = 3, kOrganization = 4, kPlace = 5, kReporter = 6 };

constexpr size_t kMaxKeywordBytes = 1024;
constexpr size_t kMaxTextBytes = 1024;

// Printed beside the text, and to be found like it.
bool StandsBesideBody(Block::Role role) {
  return role == Block::CAPTION || role == Block::CARD || role == Block::SOURCE || role == Block::SIGNATURE;
}

// The values of the heads field in the order they are joined in: those that articles carry as fields of their own, then
// what else is printed around the body.
std::vector<std::string> Heads(const Article& article) {
  std::vector<std::string> heads;
  if (article.has_kicker()) heads.push_back(article.kicker());
  heads.insert(heads.end(), article.decks().begin(), article.decks().end());
  heads.insert(heads.end(), article.subheads().begin(), article.subheads().end());
  if (article.has_column()) heads.push_back(article.column());
  for (const Block& block : article.blocks()) {
    if (StandsBesideBody(block.role())) heads.push_back(block.text());
  }
  return heads;
}

std::vector<std::string> Reporters(const Article& article) {
  std::vector<std::string> names;
  for (const auto& byline : article.bylines()) names.insert(names.end(), byline.names().begin(), byline.names().end());
  return names;
}

std::optional<uint8_t> ToKeywordField(KeywordNode::Key key) {
  switch (key) {
    case KeywordNode::COLUMN: return kColumn;
    case KeywordNode::GENRE: return kGenre;
    case KeywordNode::PERSON: return kPerson;
    case KeywordNode::ORGANIZATION: return kOrganization;
    case KeywordNode::PLACE: return kPlace;
    case KeywordNode::REPORTER: return kReporter;
    default: return std::nullopt;
  }
}

std::optional<uint8_t> EntityKeywordField(type::v1::Mention::Kind kind) {
  switch (kind) {
    case type::v1::Mention::PERSON: return kPerson;
    case type::v1::Mention::ORGANIZATION: return kOrganization;
    case type::v1::Mention::PLACE: return kPlace;
    default: return std::nullopt;
  }
}

class KeywordSet {
 public:
  void Add(uint8_t field, const std::string& value) {
    if (!value.empty() && value.size() <= kMaxKeywordBytes && value.find('\0') == std::string::npos) {
      keywords_.push_back({field, value});
    }
  }
  std::vector<engine::Keyword> Take() {
    std::sort(keywords_.begin(), keywords_.end());
    keywords_.erase(std::unique(keywords_.begin(), keywords_.end()), keywords_.end());
    return std::move(keywords_);
  }

 private:
  std::vector<engine::Keyword> keywords_;
};

std::vector<engine::Keyword> Keywords(const Article& article) {
  KeywordSet set;
  if (article.has_column()) set.Add(kColumn, article.column());
  set.Add(kGenre, Article::Genre_Name(article.genre()));
  for (const std::string& reporter : Reporters(article)) set.Add(kReporter, reporter);
  for (const auto& mention : article.mentions()) {
    const auto field = EntityKeywordField(mention.kind());
    if (!field.has_value()) continue;
    set.Add(*field, mention.canonical());
    set.Add(*field, mention.text());
  }
  return set.Take();
}

void AddOnce(const std::string& value, std::vector<std::string>* values) {
  if (!value.empty() && std::find(values->begin(), values->end(), value) == values->end()) values->push_back(value);
}

// One engine mention an entity, with every form and title of this article.
std::vector<engine::Mention> Mentions(const Article& article) {
  std::map<std::pair<uint8_t, std::string>, engine::Mention> by_entity;
  uint32_t position = 0;
  for (const auto& mention : article.mentions()) {
    ++position;  // mentions come in the order of print
    if (!EntityKeywordField(mention.kind()).has_value() || mention.canonical().empty()) continue;
    const auto kind = static_cast<uint8_t>(mention.kind());
    engine::Mention& entity = by_entity[{kind, mention.canonical()}];
    entity.kind = kind;
    entity.canonical = mention.canonical();
    if (entity.position == 0) entity.position = position;
    ++entity.count;
    AddOnce(mention.text(), &entity.texts);
    const auto& left = mention.former_titles();
    for (const std::string& title : mention.titles()) {
      const bool former = std::find(left.begin(), left.end(), title) != left.end();
      AddOnce(former ? engine::FormerTitle(title) : title, &entity.titles);
    }
  }
  std::vector<engine::Mention> out;
  out.reserve(by_entity.size());
  for (auto& [id, mention] : by_entity) out.push_back(std::move(mention));
  return out;
}

absl::StatusOr<engine::Document> ToDocument(const Article& article, const names::IssueName& issue_name,
                                            const engine::IssueRecord& issue, int number) {
  const std::string want = names::Format(names::ArticleName{issue_name, number});
  if (article.name() != want) {
    return Error(absl::StatusCode::kInvalidArgument, "ARTICLE_NOT_OF_ISSUE",
                 absl::StrCat("article name is \"", article.name(), "\", want \"", want, "\""))
        .Field("ApplyIssueRequest.articles.name");
  }
  engine::Document document;
  document.name = article.name();
  document.publication = issue.publication;
  document.issue = issue.name;
  document.date = issue.date;
  document.page = static_cast<uint32_t>(std::max(0, article.page_number()));
  document.text(TextField::kHeadline) = article.headline();
  document.text(TextField::kHeads) = absl::StrJoin(Heads(article), "\n");
  document.text(TextField::kBody) = article.body();
  document.text(TextField::kByline) = absl::StrJoin(Reporters(article), "\n");
  document.keywords = Keywords(article);
  document.mentions = Mentions(article);
  Article stored = article;
  stored.clear_body();
  document.payload = stored.SerializeAsString();
  return document;
}

absl::Status Corrupt(std::string_view name) {
  return Error(
      absl::StatusCode::kDataLoss, "RECORD_CORRUPT",
      absl::StrCat("stored record of ", std::string(name), " cannot be read; run CheckIntegrity, restore a backup"));
}

FieldSet ToFields(type::v1::SearchField field) {
  switch (field) {
    case type::v1::SEARCH_FIELD_HEADLINE: return FieldSet::Of(TextField::kHeadline);
    case type::v1::SEARCH_FIELD_HEADS: return FieldSet::Of(TextField::kHeads);
    case type::v1::SEARCH_FIELD_BODY: return FieldSet::Of(TextField::kBody);
    case type::v1::SEARCH_FIELD_BYLINE: return FieldSet::Of(TextField::kByline);
    default: return FieldSet::All();
  }
}

type::v1::SearchField FromField(TextField field) {
  switch (field) {
    case TextField::kHeadline: return type::v1::SEARCH_FIELD_HEADLINE;
    case TextField::kHeads: return type::v1::SEARCH_FIELD_HEADS;
    case TextField::kBody: return type::v1::SEARCH_FIELD_BODY;
    case TextField::kByline: return type::v1::SEARCH_FIELD_BYLINE;
  }
  return type::v1::SEARCH_FIELD_UNSPECIFIED;
}

// Turns one level after the other; `depth` is bounded before the engine sees the tree, as recursion is ours here.
class QueryConverter {
 public:
  absl::StatusOr<Query> Convert(const QueryNode& node, int depth) {
    if (depth > static_cast<int>(limits_.max_depth) || ++nodes_ > static_cast<int>(limits_.max_nodes)) {
      return Error(absl::StatusCode::kInvalidArgument, "QUERY_TOO_LARGE",
                   absl::StrCat("query tree exceeds ", limits_.max_depth, " levels or ", limits_.max_nodes, " nodes"))
          .Field("RetrieveRequest.query");
    }
    switch (node.node_case()) {
      case QueryNode::kText: return ConvertText(node.text());
      case QueryNode::kPrefix:
        JIANBAO_RETURN_IF_ERROR(CheckText(node.prefix().text()));
        return Query::Prefix(node.prefix().text(), ToFields(node.prefix().field()));
      case QueryNode::kLooseText: return ConvertLooseText(node.loose_text());
      case QueryNode::kAllOf: return ConvertChildren(node.all_of().children(), depth, &Query::And);
      case QueryNode::kAnyOf: return ConvertChildren(node.any_of().children(), depth, &Query::Or);
      case QueryNode::kNoneOf: {
        JIANBAO_ASSIGN_OR_RETURN(Query child, Convert(node.none_of().child(), depth + 1));
        return Query::Not(std::move(child));
      }
      case QueryNode::kBoost: {
        JIANBAO_ASSIGN_OR_RETURN(Query child, Convert(node.boost().child(), depth + 1));
        return Query::Boost(std::move(child), node.boost().factor());
      }
      case QueryNode::kPrefer: {
        JIANBAO_ASSIGN_OR_RETURN(Query child, Convert(node.prefer().child(), depth + 1));
        std::vector<Query> preferred;
        for (const QueryNode& query : node.prefer().preferred()) {
          JIANBAO_ASSIGN_OR_RETURN(Query converted, Convert(query, depth + 1));
          preferred.push_back(std::move(converted));
        }
        return Query::Prefer(std::move(child), std::move(preferred));
      }
      case QueryNode::kKeyword: return ConvertKeyword(node.keyword());
      case QueryNode::kDate: return ConvertDate(node.date());
      case QueryNode::kMatchAll: return Query::All();
      case QueryNode::NODE_NOT_SET: break;
    }
    return Malformed("a node of the query tree is empty or of a kind this server does not know");
  }

 private:
  static absl::Status Malformed(std::string message) {
    return Error(absl::StatusCode::kInvalidArgument, "QUERY_MALFORMED", std::move(message))
        .Field("RetrieveRequest.query");
  }

  static absl::Status CheckText(const std::string& text) {
    if (!text.empty() && text.size() <= kMaxTextBytes) return absl::OkStatus();
    return Malformed(absl::StrCat("text of a query node has ", text.size(), " bytes, want 1 to ", kMaxTextBytes));
  }

  static absl::StatusOr<Query> ConvertText(const type::v1::TextNode& node) {
    JIANBAO_RETURN_IF_ERROR(CheckText(node.text()));
    const FieldSet fields = ToFields(node.field());
    if (node.slop() > 0) return Query::Proximity(node.text(), static_cast<uint32_t>(node.slop()), fields);
    return node.whole_words() ? Query::Text(node.text(), fields) : Query::Phrase(node.text(), fields);
  }

  static absl::StatusOr<Query> ConvertLooseText(const type::v1::LooseTextNode& node) {
    JIANBAO_RETURN_IF_ERROR(CheckText(node.text()));
    Query query = Query::AnyOf(node.text(), ToFields(node.field()),
                               static_cast<uint32_t>(std::clamp(node.minimum_percent(), 0, 100)));
    auto& any_of = std::get<Query::AnyOfNode>(query.node);
    any_of.characters = node.characters();
    any_of.lead = node.lead();
    return query;
  }

  template <typename Children>
  absl::StatusOr<Query> ConvertChildren(const Children& children, int depth, Query (*make)(std::vector<Query>)) {
    if (children.empty()) return Malformed("an all_of or any_of node has no children");
    std::vector<Query> converted;
    for (const QueryNode& child : children) {
      JIANBAO_ASSIGN_OR_RETURN(Query query, Convert(child, depth + 1));
      converted.push_back(std::move(query));
    }
    return make(std::move(converted));
  }

  static absl::StatusOr<Query> ConvertKeyword(const KeywordNode& node) {
    if (node.key() == KeywordNode::PUBLICATION) return Query::Publication(node.value());
    if (node.key() == KeywordNode::PAGE) {
      uint32_t page = 0;
      if (!absl::SimpleAtoi(node.value(), &page)) return Malformed("value of a PAGE keyword must be a decimal number");
      return Query::Page(page, page);
    }
    const auto field = ToKeywordField(node.key());
    if (!field.has_value()) return Malformed("a keyword node has no key, or one this server does not know");
    return Query::Keyword(*field, node.value());
  }

  static absl::StatusOr<Query> ConvertDate(const type::v1::DateNode& node) {
    std::optional<absl::CivilDay> earliest, latest;
    if (node.has_earliest()) {
      JIANBAO_ASSIGN_OR_RETURN(earliest, names::ParseDate(node.earliest(), "DateNode.earliest"));
    }
    if (node.has_latest()) {
      JIANBAO_ASSIGN_OR_RETURN(latest, names::ParseDate(node.latest(), "DateNode.latest"));
    }
    return Query::Date(earliest, latest);
  }

  const engine::QueryLimits limits_{};
  int nodes_ = 0;
};

// Splits ranges of values joined by line feeds into ranges of the single values.
void AppendJoined(const std::string& joined, const engine::FieldMatches& matches, int max_matches,
                  ArticleMatches* out) {
  int index = 0;
  uint32_t value_begin = 0, at = 0;
  for (const auto& range : matches.ranges) {
    for (; at < range.begin && at < joined.size(); ++at) {
      if (joined[at] == '\n') {
        ++index;
        value_begin = at + 1;
      }
    }
    if (out->size() >= max_matches) return;
    auto* match = out->Add();
    match->set_field(FromField(matches.field));
    match->set_index(index);
    match->mutable_span()->set_begin(static_cast<int32_t>(range.begin - value_begin));
    match->mutable_span()->set_end(static_cast<int32_t>(range.end - value_begin));
  }
}

std::string KindName(uint8_t kind) {
  switch (kind) {
    case type::v1::Mention::PERSON: return "person";
    case type::v1::Mention::ORGANIZATION: return "organization";
    default: return "place";
  }
}

}  // namespace

absl::StatusOr<engine::IssueRecord> ToIssueRecord(const v1::ApplyIssueRequest& request, absl::Time update_time) {
  Issue issue = request.issue();
  *issue.mutable_update_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(update_time));
  JIANBAO_ASSIGN_OR_RETURN(const names::IssueName name,
                           names::ParseIssueName(issue.name(), "ApplyIssueRequest.issue.name"));
  engine::IssueRecord record;
  record.name = issue.name();
  record.publication = name.publication;
  record.date = name.date;
  record.content_hash = issue.content_hash();
  record.request_id = request.request_id();
  int number = 0;
  for (const Article& article : request.articles()) {
    JIANBAO_ASSIGN_OR_RETURN(engine::Document document, ToDocument(article, name, record, ++number));
    record.documents.push_back(std::move(document));
  }
  record.payload = issue.SerializeAsString();
  return record;
}

absl::StatusOr<Article> ToArticle(const engine::Document& document) {
  Article article;
  if (!article.ParseFromString(document.payload)) return Corrupt(document.name);
  article.set_body(document.text(TextField::kBody));
  return article;
}

absl::StatusOr<Article> ToArticleForHit(const engine::Document& document) {
  JIANBAO_ASSIGN_OR_RETURN(Article article, ToArticle(document));
  article.clear_blocks();
  article.clear_mentions();
  return article;
}

absl::StatusOr<Issue> ToIssue(const engine::IssueSummary& summary, v1::IssueView view) {
  Issue issue;
  if (!issue.ParseFromString(summary.payload)) return Corrupt(summary.name);
  issue.set_revision(static_cast<int64_t>(summary.revision.value()));
  if (view < v1::ISSUE_VIEW_SOURCE) issue.clear_source();
  if (view < v1::ISSUE_VIEW_FULL) {
    issue.clear_unassigned();
    issue.clear_diagnostics();
  }
  return issue;
}

absl::StatusOr<Query> ToQuery(const QueryNode& node) { return QueryConverter().Convert(node, 1); }

absl::StatusOr<engine::FacetRequest> ToFacetRequest(KeywordNode::Key key) {
  switch (key) {
    case KeywordNode::PUBLICATION: return engine::FacetRequest{engine::FacetKind::kPublication};
    case KeywordNode::YEAR: return engine::FacetRequest{engine::FacetKind::kYear};
    case KeywordNode::MONTH: return engine::FacetRequest{engine::FacetKind::kMonth};
    default: break;
  }
  if (const auto field = ToKeywordField(key)) return engine::FacetRequest{engine::FacetKind::kKeyword, *field};
  return Error(absl::StatusCode::kInvalidArgument, "FACET_UNSUPPORTED",
               "cannot count by this key, want PUBLICATION, YEAR, MONTH, COLUMN, GENRE, PERSON, ORGANIZATION, PLACE or "
               "REPORTER")
      .Field("RetrieveRequest.facets.key");
}

absl::StatusOr<engine::RankingOptions> ToRankingOptions(const type::v1::Ranking& ranking) {
  engine::RankingOptions options;
  auto& weights = options.field_weights;
  const auto weight = [&weights](TextField field) -> double& { return weights[static_cast<size_t>(field)]; };
  if (ranking.has_headline()) weight(TextField::kHeadline) = ranking.headline();
  if (ranking.has_heads()) weight(TextField::kHeads) = ranking.heads();
  if (ranking.has_body()) weight(TextField::kBody) = ranking.body();
  if (ranking.has_byline()) weight(TextField::kByline) = ranking.byline();
  if (ranking.has_half_life_days()) options.half_life_days = ranking.half_life_days();
  options.freshness = ranking.freshness();
  const bool weights_fit =
      std::all_of(weights.begin(), weights.end(), [](double value) { return value >= 0 && value <= 100; });
  if (!weights_fit || !(options.freshness >= 0 && options.freshness <= 1) || options.half_life_days < 1) {
    return Error(absl::StatusCode::kInvalidArgument, "RANKING_OUT_OF_RANGE",
                 "want weights of 0 to 100, freshness of 0 to 1 and a half life of at least a day")
        .Field("RetrieveRequest.ranking");
  }
  if (options.freshness > 0) {
    JIANBAO_ASSIGN_OR_RETURN(options.reference,
                             names::ParseDate(ranking.reference_date(), "RetrieveRequest.ranking.reference_date"));
  }
  return options;
}

std::string ExplanationOf(const engine::Hit& hit) {
  static constexpr const char* kNames[] = {"headline", "heads", "body", "byline"};
  std::string text = absl::StrFormat("%.2f = ", hit.score);
  const bool aged = hit.age_factor < 1;
  if (aged) absl::StrAppendFormat(&text, "age %.3f * (", hit.age_factor);
  for (size_t i = 0; i < hit.score_parts.size(); ++i) {
    const engine::ScorePart& part = hit.score_parts[i];
    const char* const where = part.field.has_value() ? kNames[static_cast<size_t>(*part.field)] : "names";
    absl::StrAppendFormat(&text, "%s%s in %s %.2f", i == 0 ? "" : " + ", part.text, part.lead ? "lead" : where,
                          part.score);
  }
  if (aged) text += ")";
  return text;
}

void AppendMatches(const engine::Document& document, const std::vector<engine::FieldMatches>& matches, int max_matches,
                   ArticleMatches* out) {
  for (const engine::FieldMatches& field : matches) {
    const bool repeated = field.field == TextField::kHeads || field.field == TextField::kByline;
    AppendJoined(repeated ? document.text(field.field) : std::string(), field, max_matches, out);
  }
}

std::string EntityResourceName(const engine::EntityId& id) {
  return names::Format(names::EntityName{KindName(id.kind), absl::BytesToHexString(id.canonical)});
}

absl::StatusOr<engine::EntityId> ToEntityId(std::string_view name, std::string_view field) {
  JIANBAO_ASSIGN_OR_RETURN(const names::EntityName parsed, names::ParseEntityName(name, field));
  const auto kind = parsed.kind == "person"         ? type::v1::Mention::PERSON
                    : parsed.kind == "organization" ? type::v1::Mention::ORGANIZATION
                                                    : type::v1::Mention::PLACE;
  return engine::EntityId{static_cast<uint8_t>(kind), absl::HexStringToBytes(parsed.id)};
}

type::v1::Entity ToEntity(const engine::EntitySummary& summary) {
  type::v1::Entity out;
  out.set_name(EntityResourceName(summary.id));
  out.set_kind(static_cast<type::v1::Mention::Kind>(summary.id.kind));
  out.set_display_name(summary.name);
  out.set_article_count(static_cast<int64_t>(summary.articles));
  if (summary.first.has_value()) out.set_first_seen(names::FormatDate(*summary.first));
  if (summary.last.has_value()) out.set_last_seen(names::FormatDate(*summary.last));
  return out;
}

type::v1::Entity ToEntity(const engine::Entity& entity, size_t max_titles) {
  type::v1::Entity out = ToEntity(entity.summary);
  for (const engine::Alias& alias : entity.aliases) {
    auto* encoded = out.add_aliases();
    encoded->set_text(alias.text);
    encoded->set_article_count(static_cast<int64_t>(alias.articles));
    encoded->set_reason(alias.reason);
  }
  std::vector<const engine::TitleRecord*> latest_first;
  for (const engine::TitleRecord& title : entity.titles) latest_first.push_back(&title);
  std::stable_sort(latest_first.begin(), latest_first.end(),
                   [](const auto* a, const auto* b) { return a->last > b->last; });
  if (latest_first.size() > max_titles) latest_first.resize(max_titles);
  for (const engine::TitleRecord* title : latest_first) *out.add_titles() = ToTenure(*title);
  return out;
}

type::v1::TitleTenure ToTenure(const engine::TitleRecord& title) {
  type::v1::TitleTenure out;
  out.set_title(title.title);
  if (title.first.has_value()) out.set_first_seen(names::FormatDate(*title.first));
  if (title.last.has_value()) out.set_last_seen(names::FormatDate(*title.last));
  out.set_article_count(static_cast<int64_t>(title.articles));
  for (const std::string& article : title.proof) out.add_articles(article);
  return out;
}

absl::Status ToContractError(const absl::Status& status) {
  static const auto* const kNames = new std::map<std::string, std::string>{
      {"DOCUMENT_TOO_LARGE", "ISSUE_TOO_LARGE"}, {"PAGE_TOKEN_INVALID", "PAGE_TOKEN_MALFORMED"},
      {"QUERY_INVALID", "QUERY_MALFORMED"},      {"REVISION_NOT_PINNED", "SNAPSHOT_EXPIRED"},
      {"TITLE_INVALID", "TITLE_MALFORMED"},
  };
  const auto detail = GetErrorDetail(status);
  if (!detail.has_value()) return status;
  const auto name = kNames->find(detail->reason);
  return name == kNames->end() ? status : WithReason(status, name->second);
}

engine::CollectionStatistics ToStatistics(const v1::CollectionStatistics& statistics) {
  engine::CollectionStatistics out;
  out.documents = static_cast<uint64_t>(std::max<int64_t>(0, statistics.article_count()));
  for (int i = 0; i < std::min(engine::kTextFields, statistics.field_lengths_size()); ++i) {
    out.total_length[static_cast<size_t>(i)] = static_cast<uint64_t>(std::max<int64_t>(0, statistics.field_lengths(i)));
  }
  for (const auto& term : statistics.terms()) {
    out.document_frequency[term.term()] = static_cast<uint64_t>(std::max<int64_t>(0, term.document_frequency()));
  }
  return out;
}

v1::CollectionStatistics FromStatistics(const engine::CollectionStatistics& statistics) {
  v1::CollectionStatistics out;
  out.set_article_count(static_cast<int64_t>(statistics.documents));
  for (const uint64_t length : statistics.total_length) out.add_field_lengths(static_cast<int64_t>(length));
  for (const auto& [term, frequency] : statistics.document_frequency) {
    auto* encoded = out.add_terms();
    encoded->set_term(term);
    encoded->set_document_frequency(static_cast<int64_t>(frequency));
  }
  return out;
}

}  // namespace jianbao::index
