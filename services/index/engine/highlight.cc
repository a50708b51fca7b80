#include "services/index/engine/highlight.h"

#include <array>
#include <utility>

#include "libs/base/status.h"
#include "services/index/engine/analyzer.h"
#include "services/index/engine/unit.h"

namespace jianbao::engine {
namespace {

class Highlighter {
 public:
  explicit Highlighter(const Document& document) {
    for (int i = 0; i < kTextFields; ++i) ReadLetters(document.texts[i], &streams_[i]);
  }

  absl::Status Visit(const Query& query) {
    return std::visit([&](const auto& node) { return VisitNode(node); }, query.node);
  }

  std::vector<FieldMatches> Take() {
    std::vector<FieldMatches> matches;
    for (int i = 0; i < kTextFields; ++i) {
      if (!ranges_[i].empty()) matches.push_back({static_cast<TextField>(i), text::Merged(std::move(ranges_[i]))});
    }
    return matches;
  }

 private:
  // Calls mark(stream) for each searched field and keeps what it finds.
  template <typename Find>
  void InFields(FieldSet fields, const Find& find) {
    for (int i = 0; i < kTextFields; ++i) {
      if (!fields.Has(static_cast<TextField>(i))) continue;
      const LetterStream& stream = streams_[i];
      for (const Occurrence& place : find(stream)) {
        ranges_[i].push_back({stream.letters[place.begin].begin, stream.letters[place.end - 1].end});
      }
    }
  }
  void Mark(const Unit& unit, FieldSet fields) {
    InFields(fields, [&](const LetterStream& stream) { return FindUnit(stream, unit); });
  }

  absl::Status VisitNode(const Query::TextNode& node) {
    JIANBAO_ASSIGN_OR_RETURN(const Unit unit, MakeUnit(node.text, node.whole_words));
    Mark(unit, node.fields);
    return absl::OkStatus();
  }
  absl::Status VisitNode(const Query::ProximityNode& node) {
    JIANBAO_ASSIGN_OR_RETURN(const std::vector<Unit> units, MakeUnits(node.text, true));
    InFields(node.fields, [&](const LetterStream& stream) { return FindNear(stream, units, node.slop); });
    return absl::OkStatus();
  }
  absl::Status VisitNode(const Query::PrefixNode& node) {
    JIANBAO_ASSIGN_OR_RETURN(const Unit unit, MakeUnit(node.text, true));
    if (!unit.whole_word) {
      Mark(unit, node.fields);
      return absl::OkStatus();
    }
    InFields(node.fields, [&](const LetterStream& stream) {
      std::vector<Occurrence> found;
      for (const WordRange& word : stream.words) {
        bool begins = word.end - word.begin >= unit.letters.size();
        for (size_t i = 0; begins && i < unit.letters.size(); ++i) {
          begins = stream.letters[word.begin + i].folded == unit.letters[i];
        }
        if (begins) found.push_back({word.begin, word.end});
      }
      return found;
    });
    return absl::OkStatus();
  }
  absl::Status VisitNode(const Query::AnyOfNode& node) {
    if (!node.characters && !node.lead) {
      for (const Unit& unit : MakeBag(node.text)) Mark(unit, node.fields);
    }
    return absl::OkStatus();
  }
  absl::Status VisitNode(const Query::AndNode& node) { return VisitAll(node.children); }
  absl::Status VisitNode(const Query::OrNode& node) { return VisitAll(node.children); }
  absl::Status VisitNode(const Query::BoostNode& node) { return VisitAll(node.child); }
  absl::Status VisitNode(const Query::PreferNode& node) { return VisitAll(node.child); }
  // Filters and what must not be there mark nothing.
  template <typename Node>
  absl::Status VisitNode(const Node&) {
    return absl::OkStatus();
  }
  absl::Status VisitAll(const std::vector<Query>& queries) {
    for (const Query& query : queries) JIANBAO_RETURN_IF_ERROR(Visit(query));
    return absl::OkStatus();
  }

  std::array<LetterStream, kTextFields> streams_;
  std::array<std::vector<text::ByteSpan>, kTextFields> ranges_;
};

}  // namespace

absl::StatusOr<std::vector<FieldMatches>> FindMatches(const Document& document, const Query& query) {
  Highlighter highlighter(document);
  JIANBAO_RETURN_IF_ERROR(highlighter.Visit(query));
  return highlighter.Take();
}

}  // namespace jianbao::engine
