#include <algorithm>

#include "cli/render.h"

namespace jianbao::cli {

using type::v1::Mention;

Style MentionStyle(Mention::Kind kind) {
  switch (kind) {
    case Mention::PERSON: return Style::kPerson;
    case Mention::ORGANIZATION: return Style::kOrganization;
    case Mention::PLACE: return Style::kPlace;
    case Mention::DATE:
    case Mention::MONEY:
    case Mention::MEASURE: return Style::kValue;
    default: return Style::kPlain;
  }
}

std::string_view KindWord(Mention::Kind kind) {
  switch (kind) {
    case Mention::PERSON: return "person";
    case Mention::ORGANIZATION: return "organization";
    case Mention::PLACE: return "place";
    case Mention::DATE: return "date";
    case Mention::MONEY: return "money";
    case Mention::MEASURE: return "measure";
    default: return "name";
  }
}

std::string RenderMentions(std::string_view text, const std::vector<Mention>& mentions, const Terminal& terminal) {
  Page page(terminal);
  std::vector<StyledRange> ranges;
  std::vector<std::vector<StyledText>> rows;
  for (const Mention& mention : mentions) {
    for (const auto& span : mention.spans()) {
      ranges.push_back({static_cast<size_t>(std::max(span.begin(), 0)), static_cast<size_t>(std::max(span.end(), 0)),
                        MentionStyle(mention.kind())});
    }
    StyledText detail;
    for (const std::string& title : mention.titles()) detail.Append(detail.empty() ? "" : " · ").Append(title);
    if (mention.has_value()) detail.Append(mention.value());
    if (mention.canonical() != mention.text())
      detail.Append(detail.empty() ? "= " : "  = ").Append(mention.canonical());
    rows.push_back({StyledText("  "), StyledText(KindWord(mention.kind()), Style::kDim),
                    StyledText(mention.text(), MentionStyle(mention.kind())), detail});
  }
  page.Paragraph(Highlight(text, ranges), 0).Table(rows, 3);
  return page.Finish();
}

}  // namespace jianbao::cli
