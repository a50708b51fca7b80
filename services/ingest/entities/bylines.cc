#include "services/ingest/entities/bylines.h"

#include <algorithm>

namespace jianbao::entities {
namespace {

constexpr size_t kMaxByline = 80, kMaxSender = 24;

uint32_t At(size_t at) { return static_cast<uint32_t>(at); }

// 新华社北京6月1日电, 据新华社…: the agency; where it writes from is a place all the same.
void AddAgency(std::u32string_view chars, std::vector<BylineRange>* ranges) {
  const size_t at = chars.starts_with(U"据") ? 1 : 0;
  if (at == chars.size() || (chars[at] != U'新' && chars[at] != U'中')) return;
  for (const std::u32string_view agency : {U"新华社", U"中新社", U"中新网"}) {
    if (chars.substr(at).starts_with(agency) && chars.substr(at, 20).find(U"日电") != chars.npos)
      ranges->push_back({At(at), At(at + agency.size())});
  }
}

// 云泽日报6月1日讯, 云泽日报记者: the paper speaks of itself.
void AddOwnPaper(std::u32string_view chars, std::vector<BylineRange>* ranges) {
  if (chars.substr(0, 9).find(U'报') == chars.npos) return;
  for (const std::u32string_view paper : {U"日报", U"晚报", U"周报", U"商报", U"时报", U"晨报"}) {
    const size_t at = chars.substr(0, 8).find(paper);
    if (at == chars.npos) continue;
    const std::u32string_view behind = chars.substr(at + paper.size());
    if (behind.starts_with(U"讯") || behind.starts_with(U"记者") || behind.starts_with(U"全媒体记者") ||
        behind.substr(0, 8).find(U"日讯") != behind.npos)
      ranges->push_back({0, At(at + paper.size())});
  }
}

// (记者贺若澜 通讯员沈砚秋), 6月1日电(贺若澜 沈砚秋)
void AddReporters(std::u32string_view chars, std::vector<BylineRange>* ranges) {
  for (size_t open = chars.find(U'('); open != chars.npos; open = chars.find(U'(', open + 1)) {
    const std::u32string_view start = chars.substr(open, 10);
    const bool signs = open > 1 && (chars[open - 1] == U'电' || chars[open - 1] == U'讯') && chars[open - 2] == U'日';
    if (!signs && start.find(U"记者") == start.npos && start.find(U"通讯员") == start.npos) continue;
    const size_t close = std::min(chars.find(U')', open), open + kMaxByline);
    ranges->push_back({At(open), At(std::min(close, chars.size()))});
  }
}

// (贺若澜), (县文化馆 沈砚秋), (陆望舒 摄): who sent the text, behind its last sentence. Whoever writes a letter to the
// paper says where from, and is no reporter.
void AddSender(std::u32string_view chars, const std::vector<Phrase>& phrases, std::vector<BylineRange>* ranges) {
  if (!chars.starts_with(U"(")) return;
  const size_t close = chars.find(U')');
  if (close > kMaxSender) return;
  std::vector<BylineRange> people;
  for (const Phrase& phrase : phrases) {
    if (phrase.begin >= close) break;
    if (phrase.kind == PhraseKind::kPlace) return;
    if (phrase.kind == PhraseKind::kPerson) people.push_back({phrase.begin, phrase.end});
  }
  if (people.empty()) return;
  const std::u32string_view behind = chars.substr(people.back().end, close - people.back().end);
  if (behind.empty() || behind == U"摄" || behind == U"文" || behind == U"摄影报道" || behind == U"整理")
    ranges->insert(ranges->end(), people.begin(), people.end());
}

// 责任编辑:贺若澜 校对:沈砚秋、陆望舒: who made the page.
void AddCredits(std::u32string_view chars, const std::vector<Phrase>& phrases, std::vector<BylineRange>* ranges) {
  static constexpr std::u32string_view kRoles[] = {
      U"编辑", U"责编", U"校对", U"审校",   U"审核",   U"编审", U"审稿", U"美编", U"编译", U"监制",   U"策划",
      U"摄影", U"视觉", U"文字", U"出品人", U"制片人", U"制作", U"撰文", U"文案", U"采写", U"实习生", U"参与记者"};
  for (size_t colon = chars.find(U':'); colon != chars.npos; colon = chars.find(U':', colon + 1)) {
    const std::u32string_view before = chars.substr(0, colon);
    if (std::none_of(std::begin(kRoles), std::end(kRoles),
                     [before](std::u32string_view role) { return before.ends_with(role); }))
      continue;
    size_t at = colon + 1;
    auto phrase = std::lower_bound(phrases.begin(), phrases.end(), at,
                                   [](const Phrase& earlier, size_t begin) { return earlier.begin < begin; });
    for (; phrase != phrases.end() && phrase->begin <= at + 1 && phrase->kind == PhraseKind::kPerson; ++phrase) {
      ranges->push_back({phrase->begin, phrase->end});
      at = phrase->end;
    }
  }
}

// 本报云州6月1日讯记者贺若澜、通讯员沈砚秋报道:: in the opening of a report.
void AddReporting(std::u32string_view chars, const std::vector<Phrase>& phrases, std::vector<BylineRange>* ranges) {
  constexpr size_t kOpening = 30;
  const size_t first = chars.substr(0, kOpening).find(U"记者");
  const size_t last = first == chars.npos ? first : chars.substr(first, kMaxByline).find(U"报道");
  if (last == chars.npos || chars.substr(first, last).find_first_of(U",。:") != chars.npos) return;
  const auto names_reporter = [&](const Phrase& phrase) {
    return phrase.kind == PhraseKind::kPerson && phrase.begin == first + 2;
  };
  if (std::any_of(phrases.begin(), phrases.end(), names_reporter)) ranges->push_back({At(first), At(first + last)});
}

// 本报记者贺若澜 沈砚秋, 记者陆望舒报道: a line of its own.
void AddReporterLine(std::u32string_view chars, const std::vector<Phrase>& phrases, std::vector<BylineRange>* ranges) {
  if (chars[0] != U'本' && chars[0] != U'记' && chars[0] != U'通') return;
  for (const std::u32string_view start : {U"本报记者", U"本报通讯员", U"记者", U"通讯员"}) {
    if (!chars.starts_with(start)) continue;
    size_t at = start.size();
    for (const Phrase& phrase : phrases) {
      if (phrase.begin > at + 1) break;
      if (phrase.kind == PhraseKind::kPerson && phrase.begin >= at) at = phrase.end;
    }
    return ranges->push_back({0, At(at)});
  }
}

}  // namespace

std::vector<BylineRange> FindBylines(std::u32string_view chars, const std::vector<Phrase>& phrases) {
  std::vector<BylineRange> ranges;
  if (phrases.empty()) return ranges;
  AddAgency(chars, &ranges);
  AddOwnPaper(chars, &ranges);
  AddReporters(chars, &ranges);
  AddReporting(chars, phrases, &ranges);
  AddCredits(chars, phrases, &ranges);
  AddSender(chars, phrases, &ranges);
  AddReporterLine(chars, phrases, &ranges);
  return ranges;
}

}  // namespace jianbao::entities
