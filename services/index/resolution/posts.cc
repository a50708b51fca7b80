#include "services/index/resolution/posts.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <initializer_list>
#include <iterator>
#include <utility>

#include "libs/text/chars.h"

namespace jianbao::resolution {
namespace {

using Words = std::initializer_list<std::u32string_view>;

struct Office {
  std::u32string_view name;
  Holders holders;
  Sphere sphere = Sphere::kUnknown;  // where the office alone tells
  Level level = Level::kNone;
};

// The longest that a title ends in is its office.
constexpr Office kOffices[] = {
    {U"党支部书记", Holders::kOne},
    {U"党总支书记", Holders::kOne},
    {U"党工委书记", Holders::kOne, Sphere::kGovernment},
    {U"党委书记", Holders::kOne},
    {U"党组书记", Holders::kOne, Sphere::kGovernment},
    {U"第一书记", Holders::kOne},
    {U"支部书记", Holders::kOne},
    {U"书记", Holders::kOne},
    {U"村支书", Holders::kOne, Sphere::kVillage, Level::kVillage},
    {U"支书", Holders::kOne, Sphere::kVillage, Level::kVillage},
    {U"村主任", Holders::kOne, Sphere::kVillage, Level::kVillage},
    {U"村会计", Holders::kOne, Sphere::kVillage, Level::kVillage},
    {U"村干部", Holders::kSome, Sphere::kVillage, Level::kVillage},
    {U"网格员", Holders::kSome, Sphere::kVillage, Level::kVillage},
    {U"村长", Holders::kOne, Sphere::kVillage, Level::kVillage},
    {U"村民", Holders::kMany, Sphere::kResident, Level::kVillage},
    {U"居民", Holders::kMany, Sphere::kResident, Level::kVillage},
    {U"农民", Holders::kMany, Sphere::kResident, Level::kVillage},
    {U"农户", Holders::kMany, Sphere::kResident, Level::kVillage},
    {U"脱贫户", Holders::kMany, Sphere::kResident, Level::kVillage},
    {U"种粮大户", Holders::kMany, Sphere::kResident, Level::kVillage},
    {U"种植户", Holders::kMany, Sphere::kResident, Level::kVillage},
    {U"养殖户", Holders::kMany, Sphere::kResident, Level::kVillage},
    {U"大户", Holders::kMany, Sphere::kResident, Level::kVillage},
    {U"乡长", Holders::kOne, Sphere::kGovernment, Level::kTown},
    {U"镇长", Holders::kOne, Sphere::kGovernment, Level::kTown},
    {U"县长", Holders::kOne, Sphere::kGovernment, Level::kCounty},
    {U"区长", Holders::kOne, Sphere::kGovernment, Level::kCounty},
    {U"市长", Holders::kOne, Sphere::kGovernment, Level::kCity},
    {U"省长", Holders::kOne, Sphere::kGovernment, Level::kProvince},
    {U"检察长", Holders::kOne, Sphere::kGovernment},
    {U"领导", Holders::kSome, Sphere::kGovernment},
    {U"常委", Holders::kSome, Sphere::kGovernment},
    {U"委员", Holders::kMany},
    {U"主席", Holders::kOne, Sphere::kGovernment},
    {U"秘书长", Holders::kOne},
    {U"部长", Holders::kOne, Sphere::kGovernment},
    {U"局长", Holders::kOne, Sphere::kGovernment},
    {U"科长", Holders::kSome, Sphere::kGovernment},
    {U"所长", Holders::kOne},
    {U"民警", Holders::kMany, Sphere::kGovernment},
    {U"站长", Holders::kOne},
    {U"队长", Holders::kOne},
    {U"主任医师", Holders::kMany, Sphere::kHealth},
    {U"医师", Holders::kMany, Sphere::kHealth},
    {U"医生", Holders::kMany, Sphere::kHealth},
    {U"护士长", Holders::kSome, Sphere::kHealth},
    {U"护士", Holders::kMany, Sphere::kHealth},
    {U"药师", Holders::kMany, Sphere::kHealth},
    {U"主任", Holders::kOne},
    {U"院长", Holders::kOne},
    {U"校长", Holders::kOne, Sphere::kSchool},
    {U"园长", Holders::kOne, Sphere::kSchool},
    {U"教师", Holders::kMany, Sphere::kSchool},
    {U"老师", Holders::kMany, Sphere::kSchool},
    {U"教授", Holders::kMany, Sphere::kSchool},
    {U"学生", Holders::kMany, Sphere::kSchool},
    {U"董事长", Holders::kOne, Sphere::kBusiness},
    {U"理事长", Holders::kOne, Sphere::kBusiness},
    {U"总经理", Holders::kOne, Sphere::kBusiness},
    {U"经理", Holders::kSome, Sphere::kBusiness},
    {U"厂长", Holders::kOne, Sphere::kBusiness},
    {U"老板", Holders::kOne, Sphere::kBusiness},
    {U"店主", Holders::kOne, Sphere::kBusiness},
    {U"职工", Holders::kMany},
    {U"工人", Holders::kMany},
    {U"会长", Holders::kOne},
    {U"见习记者", Holders::kMany, Sphere::kMedia},
    {U"实习记者", Holders::kMany, Sphere::kMedia},
    {U"记者", Holders::kMany, Sphere::kMedia},
    {U"通讯员", Holders::kMany, Sphere::kMedia},
    {U"编辑", Holders::kMany, Sphere::kMedia},
};
// Stand before an office and belong to it.
constexpr Words kModifiers = {U"常务副", U"副", U"代理", U"代", U"名誉"};
constexpr Words kDeputies = {U"常务副", U"副"};
constexpr Words kFormer = {U"原任", U"原", U"曾任", U"曾", U"前任", U"前", U"已故"};
constexpr Words kPresent = {U"现任", U"时任", U"现"};
// Say nothing of who their bearer is.
constexpr Words kEmptyTitles = {U"同志", U"负责人", U"党员", U"老党员", U"先生", U"女士",   U"代表", U"人大代表",
                                U"委员", U"志愿者", U"群众", U"主持人", U"作者", U"参与者", U"市民"};

constexpr Words kHealthWords = {U"医院", U"卫生院", U"卫生服务", U"卫生室", U"诊所", U"保健院", U"骨科", U"门诊"};
constexpr Words kSchoolWords = {U"学校",   U"小学", U"中学", U"大学", U"学院",
                                U"幼儿园", U"高中", U"初中", U"一中", U"职校"};
constexpr Words kBusinessWords = {U"公司", U"集团", U"合作社", U"厂", U"农场", U"酒店",
                                  U"超市", U"银行", U"商行",   U"店", U"基地"};
constexpr Words kMediaWords = {U"报社", U"电视台", U"融媒体"};
constexpr Words kVillageWords = {U"村委会", U"村党", U"村两委", U"居委会", U"社区", U"村"};
constexpr Words kTownWords = {U"乡", U"镇", U"街道"};
constexpr Words kGovernmentWords = {U"委", U"政府", U"人大",   U"政协",   U"局",  U"部",
                                    U"办", U"法院", U"检察院", U"派出所", U"公安"};
// Hold an administrative character without naming a place.
constexpr Words kFalsePlaces = {U"农村", U"乡村", U"新村", U"城乡", U"城市", U"市场", U"园区", U"景区", U"小区",
                                U"校区", U"厂区", U"城镇", U"区域", U"地区", U"市民", U"村镇", U"乡镇"};

bool EndsWith(std::u32string_view text, std::u32string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool ContainsAny(std::u32string_view text, Words words) {
  return std::any_of(words.begin(), words.end(), [&](std::u32string_view w) { return text.find(w) != text.npos; });
}

// Cuts the first of `words` that `text` begins with.
bool CutPrefix(std::u32string_view* text, Words words) {
  for (const std::u32string_view word : words) {
    if (text->size() <= word.size() || text->substr(0, word.size()) != word) continue;
    text->remove_prefix(word.size());
    return true;
  }
  return false;
}

struct Area {
  Level level;
  std::u32string_view name;  // with its kind; empty where only the kind is printed (区委)
};

// The administrative areas in front of an organisation, largest first, as printed.
std::vector<Area> Areas(std::u32string_view text) {
  struct Kind {
    std::u32string_view word;
    Level level;
  };
  static constexpr std::array kKinds = {
      Kind{U"街道", Level::kTown}, Kind{U"社区", Level::kVillage}, Kind{U"省", Level::kProvince},
      Kind{U"市", Level::kCity},   Kind{U"县", Level::kCounty},    Kind{U"区", Level::kCounty},
      Kind{U"乡", Level::kTown},   Kind{U"镇", Level::kTown},      Kind{U"村", Level::kVillage}};
  std::vector<Area> areas;
  size_t begin = 0;
  for (size_t i = 0; i < text.size();) {
    const bool skip = std::any_of(kFalsePlaces.begin(), kFalsePlaces.end(), [&](std::u32string_view word) {
      return text.substr(i, word.size()) == word || (i > 0 && text.substr(i - 1, word.size()) == word);
    });
    const auto kind = std::find_if(kKinds.begin(), kKinds.end(),
                                   [&](const Kind& k) { return text.substr(i, k.word.size()) == k.word; });
    if (skip || kind == kKinds.end()) {
      ++i;
      continue;
    }
    const size_t end = i + kind->word.size();
    areas.push_back({kind->level, i > begin ? text.substr(begin, end - begin) : std::u32string_view()});
    begin = i = end;
  }
  return areas;
}

Sphere SphereOf(std::u32string_view organization, Level level) {
  if (ContainsAny(organization, kHealthWords)) return Sphere::kHealth;
  if (ContainsAny(organization, kSchoolWords)) return Sphere::kSchool;
  if (ContainsAny(organization, kBusinessWords)) return Sphere::kBusiness;
  if (ContainsAny(organization, kMediaWords)) return Sphere::kMedia;
  if (level == Level::kVillage && ContainsAny(organization, kVillageWords)) return Sphere::kVillage;
  if (ContainsAny(organization, kTownWords) || ContainsAny(organization, kGovernmentWords) || level >= Level::kTown) {
    return Sphere::kGovernment;
  }
  return Sphere::kUnknown;
}

Post ParsePost(std::u32string_view text) {
  Post post;
  const Office* office = nullptr;
  for (const Office& candidate : kOffices) {
    if (EndsWith(text, candidate.name) && (office == nullptr || candidate.name.size() > office->name.size())) {
      office = &candidate;
    }
  }
  std::u32string_view organization = office != nullptr ? text.substr(0, text.size() - office->name.size()) : text;
  size_t office_begin = organization.size();
  if (office != nullptr) {
    post.holders = office->holders;
    for (const std::u32string_view modifier : kModifiers) {
      if (!EndsWith(organization, modifier)) continue;
      organization.remove_suffix(modifier.size());
      office_begin = organization.size();
      if (std::find(kDeputies.begin(), kDeputies.end(), modifier) != kDeputies.end()) {
        post.holders = std::max(post.holders, Holders::kSome);
      }
      break;
    }
  } else {
    office_begin = 0;
    organization = {};
  }
  post.organization = text::ToUtf8(organization);
  post.office = text::ToUtf8(text.substr(office_begin));
  for (const Area& area : Areas(organization)) {
    post.level = area.level;
    if (area.name.empty()) continue;
    std::string& named = area.level == Level::kVillage ? post.village
                         : area.level == Level::kTown  ? post.town
                                                       : post.county;
    named = text::ToUtf8(area.name);
  }
  if (office != nullptr && office->level != Level::kNone) post.level = office->level;
  post.sphere =
      office != nullptr && office->sphere != Sphere::kUnknown ? office->sphere : SphereOf(organization, post.level);
  return post;
}

// Places that are both named, and two.
bool ClashOf(const std::string& a, const std::string& b) { return !a.empty() && !b.empty() && a != b; }

// Organisations likewise; 区人民医院 may be short for 桐湾区人民医院.
bool OthersThan(const std::string& a, const std::string& b) {
  return ClashOf(a, b) && !a.ends_with(b) && !b.ends_with(a);
}

// Up to and including the word for an institution: 区人民医院骨科 -> 区人民医院.
std::string Institution(const Post& post, Words words) {
  const std::u32string text = text::FromUtf8(post.organization);
  size_t end = text.npos;
  for (const std::u32string_view word : words) {
    const size_t at = text.find(word);
    if (at != text.npos) end = std::min(end, at + word.size());
  }
  return text::ToUtf8(text.substr(0, end));
}

bool EndsOther(const std::string& a, const std::string& b) { return a.ends_with(b) || b.ends_with(a); }

bool IsLocal(Sphere sphere) { return sphere == Sphere::kVillage || sphere == Sphere::kResident; }

Fit CompareGovernment(const Post& a, const Post& b, bool overlap) {
  if (!overlap) return Fit::kTogether;
  if (ClashOf(a.county, b.county) || (a.level == b.level && ClashOf(a.town, b.town))) return Fit::kClash;
  const int apart = std::abs(static_cast<int>(a.level) - static_cast<int>(b.level));
  return a.level != Level::kNone && b.level != Level::kNone && apart >= 2 ? Fit::kClash : Fit::kTogether;
}

}  // namespace

std::vector<Post> ParsePosts(std::string_view title) {
  std::u32string text;
  for (const char32_t c : text::FromUtf8(title)) {
    if (!text::IsSpace(c)) text += c;
  }
  std::vector<Post> posts;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find_first_of(U"、，,；;", begin), text.size());
    std::u32string_view part = std::u32string_view(text).substr(begin, end - begin);
    begin = end + 1;
    if (part.empty() || CutPrefix(&part, kFormer)) continue;
    CutPrefix(&part, kPresent);
    const bool empty = std::any_of(kEmptyTitles.begin(), kEmptyTitles.end(), [&](std::u32string_view word) {
      return EndsWith(part, word) && part.size() <= word.size() + 1;
    });
    if (!empty) posts.push_back(ParsePost(part));
  }
  return posts;
}

std::string VillageOf(std::string_view place) {
  const std::u32string text = text::FromUtf8(place);
  const std::vector<Area> areas = Areas(text);
  if (areas.empty() || areas.back().level != Level::kVillage) return "";
  return text::ToUtf8(areas.back().name);
}

Fit ComparePosts(const Post& a, const Post& b, bool overlap) {
  if (a.office == b.office &&
      (a.organization == b.organization || (!a.organization.empty() && !b.organization.empty() &&
                                            a.village == b.village && EndsOther(a.organization, b.organization)))) {
    const bool placed = a.sphere != Sphere::kResident || (a.village == b.village && !a.village.empty());
    return placed ? Fit::kSame : Fit::kTogether;
  }
  if (a.sphere > b.sphere) return ComparePosts(b, a, overlap);
  if (a.sphere == Sphere::kUnknown) return ClashOf(a.village, b.village) && overlap ? Fit::kClash : Fit::kApart;
  if (IsLocal(a.sphere) && IsLocal(b.sphere)) {
    return ClashOf(a.village, b.village) || ClashOf(a.town, b.town) ? Fit::kClash : Fit::kTogether;
  }
  if (a.sphere == b.sphere) {
    switch (a.sphere) {
      case Sphere::kGovernment: return CompareGovernment(a, b, overlap);
      case Sphere::kHealth:
        return overlap && OthersThan(Institution(a, kHealthWords), Institution(b, kHealthWords)) ? Fit::kClash
                                                                                                 : Fit::kTogether;
      case Sphere::kSchool:
        return overlap && OthersThan(Institution(a, kSchoolWords), Institution(b, kSchoolWords)) ? Fit::kClash
                                                                                                 : Fit::kTogether;
      case Sphere::kMedia: return Fit::kTogether;
      default: return OthersThan(a.organization, b.organization) ? Fit::kApart : Fit::kTogether;
    }
  }
  if (a.sphere == Sphere::kGovernment && IsLocal(b.sphere)) {
    return a.level >= Level::kCounty || overlap ? Fit::kClash : Fit::kApart;
  }
  if (IsLocal(a.sphere)) {
    if (b.sphere != Sphere::kBusiness) return Fit::kClash;
    if (ClashOf(a.village, b.village)) return Fit::kClash;
    return !a.village.empty() && a.village == b.village ? Fit::kTogether : Fit::kApart;
  }
  return overlap ? Fit::kClash : Fit::kApart;
}

}  // namespace jianbao::resolution
