#include "services/index/engine/posts.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "libs/text/chars.h"

namespace jianbao::engine {
namespace {

using std::u32string_view;

// What stands between two posts of one title.
constexpr u32string_view kJoiners = U"、，,；;／/兼";
// Levels of government; they end the names of places and begin posts named after them (县长, 县委书记).
constexpr u32string_view kLevels = U"省市州盟县区旗乡镇村";
// What alone may stand before a post as the bare kind of its organisation: 县|公安局长, 局|办公室主任.
constexpr u32string_view kUnits = U"省市州盟县区旗乡镇村局院校部厅司处科所站厂社";
// What ends the name of a place or organisation, so that 原 behind it is the word and no part of a name.
constexpr u32string_view kEndsOfNames = U"省市州盟县区旗乡镇村局院校部厅司处科所站厂社委会团心府办组队行场馆";
constexpr u32string_view kRanks[] = {U"副",   U"代理", U"常务", U"助理", U"第一", U"名誉", U"荣誉", U"执行",
                                     U"见习", U"总",   U"曾任", U"时任", U"前任", U"原任", U"历任"};
constexpr u32string_view kShortRanks = U"代原前曾";
constexpr u32string_view kFormer[] = {U"曾任", U"时任", U"前任", U"原任", U"历任", U"曾"};
constexpr u32string_view kLeft = U"原任";
constexpr u32string_view kCommittees[] = {U"省委", U"市委", U"州委", U"盟委", U"地委", U"县委", U"区委", U"旗委",
                                          U"镇委", U"党委", U"工委", U"团委", U"纪委", U"党组", U"支部", U"总支"};
// Where the name of an organisation ends and its party branch begins: 县农业农村局|党组书记.
constexpr u32string_view kPartyBodies[] = {U"党组", U"党委", U"党工委", U"党支部", U"党总支"};
constexpr u32string_view kGovernments[] = {U"人民政府", U"政府"};
constexpr size_t kMinNameCharacters = 2;

bool Contains(u32string_view set, char32_t c) { return set.find(c) != u32string_view::npos; }

bool StartsWith(u32string_view text, u32string_view start) { return text.substr(0, start.size()) == start; }
bool EndsWith(u32string_view text, u32string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

template <typename List>
bool EndsWithAny(u32string_view text, const List& ends) {
  return std::any_of(std::begin(ends), std::end(ends), [&](u32string_view end) { return EndsWith(text, end); });
}

// One post of a title, without white space and punctuation; both forms have one character for each other's.
struct Post {
  std::u32string folded;
  std::u32string printed;
};

std::vector<Post> Split(std::string_view title) {
  std::vector<Post> posts(1);
  for (const char32_t c : text::FromUtf8(title)) {
    if (Contains(kJoiners, c)) {
      posts.emplace_back();
    } else if (c >= U' ' && !text::IsSpace(c) && !text::IsPunctuation(c)) {
      posts.back().folded.push_back(text::FoldChar(c));
      posts.back().printed.push_back(c);
    }
  }
  posts.erase(std::remove_if(posts.begin(), posts.end(), [](const Post& post) { return post.folded.empty(); }),
              posts.end());
  return posts;
}

// 原县长, 原青禾县县长, but neither 原平市市长 nor 原阳县委书记.
bool SaysFormer(u32string_view before) {
  if (std::any_of(std::begin(kFormer), std::end(kFormer),
                  [&](u32string_view word) { return StartsWith(before, word); }))
    return true;
  if (before[0] != U'原' && before[0] != U'前') return false;
  const u32string_view rest = before.substr(1);
  if (rest.size() == 1) return Contains(kLevels, rest[0]);
  const bool one_character_name = rest.size() == 2 && Contains(kLevels, rest[1]);
  return !one_character_name;
}

// Whether `before`, which stands before a post, can be the place or organisation that the post belongs to.
bool CanBeOrganization(u32string_view before) {
  if (before.size() == 1) return Contains(kUnits, before[0]);
  if (SaysFormer(before) || EndsWithAny(before, kRanks) || EndsWithAny(before, kCommittees)) return false;
  const bool short_rank = Contains(kShortRanks, before.back()) && Contains(kEndsOfNames, before[before.size() - 2]);
  return !short_rank;
}

bool Holds(u32string_view post, u32string_view asked) {
  if (!EndsWith(post, asked)) return false;
  const u32string_view before = post.substr(0, post.size() - asked.size());
  return before.empty() || CanBeOrganization(before);
}

// Which of `posts` answers `asked`; where `asked` joins posts, the first of the same ones.
std::optional<size_t> FindAnswer(const std::vector<Post>& posts, const std::vector<std::u32string>& asked) {
  if (asked.size() == 1) {
    for (size_t i = 0; i < posts.size(); ++i) {
      if (Holds(posts[i].folded, asked[0])) return i;
    }
    return std::nullopt;
  }
  if (asked.empty() || posts.size() != asked.size() || !Holds(posts[0].folded, asked[0])) return std::nullopt;
  for (size_t i = 1; i < posts.size(); ++i) {
    if (posts[i].folded != asked[i]) return std::nullopt;
  }
  return 0;
}

std::vector<std::u32string> ToChars(const std::vector<std::string>& texts) {
  std::vector<std::u32string> chars;
  for (const std::string& text : texts) chars.push_back(text::FromUtf8(text));
  return chars;
}

// 县 of 县长 and 县委书记, 局 of 局长: the post is named after the last character of its organisation, which may then
// be printed once for both (衢江区长, 县公安局长).
std::optional<char32_t> SharedUnit(u32string_view asked) {
  if (Contains(kLevels, asked[0]) || StartsWith(asked, U"局长")) return asked[0];
  return std::nullopt;
}

// The organisation that the title's first post names for the others: 衢江区 of 衢江区委副书记, 县农业农村局 of
// 县农业农村局党组书记.
std::u32string InheritedOrganization(const Post& first, std::optional<char32_t> unit) {
  for (const u32string_view body : kPartyBodies) {
    const size_t at = first.folded.find(body);
    if (at != std::u32string::npos && at >= kMinNameCharacters) return first.printed.substr(0, at);
  }
  if (!unit.has_value()) return {};
  const size_t at = first.folded.find(*unit);
  if (at == std::u32string::npos || at < kMinNameCharacters - 1) return {};
  return first.printed.substr(0, at + 1);
}

bool EndsWithBytes(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// What of a name tells organisations apart.
std::string_view Core(std::string_view name) {
  for (const std::string_view party : {"中共", "中国共产党"}) {
    if (name.substr(0, party.size()) == party) name.remove_prefix(party.size());
  }
  for (const std::string_view government : {"人民政府", "政府"}) {
    if (name.size() > government.size() && EndsWithBytes(name, government)) name.remove_suffix(government.size());
  }
  return name;
}

}  // namespace

std::vector<std::string> PostsIn(std::string_view title) {
  std::vector<std::string> posts;
  for (const Post& post : Split(title)) {
    std::string utf8 = text::ToUtf8(post.folded);
    if (std::find(posts.begin(), posts.end(), utf8) == posts.end()) posts.push_back(std::move(utf8));
  }
  return posts;
}

bool PostQuestion::IsAnsweredBy(std::string_view title) const {
  return FindAnswer(Split(title), ToChars(posts_)).has_value();
}

std::string PostQuestion::OrganizationOf(std::string_view title) const {
  const std::vector<Post> posts = Split(title);
  const std::vector<std::u32string> asked = ToChars(posts_);
  const std::optional<size_t> answer = FindAnswer(posts, asked);
  if (!answer.has_value()) return {};
  const Post& post = posts[*answer];
  const std::optional<char32_t> unit = SharedUnit(asked[0]);
  std::u32string before = post.printed.substr(0, post.printed.size() - asked[0].size());
  if (before.size() < kMinNameCharacters) {
    return *answer == 0 ? std::string() : text::ToUtf8(InheritedOrganization(posts[0], unit));
  }
  const bool is_whole = before.back() == unit || EndsWithAny(before, kGovernments);
  if (unit.has_value() && !is_whole) before.push_back(*unit);
  return text::ToUtf8(before);
}

std::string FormerTitle(std::string_view title) {
  std::u32string former;
  bool starts_post = true;
  for (const char32_t c : text::FromUtf8(title)) {
    const bool joins = Contains(kJoiners, c);
    if (starts_post && !joins) former += kLeft;
    starts_post = joins;
    former.push_back(c);
  }
  return text::ToUtf8(former);
}

std::string TitleLeft(std::string_view title) {
  std::u32string left;
  bool starts_post = true;
  const std::u32string chars = text::FromUtf8(title);
  for (u32string_view rest = chars; !rest.empty(); rest.remove_prefix(1)) {
    const bool joins = Contains(kJoiners, rest[0]);
    if (starts_post && !joins) {
      if (!StartsWith(rest, kLeft)) return {};
      rest.remove_prefix(kLeft.size());
      if (rest.empty()) break;
    }
    starts_post = joins;
    left.push_back(rest[0]);
  }
  return text::ToUtf8(left);
}

bool MayBeSameOrganization(std::string_view a, std::string_view b) {
  const std::string_view a_core = Core(a), b_core = Core(b);
  return EndsWithBytes(a_core, b_core) || EndsWithBytes(b_core, a_core);
}

}  // namespace jianbao::engine
