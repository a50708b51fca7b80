#include "services/index/engine/plan.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "libs/base/status.h"

namespace jianbao::engine {

// ---- Weighing -----------------------------------------------------------------------------------------------------

std::map<std::string, uint64_t> Plan::DocumentFrequencies() const {
  std::map<std::string, uint64_t> frequencies;
  for (size_t term = 0; term < terms_.size(); ++term) {
    uint64_t sum = 0;
    for (const auto& lists : lists_) sum += lists[term].has_value() ? lists[term]->size() : 0;
    frequencies[TermLabel(terms_[term])] = sum;
  }
  return frequencies;
}

void Plan::Weigh(const CollectionStatistics& statistics, const RankingOptions& ranking) {
  norms_ = std::make_shared<std::array<LengthNorms, kTextFields>>();
  for (int i = 0; i < kTextFields; ++i) {
    (*norms_)[i] = MakeLengthNorms(statistics.total_length[i], statistics.documents);
  }
  WeighNode(statistics, ranking, &root_);
}

uint64_t Plan::Frequency(const CollectionStatistics& statistics, uint32_t term) const {
  const auto found = statistics.document_frequency.find(TermLabel(terms_[term]));
  return found == statistics.document_frequency.end() ? 0 : found->second;
}

void Plan::WeighNode(const CollectionStatistics& statistics, const RankingOptions& ranking, Node* node) {
  if (node->kind == Kind::kLead) return WeighLead(statistics, ranking, node);
  const auto is_text = [](const Node& n) { return n.scores && (n.kind == Kind::kTerm || n.kind == Kind::kPhrase); };
  std::vector<Node*> group;
  if (is_text(*node)) group = {node};
  if (node->same_text && std::all_of(node->children.begin(), node->children.end(), is_text)) {
    for (Node& child : node->children) group.push_back(&child);
  }
  if (group.empty()) {
    for (Node& child : node->children) WeighNode(statistics, ranking, &child);
    return;
  }
  // How telling a text is does not depend on the field: rare in headlines is not rare.
  double telling = 0;
  for (size_t part = 0; part < group[0]->parts.size(); ++part) {
    uint64_t frequency = 0;
    for (const Node* text : group) frequency = std::max(frequency, Frequency(statistics, text->parts[part].term));
    telling += InverseDocumentFrequency(statistics.documents, frequency);
  }
  for (Node* text : group) {
    text->weight = text->boost * telling * (text->filter ? 1 : ranking.field_weights[text->field]);
  }
}

void Plan::WeighLead(const CollectionStatistics& statistics, const RankingOptions& ranking, Node* node) const {
  constexpr uint64_t kCommon = 16;  // one article in so many
  constexpr uint64_t kFew = 8;      // of a small archive
  const uint64_t frequency = Frequency(statistics, node->parts[0].term);
  if (frequency > std::max(kFew, statistics.documents / kCommon)) return;
  node->weight = node->boost * InverseDocumentFrequency(statistics.documents, frequency) *
                 ranking.field_weights[static_cast<size_t>(TextField::kBody)];
}

// ---- Explaining ---------------------------------------------------------------------------------------------------

absl::StatusOr<std::vector<ScorePart>> Plan::Explain(size_t leaf, LocalDoc doc, SearchContext* context) const {
  std::vector<ScorePart> parts;
  JIANBAO_RETURN_IF_ERROR(ExplainNode(root_, doc, {leaf, true, context}, &parts));
  return parts;
}

absl::Status Plan::ExplainNode(const Node& node, LocalDoc doc, const MakeState& state,
                               std::vector<ScorePart>* parts) const {
  if (node.kind == Kind::kNot) return absl::OkStatus();
  JIANBAO_ASSIGN_OR_RETURN(const MatcherPtr matcher, Make(node, state));
  if (matcher == nullptr || matcher->Advance(doc) != doc) return absl::OkStatus();
  if (node.kind == Kind::kTerm || node.kind == Kind::kPhrase || node.kind == Kind::kLead) {
    const double score = static_cast<double>(matcher->CurrentScore()) / kScoreUnit;
    if (score == 0) return absl::OkStatus();
    ScorePart part{node.text, std::nullopt, score};
    part.lead = node.kind == Kind::kLead;
    if (!node.filter) part.field = static_cast<TextField>(node.field);
    parts->push_back(std::move(part));
    return absl::OkStatus();
  }
  for (const Node& child : node.children) JIANBAO_RETURN_IF_ERROR(ExplainNode(child, doc, state, parts));
  return absl::OkStatus();
}

}  // namespace jianbao::engine
