#include "services/ingest/newspaper/bylines.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "libs/text/chars.h"
#include "services/ingest/newspaper/personal_names.h"
#include "services/ingest/newspaper/vocabulary.h"

namespace jianbao::newspaper {
namespace {

constexpr uint32_t kMaxByline = 160;   // characters; a longer bracket is text
constexpr uint32_t kMaxOpening = 14;   // 据新华社北京3月5日电(记者…
constexpr uint32_t kMaxModifier = 8;   // 桐湾都市报记者

bool IsSeparator(char32_t c) {
  return c == U'、' || c == U',' || c == U'/' || c == U'|' || c == U':' || c == U';' || c == U'。' || c == U'(' ||
         c == U')' || c == U'&' || c == U'□' || c == U'■' || c == U'◎' || c == U'●' || c == U'○';
}

bool IsNameChar(char32_t c) { return text::IsHan(c) || text::IsLatin(c) || c == U'·' || c == U'.'; }

// Words that close a byline and name nobody.
size_t ClosingWord(std::u32string_view text) {
  static constexpr std::u32string_view kWords[] = {U"摄影报道", U"摄影", U"报道", U"文图", U"整理", U"综合", U"采写", U"通讯"};
  return PrefixIn(text, kWords);
}

// A piece of a byline: a run of characters no separator, space or role interrupts.
struct Token {
  CharRange chars;
  bool role = false;
  bool glued = false;  // no separator, only space (or a role) before it
};

class BylineReader {
 public:
  BylineReader(const Page& page, CharRange range) : page_(page), range_(range) {}

  std::vector<Byline> Read() {
    if (range_.size() < 3 || range_.size() > kMaxByline || !Tokenise()) return {};
    JoinBrokenNames();
    return Collect();
  }

 private:
  std::u32string_view Rest(uint32_t i) const { return page_.Folded(CharRange{i, range_.end}); }

  // A role at `i`. One-character roles (文, 图) only where they stand alone, since they are also parts of names.
  uint32_t RoleAt(uint32_t i, bool fresh) const {
    size_t length = PrefixIn(Rest(i), BylineRoles());
    if (length == 1) {
      const uint32_t next = i + 1;
      const bool alone = next == range_.end || page_.GapBefore(next) || IsSeparator(Rest(next)[0]);
      return fresh && alone ? 1 : 0;
    }
    if (length == 0 && fresh && tokens_.empty()) {
      // 桐湾都市报记者: whatever stands before the first role word belongs to the role.
      static constexpr std::u32string_view kCores[] = {U"记者", U"通讯员", U"特约撰稿"};
      for (uint32_t j = 1; j <= kMaxModifier && i + j < range_.end && text::IsHan(Rest(i)[j]); ++j) {
        if (const size_t core = PrefixIn(Rest(i + j), kCores); core > 0) return static_cast<uint32_t>(j + core);
      }
    }
    return static_cast<uint32_t>(length);
  }

  // False when a character can stand in no byline.
  bool Tokenise() {
    bool fresh = true, separated = true;
    for (uint32_t i = range_.begin; i < range_.end;) {
      const char32_t c = Rest(i)[0];
      if (IsSeparator(c)) {
        fresh = separated = true;
        ++i;
        continue;
      }
      if (i > range_.begin && page_.GapBefore(i)) fresh = true;
      if (const uint32_t role = RoleAt(i, fresh); role > 0) {
        tokens_.push_back({{i, i + role}, true, false});
        i += role;
        fresh = separated = true;
        continue;
      }
      if (const size_t closing = ClosingWord(Rest(i)); closing > 0 && i + closing == range_.end) break;
      if (!IsNameChar(c)) return false;
      if (fresh || tokens_.empty() || tokens_.back().role) {
        tokens_.push_back({{i, i}, false, !separated});
      }
      tokens_.back().chars.end = ++i;
      fresh = separated = false;
    }
    return true;
  }

  // 徐 家和, 李 明: a space set inside a name, to fill a line or to align two-character names.
  void JoinBrokenNames() {
    for (size_t i = 0; i + 1 < tokens_.size();) {
      Token& a = tokens_[i];
      const Token& b = tokens_[i + 1];
      const bool joinable = !a.role && !b.role && b.glued && a.chars.size() + b.chars.size() <= 4 &&
                            (a.chars.size() == 1 || b.chars.size() == 1);
      if (joinable && NameScore(page_.Folded(CharRange{a.chars.begin, b.chars.end})) > kPlausibleName) {
        a.chars.end = b.chars.end;
        tokens_.erase(tokens_.begin() + static_cast<ptrdiff_t>(i) + 1);
      } else {
        ++i;
      }
    }
  }

  std::vector<Byline> Collect() const {
    std::vector<Byline> out;
    size_t names = 0, plausible = 0;
    for (const Token& token : tokens_) {
      const std::u32string_view printed = page_.Printed(token.chars);
      if (token.role) {
        out.push_back({text::ToUtf8(printed), {}});
        continue;
      }
      if (out.empty()) return {};
      for (const std::u32string_view name : NamesIn(printed)) {
        ++names;
        plausible += IsForeign(name) || NameScore(name) > kPlausibleName ? 1 : 0;
        out.back().names.push_back(text::ToUtf8(name));
      }
    }
    out.erase(std::remove_if(out.begin(), out.end(), [](const Byline& byline) { return byline.names.empty(); }), out.end());
    return plausible * 2 > names ? out : std::vector<Byline>{};
  }

  static bool IsForeign(std::u32string_view name) {
    return name.find(U'·') != std::u32string_view::npos || (!name.empty() && text::IsLatin(name[0]));
  }

  static std::vector<std::u32string_view> NamesIn(std::u32string_view printed) {
    if (IsForeign(printed)) return {printed};
    return CutNames(printed);
  }

  const Page& page_;
  const CharRange range_;
  std::vector<Token> tokens_;
};

// The bracket that opens at `at`, without its brackets; empty where none closes soon.
CharRange Bracket(const Page& page, CharRange range, uint32_t at) {
  const std::u32string_view chars = page.Folded(CharRange{at, std::min(range.end, at + kMaxByline)});
  if (chars.empty() || chars[0] != U'(') return {at, at};
  const size_t close = chars.find(U')');
  if (close == std::u32string_view::npos) return {at, at};
  return {at + 1, at + static_cast<uint32_t>(close)};
}

// Characters of the words a report opens with (本报讯, 青禾晚报讯, 据新华社北京3月5日电); 0 for none.
uint32_t OpeningWords(std::u32string_view text) {
  if (const size_t known = PrefixIn(text, ReportOpenings()); known > 0) return static_cast<uint32_t>(known);
  const std::u32string_view head = text.substr(0, kMaxOpening);
  const size_t bracket = head.find(U'(');
  if (bracket == std::u32string_view::npos || bracket < 2) return 0;
  const char32_t last = head[bracket - 1];
  return last == U'讯' || last == U'电' ? static_cast<uint32_t>(bracket) : 0;
}

}  // namespace

std::vector<Byline> ReadByline(const Page& page, CharRange range) { return BylineReader(page, range).Read(); }

Lead ReadLead(const Page& page, CharRange range) {
  Lead lead;
  lead.end = range.begin;
  const std::u32string_view text = page.Folded(range);
  const uint32_t words = OpeningWords(text);
  uint32_t at = range.begin + words;
  lead.report = words > 0;
  if (words > 0) {
    // 新华社北京3月5日电(记者…): the bracket may stand behind place and day.
    const size_t bracket = text.substr(words, kMaxOpening).find(U'(');
    const std::u32string_view between = text.substr(words, bracket);
    const bool wire = bracket != std::u32string_view::npos && bracket > 0 && between.back() == U'电';
    if (wire) at += static_cast<uint32_t>(bracket);
  }
  const CharRange bracket = Bracket(page, range, at);
  lead.bylines = ReadByline(page, bracket);
  if (!lead.bylines.empty()) {
    lead.report = true;
    lead.end = bracket.end + 1;
  } else {
    lead.end = at;
  }
  return lead;
}

std::vector<Byline> ReadClosingByline(const Page& page, CharRange range) {
  const std::u32string_view text = page.Folded(range);
  if (text.empty() || text.back() != U')') return {};
  const size_t open = text.rfind(U'(');
  if (open == std::u32string_view::npos || text.size() - open > kMaxByline) return {};
  return ReadByline(page, {range.begin + static_cast<uint32_t>(open) + 1, range.end - 1});
}

void MergeBylines(const std::vector<Byline>& more, std::vector<Byline>* bylines) {
  for (const Byline& byline : more) {
    auto same = std::find_if(bylines->begin(), bylines->end(), [&](const Byline& b) { return b.role == byline.role; });
    if (same == bylines->end()) {
      bylines->push_back(byline);
      continue;
    }
    for (const std::string& name : byline.names) {
      if (std::find(same->names.begin(), same->names.end(), name) == same->names.end()) same->names.push_back(name);
    }
  }
}

}  // namespace jianbao::newspaper
