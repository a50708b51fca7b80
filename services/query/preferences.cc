#include "services/query/preferences.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "libs/names/names.h"
#include "libs/text/chars.h"
#include "services/query/query_node.h"

namespace jianbao::query {
namespace {

using type::v1::KeywordNode;
using type::v1::QueryNode;
using type::v1::TextNode;

constexpr float kDefaultProximity = 0.5;
constexpr float kDefaultEntity = 0.3;
constexpr float kDefaultCharacters = 2;
constexpr float kDefaultLead = 0.5;
// More of them would cost time and say little.
constexpr size_t kMaxWords = 8;
constexpr size_t kMaxNameCharacters = 12;
constexpr size_t kMaxPairCharacters = 64;

bool IsWord(const QueryNode& node) { return node.has_text() && node.text().whole_words() && node.text().slop() == 0; }

// The nodes that stand beside each other in `query`: its parts, or itself.
std::vector<const QueryNode*> PartsOf(const QueryNode& query) {
  std::vector<const QueryNode*> parts;
  for (const QueryNode& child : query.all_of().children()) parts.push_back(&child);
  for (const QueryNode& child : query.any_of().children()) parts.push_back(&child);
  if (parts.empty()) parts.push_back(&query);
  return parts;
}

bool MayBeName(const std::string& word) {
  const std::u32string chars = text::FromUtf8(word);
  return chars.size() >= 2 && chars.size() <= kMaxNameCharacters &&
         std::all_of(chars.begin(), chars.end(), text::IsHan);
}

// Two words of one field that follow each other in the query, as they would in print.
void AddPairs(const QueryNode& query, float weight, std::vector<QueryNode>* preferred) {
  const auto& words = query.all_of().children();
  for (int i = 0; i + 1 < std::min<int>(words.size(), kMaxWords); ++i) {
    if (!IsWord(words[i]) || !IsWord(words[i + 1])) continue;
    const TextNode& first = words[i].text();
    const TextNode& second = words[i + 1].text();
    const std::string both = absl::StrCat(first.text(), " ", second.text());
    if (first.field() != second.field() || text::FromUtf8(both).size() > kMaxPairCharacters) continue;
    preferred->push_back(BoostQuery(TextQuery(both, first.field(), /*whole_words=*/false), weight));
  }
}

void AddNames(const QueryNode& query, float weight, std::vector<QueryNode>* preferred) {
  size_t names = 0;
  for (const QueryNode* part : PartsOf(query)) {
    if (!IsWord(*part) || part->text().field() != type::v1::SEARCH_FIELD_UNSPECIFIED) continue;
    if (!MayBeName(part->text().text()) || ++names > kMaxWords) continue;
    std::vector<QueryNode> kinds;
    for (const auto key : {KeywordNode::PERSON, KeywordNode::ORGANIZATION, KeywordNode::PLACE}) {
      kinds.push_back(KeywordQuery(key, part->text().text()));
    }
    preferred->push_back(BoostQuery(AnyOfQuery(std::move(kinds)), weight));
  }
}

// What of `query` may be there in part: texts that are looked for loosely, and, once there are such, phrases. These
// must stay whole to match; that a part of them is there still speaks for an article that matches otherwise.
std::vector<QueryNode> LooseParts(const QueryNode& query, std::vector<QueryNode>* preferred) {
  std::vector<QueryNode> loose, phrases;
  for (const QueryNode* part : PartsOf(query)) {
    if (part->has_loose_text()) loose.push_back(*part);
    if (part->has_text() && !part->text().whole_words() && part->text().slop() == 0) {
      phrases.push_back(LooseTextQuery(part->text().text(), part->text().field(), 0));
    }
  }
  if (loose.empty()) return loose;
  preferred->insert(preferred->end(), phrases.begin(), phrases.end());
  loose.insert(loose.end(), phrases.begin(), phrases.end());
  return loose;
}

void AddCharacters(const std::vector<QueryNode>& loose, float weight, std::vector<QueryNode>* preferred) {
  for (QueryNode characters : loose) {
    characters.mutable_loose_text()->set_characters(true);
    preferred->push_back(BoostQuery(std::move(characters), weight));
  }
}

void AddLeads(const std::vector<QueryNode>& loose, float weight, std::vector<QueryNode>* preferred) {
  for (QueryNode lead : loose) {
    const auto field = lead.loose_text().field();
    if (field != type::v1::SEARCH_FIELD_UNSPECIFIED && field != type::v1::SEARCH_FIELD_BODY) continue;
    lead.mutable_loose_text()->set_lead(true);
    preferred->push_back(BoostQuery(std::move(lead), weight));
  }
}

absl::Status CheckWeight(const char* field, bool present, float value, float max) {
  if (!present || (value >= 0 && value <= max)) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "RANKING_OUT_OF_RANGE", absl::StrCat("want 0 to ", max))
      .Field(absl::StrCat("SearchRequest.ranking.", field));
}

}  // namespace

absl::Status CheckRanking(const type::v1::Ranking& ranking) {
  JIANBAO_RETURN_IF_ERROR(CheckWeight("headline", ranking.has_headline(), ranking.headline(), 100));
  JIANBAO_RETURN_IF_ERROR(CheckWeight("heads", ranking.has_heads(), ranking.heads(), 100));
  JIANBAO_RETURN_IF_ERROR(CheckWeight("body", ranking.has_body(), ranking.body(), 100));
  JIANBAO_RETURN_IF_ERROR(CheckWeight("byline", ranking.has_byline(), ranking.byline(), 100));
  JIANBAO_RETURN_IF_ERROR(CheckWeight("proximity", ranking.has_proximity(), ranking.proximity(), 100));
  JIANBAO_RETURN_IF_ERROR(CheckWeight("entity", ranking.has_entity(), ranking.entity(), 100));
  JIANBAO_RETURN_IF_ERROR(CheckWeight("characters", ranking.has_characters(), ranking.characters(), 100));
  JIANBAO_RETURN_IF_ERROR(CheckWeight("lead", ranking.has_lead(), ranking.lead(), 100));
  JIANBAO_RETURN_IF_ERROR(CheckWeight("freshness", ranking.has_freshness(), ranking.freshness(), 1));
  if (ranking.has_half_life_days() && (ranking.half_life_days() < 1 || ranking.half_life_days() > 36500)) {
    return Error(absl::StatusCode::kInvalidArgument, "RANKING_OUT_OF_RANGE", "want 1 to 36500 days")
        .Field("SearchRequest.ranking.half_life_days");
  }
  if (ranking.freshness() == 0 && !ranking.has_reference_date()) return absl::OkStatus();
  return names::ParseDate(ranking.reference_date(), "SearchRequest.ranking.reference_date").status();
}

std::vector<QueryNode> Preferences(const QueryNode& query, v1::MatchMode mode, const type::v1::Ranking& ranking) {
  std::vector<QueryNode> preferred;
  const float proximity = ranking.has_proximity() ? ranking.proximity() : kDefaultProximity;
  const float entity = ranking.has_entity() ? ranking.entity() : kDefaultEntity;
  const float characters = ranking.has_characters() ? ranking.characters() : kDefaultCharacters;
  const float lead = ranking.has_lead() ? ranking.lead() : kDefaultLead;
  if (mode == v1::EXACT && proximity > 0) AddPairs(query, proximity, &preferred);
  if (mode == v1::EXACT && entity > 0) AddNames(query, entity, &preferred);
  if (mode == v1::ANY_TERM) {
    const std::vector<QueryNode> loose = LooseParts(query, &preferred);
    if (characters > 0) AddCharacters(loose, characters, &preferred);
    if (lead > 0) AddLeads(loose, lead, &preferred);
  }
  return preferred;
}

}  // namespace jianbao::query
