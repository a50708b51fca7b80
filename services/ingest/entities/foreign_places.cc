#include "services/ingest/entities/foreign_places.h"

#include <algorithm>
#include <string_view>

namespace jianbao::entities {
namespace {

// 梅利卡|州: heads of units and sites that foreign names stand before; the longest first.
constexpr std::u32string_view kHeads[] = {
    U"自治共和国", U"共和国", U"自治区", U"自治州", U"大峡谷", U"王国", U"公国", U"群岛", U"半岛", U"海峡", U"海湾",
    U"运河",       U"高原",   U"平原",   U"山脉",   U"沙漠",   U"盆地", U"机场", U"大街", U"大道", U"广场", U"宫殿",
    U"剧场",       U"剧院",   U"大区",   U"地区",   U"海滩",   U"港口", U"州",   U"省",   U"市",   U"县",   U"郡",
    U"邦",         U"镇",     U"区",     U"岛",     U"河",     U"湖",   U"海",   U"港",   U"湾",   U"堡",   U"宫"};

// What stands before the name of a place and hardly before that of a person. 在, 到 and the like are asked more.
constexpr std::u32string_view kBeforePlaces[] = {
    U"首都", U"省会", U"首府", U"城市", U"港口", U"小镇", U"港城", U"重镇", U"名城", U"村庄", U"城镇", U"飞抵",
    U"飞往", U"途经", U"位于", U"地处", U"开往", U"驶往", U"运往", U"通往", U"占领", U"攻占", U"进驻", U"抵达"};
constexpr std::u32string_view kWhere[] = {U"在", U"到", U"赴", U"来到", U"前往", U"离开", U"返回", U"回到", U"抵"};

// What only a state or a town has.
constexpr std::u32string_view kOfPlaces[] = {
    U"政府", U"议会", U"当局", U"警方", U"军队",   U"政权", U"国会", U"国王", U"人民",   U"境内",   U"全境", U"边境",
    U"以东", U"以西", U"以南", U"以北", U"市中心", U"郊外", U"郊区", U"近郊", U"国防部", U"外交部", U"驻"};

// 索兰、卡诺|等港口城市: what a list says at its end that it lists.
constexpr std::u32string_view kListed[] = {U"城市", U"村庄", U"地区", U"国家", U"城镇",
                                           U"等地", U"乡镇", U"州",   U"岛屿"};

// What people do, such as is said behind 在 too: 在|叶利钦|访问期间.
constexpr std::u32string_view kDoings[] = {U"的",   U"访问", U"执政", U"当选", U"上台", U"主持", U"领导", U"率",
                                           U"带",   U"看来", U"身",   U"手",   U"家",   U"眼",   U"那里", U"之",
                                           U"面前", U"任",   U"和",   U"与",   U"、",   U"宣布", U"等"};

template <size_t kCount>
bool StartsWithAny(std::u32string_view text, const std::u32string_view (&words)[kCount]) {
  return std::any_of(std::begin(words), std::end(words),
                     [text](std::u32string_view word) { return text.starts_with(word); });
}

template <size_t kCount>
bool EndsWithAny(std::u32string_view text, const std::u32string_view (&words)[kCount]) {
  return std::any_of(std::begin(words), std::end(words),
                     [text](std::u32string_view word) { return text.ends_with(word); });
}

// 莫拉瓦|总统|塔罗诺夫: a title between two foreign names belongs to the second, and is of the first.
bool HasTitledPersonBehind(const Lattice& lattice, uint32_t end) {
  const uint32_t post = lattice.LongestStartingAt(end, kPost);
  const int next = post > end ? lattice.TokenStartingAt(post) : -1;
  return next >= 0 && next < static_cast<int>(lattice.tokens().size()) &&
         lattice.tokens()[static_cast<size_t>(next)].kind == TokenKind::kForeign;
}

// 索兰、卡诺|等城市: whether the list that goes on behind a name says at its end that it lists places.
bool IsInListOfPlaces(std::u32string_view behind) {
  constexpr size_t kMaxList = 24, kMaxCount = 8;
  const std::u32string_view list = behind.substr(0, kMaxList);
  const size_t end = list.find(U'等');
  if (end == list.npos || (end > 0 && behind[0] != U'、') || list.substr(0, end).find(U',') != list.npos) return false;
  const std::u32string_view counted = behind.substr(end, kMaxCount);
  return std::any_of(std::begin(kListed), std::end(kListed),
                     [counted](std::u32string_view word) { return counted.find(word) != counted.npos; });
}

// 新华社|莫拉瓦|4月26日电: where a dispatch was written.
bool IsDateline(std::u32string_view before, std::u32string_view behind) {
  const bool agency =
      before.substr(0, 10).find(U'社') != before.npos || before.substr(0, 10).find(U"本报") != before.npos;
  return agency && behind.substr(0, 8).find(U"日电") != behind.npos;
}

}  // namespace

uint32_t ForeignPlaceEnd(const Lattice& lattice, int i) {
  const Token& token = lattice.tokens()[static_cast<size_t>(i)];
  const std::u32string_view chars = lattice.chars();
  const std::u32string_view before = chars.substr(0, token.begin), behind = chars.substr(token.end);
  if (chars.substr(token.begin, token.end - token.begin).find(U'·') != chars.npos) return 0;
  for (const std::u32string_view head : kHeads) {
    // 马赛|市, not 马赛|市民, nor 布莱尔|海军.
    if (!behind.starts_with(head)) continue;
    const auto end = static_cast<uint32_t>(token.end + head.size());
    const bool whole = end == chars.size() || lattice.TokenStartingAt(end) >= 0;
    if (whole && (lattice.StartsAt(token.end) & (kHonorific | kPost)) == 0) return end;
  }
  if (EndsWithAny(before, kBeforePlaces) || StartsWithAny(behind, kOfPlaces) || IsDateline(before, behind) ||
      IsInListOfPlaces(behind) || chars[token.end - 1] == U'邦' || HasTitledPersonBehind(lattice, token.end))
    return token.end;
  constexpr std::u32string_view kWhither[] = {U"到", U"赴", U"来到", U"前往", U"离开", U"返回", U"回到", U"抵"};
  const bool listed = EndsWithAny(before, kWhither) && behind.starts_with(U"、");
  const bool person = (lattice.StartsAt(token.end) & (kSpeech | kHonorific | kPost)) != 0 ||
                      (StartsWithAny(behind, kDoings) && !listed);
  return EndsWithAny(before, kWhere) && !person ? token.end : 0;
}

}  // namespace jianbao::entities
