#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "cli/render.h"

namespace jianbao::cli {
namespace {

using type::v1::Entity;
using type::v1::TitleTenure;

constexpr int kBarWidth = 30;
constexpr int kTimeBarWidth = 20;
constexpr int kNarrowBarWidth = 10;
constexpr int kMinWidthForBars = 76;
constexpr int kRangeWidth = 24;  // "2021-03-16 to 2023-12-05"
constexpr int kMaxProofs = 5;

std::string Articles(int64_t count) { return Count(count, "article"); }

// "2021-03-16", or "2021-03-16 to 2023-09-01".
template <typename Seen>
std::string SeenRange(const Seen& seen) {
  if (!seen.has_first_seen()) return "undated";
  if (seen.last_seen() == seen.first_seen()) return seen.first_seen();
  return absl::StrCat(seen.first_seen(), " to ", seen.last_seen());
}

void AppendEntityHead(const Entity& entity, Page* page) {
  StyledText head(entity.display_name(), Style::kHeading);
  head.Append("  ").Append(KindWord(entity.kind()), Style::kDim);
  head.Append("  " + Articles(entity.article_count())).Append("  " + SeenRange(entity));
  page->Line(head).Line(entity.name(), Style::kDim);
}

// The first and last day a bar of time stands for; absent where bars would say nothing.
using TimeScale = std::optional<std::pair<absl::CivilDay, absl::CivilDay>>;

TimeScale ScaleOf(std::string_view first_seen, std::string_view last_seen, int width) {
  absl::CivilDay first, last;
  if (width < kMinWidthForBars || !absl::ParseCivilTime(std::string(first_seen), &first) ||
      !absl::ParseCivilTime(std::string(last_seen), &last) || first >= last) {
    return std::nullopt;
  }
  return std::make_pair(first, last);
}

TimeScale ScaleOf(const Entity& entity, int width) { return ScaleOf(entity.first_seen(), entity.last_seen(), width); }

// From the first holder's first sighting to the last one of all.
TimeScale ScaleOf(const query::v1::FindOfficeHoldersResponse& response, int width) {
  std::string first, last;
  for (const auto& holder : response.holders()) {
    const TitleTenure& tenure = holder.tenure();
    if (!tenure.has_first_seen()) continue;
    if (first.empty() || tenure.first_seen() < first) first = tenure.first_seen();
    last = std::max(last, tenure.last_seen());
  }
  return ScaleOf(first, last, width);
}

// "···━━━━━···": when within the scale the title was seen.
StyledText TimeBar(const TitleTenure& tenure, const TimeScale& scale) {
  StyledText bar;
  absl::CivilDay first, last;
  if (!scale.has_value()) return bar;
  if (!absl::ParseCivilTime(tenure.first_seen(), &first) || !absl::ParseCivilTime(tenure.last_seen(), &last)) {
    return bar.Pad(kTimeBarWidth + 2);
  }
  const auto column = [&](absl::CivilDay day) {
    const int64_t column = (day - scale->first) * (kTimeBarWidth - 1) / (scale->second - scale->first);
    return std::clamp<int64_t>(column, 0, kTimeBarWidth - 1);
  };
  for (int64_t i = 0; i < kTimeBarWidth; ++i) {
    const bool seen = column(first) <= i && i <= column(last);
    bar.Append(seen ? "━" : "·", seen ? Style::kGood : Style::kDim);
  }
  return bar.Pad(2);
}

// "···━━━━━··· 2021-03-16 to 2022-10-18  what  3 articles".
void AppendSpan(const TitleTenure& tenure, const TimeScale& scale, StyledText what, Page* page) {
  StyledText when = StyledText().Pad(2).Append(TimeBar(tenure, scale)).Append(SeenRange(tenure));
  const int indent = (scale.has_value() ? kTimeBarWidth + 2 : 0) + kRangeWidth + 4;
  page->Paragraph(what.Append("  ").Append(Articles(tenure.article_count()), Style::kDim), indent, when);
}

// The organisation of a title that does not name it.
void AppendOrganization(const TitleTenure& tenure, StyledText* line) {
  if (!tenure.has_organization() || tenure.title().find(tenure.organization()) != std::string::npos) return;
  line->Append("  ").Append(tenure.organization(), Style::kOrganization);
}

void AppendProofs(const TitleTenure& tenure, const Headlines& headlines, Page* page) {
  int shown = 0;
  for (const std::string& name : tenure.articles()) {
    if (++shown > kMaxProofs) break;
    const auto headline = headlines.find(name);
    StyledText proof(headline == headlines.end() ? "" : headline->second + "  ");
    page->Paragraph(proof.Append(name, Style::kDim), 6, StyledText("    ·", Style::kDim));
  }
  if (tenure.articles_size() > kMaxProofs) {
    page->Line(absl::StrCat("      and ", tenure.articles_size() - kMaxProofs, " more"), Style::kDim);
  }
}

void AppendTenure(const TitleTenure& tenure, const TimeScale& scale, const Headlines& headlines, Page* page) {
  StyledText line(tenure.title(), Style::kStrong);
  AppendOrganization(tenure, &line);
  AppendSpan(tenure, scale, std::move(line), page);
  AppendProofs(tenure, headlines, page);
}

// Who it is and when; where several titles were printed, each in its own time below.
void AppendHolder(const query::v1::FindOfficeHoldersResponse::Holder& holder, const TimeScale& scale,
                  const Headlines& headlines, Page* page) {
  const bool one_title = holder.titles_size() <= 1;
  StyledText who(holder.person().display_name(), Style::kPerson);
  if (one_title) who.Append("  ").Append(holder.tenure().title(), Style::kStrong);
  AppendOrganization(holder.tenure(), &who);
  AppendSpan(holder.tenure(), scale, std::move(who), page);
  for (const TitleTenure& title : holder.titles()) {
    if (!one_title) AppendSpan(title, scale, StyledText("  ").Append(title.title(), Style::kStrong), page);
  }
  if (holder.presumed()) {
    page->Paragraph(StyledText("last seen before the days asked for; nobody else seen with exactly this title since",
                               Style::kWarning),
                    4);
  }
  AppendProofs(holder.tenure(), headlines, page);
}

void AppendNextPage(const std::string& token, Page* page) {
  if (!token.empty()) page->Line("more: --page_token=" + token, Style::kDim);
}

void AppendAliases(const Entity& entity, Page* page) {
  std::vector<std::vector<StyledText>> rows;
  for (const auto& alias : entity.aliases()) {
    if (alias.text() == entity.display_name()) continue;
    rows.push_back({StyledText(" "), StyledText(alias.text(), Style::kPerson),
                    StyledText(Articles(alias.article_count()), Style::kDim), StyledText(alias.reason(), Style::kDim)});
  }
  if (!rows.empty()) page->Line().Line("also printed as", Style::kStrong).Table(rows, 3);
}

void AppendMonths(const query::v1::EntityTimeline& timeline, Page* page) {
  const int bar_width = page->width() < kMinWidthForBars ? kNarrowBarWidth : kBarWidth;
  int64_t most = 0;
  for (const auto& month : timeline.months()) most = std::max(most, month.mention_count());
  std::vector<std::vector<StyledText>> rows;
  for (const auto& month : timeline.months()) {
    rows.push_back({StyledText("  " + month.month()), StyledText(Articles(month.article_count()), Style::kDim),
                    StyledText(absl::StrCat("named ", Count(month.mention_count(), "time"))),
                    StyledText(Bar(static_cast<double>(month.mention_count()), static_cast<double>(most), bar_width),
                               Style::kGood)});
  }
  if (!rows.empty()) page->Line().Line("named, by month", Style::kStrong).Table(rows, 3);
}

// `margin` stands before each row.
void AppendRelated(const query::v1::ListRelatedEntitiesResponse& response, const std::string& margin, Page* page) {
  double most = 0;
  for (const auto& related : response.entities()) most = std::max(most, related.weight());
  std::vector<std::vector<StyledText>> rows;
  for (const auto& related : response.entities()) {
    const Entity& entity = related.entity();
    rows.push_back(
        {StyledText(margin).Append(entity.display_name(), MentionStyle(entity.kind())),
         StyledText(KindWord(entity.kind()), Style::kDim),
         StyledText(absl::StrCat(WithCommas(related.article_count()), " of ", Articles(entity.article_count()))),
         StyledText(Bar(std::max(0.0, related.weight()), most, kNarrowBarWidth), Style::kGood),
         StyledText(absl::StrFormat("weight %.1f", related.weight()), Style::kDim),
         StyledText(entity.titles().empty() ? "" : entity.titles(0).title())});
  }
  page->Table(rows, 5);
}

void AppendMention(const query::v1::ListMentionsResponse::ArticleMention& mention, Page* page) {
  StyledText head = DateOf(mention);
  head.Append("  ").Append(mention.headline(), Style::kStrong);
  head.Append(absl::StrCat("  ", Count(mention.mention_count(), "time")), Style::kDim);
  for (const std::string& title : mention.mention().titles()) head.Append("  ").Append(title, Style::kPerson);
  page->Paragraph(head, 2, StyledText("·", Style::kDim));
  const auto& snippet = mention.snippet();
  const std::string_view before = snippet.leading_ellipsis() ? "…" : "";
  std::vector<StyledRange> ranges;
  for (const auto& span : snippet.highlights()) {
    if (span.begin() < 0 || span.end() < span.begin()) continue;
    ranges.push_back({before.size() + static_cast<size_t>(span.begin()),
                      before.size() + static_cast<size_t>(span.end()), Style::kMatch});
  }
  page->Paragraph(
      Highlight(absl::StrCat(std::string(before), snippet.text(), snippet.trailing_ellipsis() ? "…" : ""), ranges), 4);
  page->Paragraph(StyledText(mention.article(), Style::kDim), 4);
}

// "more: --view=…" where what is shown is not all.
void AppendView(bool more, std::string_view view, Page* page) {
  if (more) page->Line(absl::StrCat("  more: --view=", std::string(view)), Style::kDim);
}

}  // namespace

std::string RenderSurroundings(const Entity& entity, const Surroundings& around, const Terminal& terminal) {
  Page page(terminal);
  AppendEntityHead(entity, &page);
  AppendAliases(entity, &page);
  AppendMonths(around.timeline, &page);
  if (!around.related.entities().empty()) {
    page.Line().Line("named with", Style::kStrong);
    AppendRelated(around.related, "  ", &page);
    AppendView(!around.related.next_page_token().empty(), "related", &page);
  }
  if (!around.mentions.mentions().empty()) page.Line().Line("articles, oldest first", Style::kStrong);
  for (const auto& mention : around.mentions.mentions()) AppendMention(mention, &page);
  AppendView(!around.mentions.next_page_token().empty(), "mentions", &page);
  return page.Finish();
}

std::string RenderEntity(const Entity& entity, const Headlines& headlines, const Terminal& terminal) {
  Page page(terminal);
  AppendEntityHead(entity, &page);
  if (!entity.titles().empty()) page.Line().Line("titles, latest first", Style::kStrong);
  const TimeScale scale = ScaleOf(entity, terminal.width);
  for (const TitleTenure& tenure : entity.titles()) AppendTenure(tenure, scale, headlines, &page);
  AppendAliases(entity, &page);
  return page.Finish();
}

std::string RenderEntityList(const std::vector<Entity>& entities, const Terminal& terminal) {
  Page page(terminal);
  std::vector<std::vector<StyledText>> rows;
  for (const Entity& entity : entities) {
    rows.push_back({StyledText(entity.display_name(), MentionStyle(entity.kind())),
                    StyledText(KindWord(entity.kind()), Style::kDim), StyledText(Articles(entity.article_count())),
                    StyledText(entity.titles().empty() ? "" : entity.titles(0).title()),
                    StyledText(entity.name(), Style::kDim)});
  }
  page.Table(rows, 3);
  return page.Finish();
}

std::string RenderTimeline(const query::v1::EntityTimeline& timeline, const Headlines& headlines,
                           const Terminal& terminal) {
  Page page(terminal);
  AppendEntityHead(timeline.entity(), &page);
  if (!timeline.titles().empty()) page.Line().Line("titles, by first sighting", Style::kStrong);
  const TimeScale scale = ScaleOf(timeline.entity(), terminal.width);
  for (const TitleTenure& tenure : timeline.titles()) AppendTenure(tenure, scale, headlines, &page);
  AppendMonths(timeline, &page);
  return page.Finish();
}

std::string RenderRelated(const query::v1::ListRelatedEntitiesResponse& response, const Terminal& terminal) {
  Page page(terminal);
  AppendRelated(response, "", &page);
  if (response.entities().empty()) page.Line("named with nobody and nothing", Style::kDim);
  AppendNextPage(response.next_page_token(), &page);
  return page.Finish();
}

std::string RenderEntityMentions(const query::v1::ListMentionsResponse& response, const Terminal& terminal) {
  Page page(terminal);
  for (const auto& mention : response.mentions()) AppendMention(mention, &page);
  if (response.mentions().empty()) page.Line("named nowhere", Style::kDim);
  AppendNextPage(response.next_page_token(), &page);
  return page.Finish();
}

std::string RenderOfficeHolders(const query::v1::FindOfficeHoldersResponse& response, const Headlines& headlines,
                                const Terminal& terminal) {
  Page page(terminal);
  const TimeScale scale = ScaleOf(response, terminal.width);
  for (const auto& holder : response.holders()) AppendHolder(holder, scale, headlines, &page);
  if (response.holders().empty()) page.Line("nobody found in this post", Style::kDim);
  AppendNextPage(response.next_page_token(), &page);
  return page.Finish();
}

}  // namespace jianbao::cli
