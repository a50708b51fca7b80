#include "tests/acceptance/archive_generator.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/text/chars.h"

namespace jianbao::acceptance {
namespace {

using absl::CivilDay;

// Characters print is misread in, from memory of proofs and not from any table: those of a string are taken for each
// other. What is in none of them is misread as anything.
constexpr std::u32string_view kTakenForEachOther[] = {
    U"清晴睛请情", U"澈撤辙", U"瑶谣遥摇", U"明朋",   U"林材村", U"建健键", U"伟玮炜", U"峰锋蜂", U"波坡",   U"辉晖挥",
    U"洋祥详",     U"海梅侮", U"江汪红",   U"浩皓洁", U"涛祷",   U"文交支", U"志忘",   U"国圆",   U"华毕",   U"平乎",
    U"昊吴",       U"春眷",   U"秋秩",     U"兰三",   U"芳劳",   U"英莫",   U"玉王主", U"珍诊",   U"玲铃岭", U"琳淋",
    U"娟捐",       U"婷停",   U"静诤",     U"雪雷",   U"霞露",   U"云去",   U"飞气",   U"鹏棚",   U"龙尤",   U"虎虑",
    U"军车",       U"刚钢",   U"强弧",     U"勇男",   U"杰木",   U"俊峻骏", U"宁字",   U"安妥",   U"宇字",   U"宏宠",
    U"昌冒",       U"旭昶",   U"晨震",     U"晓哓",   U"思恩",   U"慧彗",   U"敏梅",   U"新薪",   U"东车",   U"栋拣",
    U"梓样",       U"楠桶",   U"岚风",     U"岩岸",   U"川州",   U"泽择",   U"润涧闰", U"渊洲",   U"雨两",   U"天夫",
    U"大太",       U"元无",   U"玮伟",     U"佑估",   U"信佶估", U"仁仕",   U"永水",   U"冰泳",   U"贵责",   U"庆厌",
    U"康庚",       U"德得",   U"恒桓垣",   U"诚城",   U"谦嫌",   U"远运",   U"逸兔",   U"达迖",   U"进迸",   U"连莲",
    U"萍苹",       U"蓉溶",   U"莹荧",     U"芸芝",   U"菲韭",   U"薇微",   U"望塱",   U"月用",   U"星垦",   U"爽奭",
    U"学字",       U"树村",   U"荣莱",     U"来耒",   U"成戌",   U"武式",   U"义又",   U"友反",   U"良艮",   U"青责",
    U"丽而",       U"书韦",   U"未末",     U"干千",   U"祎袆",   U"贺货",   U"沈沉",   U"陆陈",   U"顾颜",   U"裘袭",
    U"卓桌",       U"柏怕",   U"邬坞",     U"岳丘邱", U"虞虚",   U"项顶",   U"苏劳",   U"荀苟",   U"蓝篮",   U"鲍鲤",
    U"蔡察",       U"骆络",   U"程桯",     U"应庆",   U"竺笠",   U"柯何",   U"葛曷",   U"屠展",   U"麻床",   U"祝祀",
    U"瞿翟",       U"阮院",   U"戚威",     U"沙妙",   U"裴斐",   U"隋随",   U"佟终",   U"柴紫",   U"单草",   U"冷泠",
    U"古占",       U"辜幸",   U"晏宴",     U"池弛",   U"桑柔",   U"宫官",   U"苗笛",   U"储诸",   U"俞愈",   U"郁部",
    U"卢户",       U"丁于",   U"向同",     U"牛午",   U"席度",   U"余佘",   U"邢刑",   U"季李",   U"齐齑",   U"尹伊",
    U"伍任",       U"管菅",   U"钟钠"};
// Characters of given names that nobody confuses with others in particular: half as many as the above.
constexpr std::u32string_view kOthers =
    U"鸣翔鑫磊瑞琼燕彬凤凯嘉惠超越勤凌彤笑睿哲博雅曼颖毅群鼎乐可依然子铭若怀仲伯孟舒畅翰霖奕";
constexpr std::u32string_view kSurnames =
    U"贺沈陆顾施裘卓柏邬岳虞项苏荀蓝鲍蔡骆程秦应竺柯邱庄葛屠翁麻连祝瞿闵阮戚沙裴隋娄佟柴单冷鞠古巫褚辜缪晏池桑谌仇包宫"
    U"苗茅储俞"
    U"成郁卢丁向牛席闻谈余洪邢季龚武齐尹伍陶尤管钟倪";

constexpr const char* kBureaus[] = {"农业农村局", "教育局", "卫健局", "住建局", "文旅局", "民政局", "水利局", "财政局"};
constexpr const char* kTopics[] = {"春耕备耕", "防汛",     "招商引资", "安全生产",
                                   "秸秆禁烧", "文明创建", "道路改造", "电商"};

struct Area {
  std::string publication, name, kind;                   // 今日青禾, 青禾县, 县
  std::vector<std::string> towns;                        // 柳溪乡 …
  std::vector<std::pair<size_t, std::string>> villages;  // town, 栗园村
};

// One leading post of an area, with who held it when.
struct Seat {
  std::string printed;               // as in a report: 区委副书记、区长
  std::string title;                 // the one post asked for
  bool one = true;                   // of a kind
  std::vector<PlantedOffice> terms;  // oldest first, without gap
};

struct Local {
  uint32_t person;
  std::string title;
  std::vector<std::string> places;
};

class Generator {
 public:
  explicit Generator(const ArchiveOptions& options) : options_(options), random_(options.seed) {}

  GeneratedArchive Generate() {
    MakeAreas();
    for (size_t a = 0; a < areas_.size(); ++a) MakePeople(a);
    MakeNamesakes();
    MakeLookAlikes();
    for (int i = 0; i < options_.issues; ++i) MakeIssue(i);
    return std::move(archive_);
  }

 private:
  size_t Below(size_t bound) { return random_() % bound; }
  bool Chance(double chance) { return static_cast<double>(random_() >> 11) / 9007199254740992.0 < chance; }
  template <typename T>
  const T& Any(const std::vector<T>& of) {
    return of[Below(of.size())];
  }
  char32_t AnyOf(std::u32string_view of) { return of[Below(of.size())]; }

  char32_t GivenCharacter() {
    const std::u32string_view family = kTakenForEachOther[Below(std::size(kTakenForEachOther))];
    return Chance(0.85) ? family[0] : AnyOf(kOthers);
  }

  std::u32string NewName() {
    for (;;) {
      std::u32string name(1, AnyOf(kSurnames));
      name += GivenCharacter();
      if (Chance(0.85)) name += GivenCharacter();
      if (names_.insert(name).second) return name;
    }
  }

  uint32_t AddPerson(const std::u32string& name) {
    archive_.people.push_back(text::ToUtf8(name));
    return static_cast<uint32_t>(archive_.people.size() - 1);
  }
  uint32_t NewPerson() { return AddPerson(NewName()); }

  // Siblings and cousins share all but the last character.
  uint32_t SiblingOf(uint32_t person) {
    std::u32string name = text::FromUtf8(archive_.people[person]);
    for (int tries = 0; tries < 100; ++tries) {
      name.back() = GivenCharacter();
      if (names_.insert(name).second) return AddPerson(name);
    }
    return NewPerson();
  }

  void MakeAreas() {
    areas_ = {{"今日青禾", "青禾县", "县", {"柳溪乡", "麻石乡", "白渡镇", "望潮街道", "石坎镇", "云岭乡"}, {}},
              {"桐湾时讯", "桐湾区", "区", {"龙塘乡", "古桥乡", "梅渚镇", "滨江街道", "双溪镇", "鹿角乡"}, {}},
              {"松洲报", "松洲县", "县", {"桃源乡", "黄泥乡", "清泉镇", "南门街道", "长岭镇", "榆树乡"}, {}}};
    static constexpr const char* kBegin[] = {"栗", "杏", "竹", "枫", "荷", "桑", "茶", "松", "桃", "柳"};
    static constexpr const char* kEnd[] = {"园村", "坪村", "湾村", "塘村", "背村", "沿村", "洲村", "桥村", "坑村"};
    size_t next = 0;
    for (Area& area : areas_) {
      for (size_t v = 0; v < 5 * area.towns.size(); ++v, ++next) {
        area.villages.emplace_back(v / 5, absl::StrCat(kBegin[next % 10], kEnd[next / 10 % 9]));
      }
    }
  }

  // Seats change hands every year to three; a successor mostly comes from a lower seat, and so on down.
  void MakeSeats(size_t a) {
    const std::string& k = areas_[a].kind;
    std::vector<Seat> seats;
    const auto seat = [&](std::string printed, std::string title, bool one) {
      seats.push_back({std::move(printed), std::move(title), one, {}});
    };
    seat(k + "委书记", k + "委书记", true);
    seat(k + "委副书记、" + k + "长", k + "长", true);
    seat(k + "人大常委会主任", k + "人大常委会主任", true);
    seat(k + "政协主席", k + "政协主席", true);
    seat(k + "委常委、常务副" + k + "长", "常务副" + k + "长", true);
    seat(k + "委常委、组织部部长", "组织部部长", true);
    seat(k + "委常委、宣传部部长", "宣传部部长", true);
    for (int i = 0; i < 3; ++i) seat("副" + k + "长", "副" + k + "长", false);
    for (const char* const bureau : kBureaus)
      seat(absl::StrCat(k, bureau, "局长"), absl::StrCat(k, bureau, "局长"), true);
    std::vector<uint32_t> holders;
    std::vector<CivilDay> since(seats.size(), kFirstDay);
    for (size_t s = 0; s < seats.size(); ++s) holders.push_back(NewPerson());
    const auto hand_over = [&](size_t s, uint32_t next, CivilDay day) {
      seats[s].terms.push_back({areas_[a].publication, seats[s].title, holders[s], since[s], day - 1});
      holders[s] = next;
      since[s] = day;
    };
    for (CivilDay day = kFirstDay + 200; day < kLastDay; day += static_cast<int>(60 + Below(160))) {
      size_t s = Below(seats.size());
      // The vacancy moves down until somebody new comes in.
      while (s + 1 < seats.size() && Chance(0.6)) {
        const size_t from = s + 1 + Below(seats.size() - s - 1);
        hand_over(s, holders[from], day);
        s = from;
      }
      hand_over(s, NewPerson(), day);
    }
    for (size_t s = 0; s < seats.size(); ++s) {
      hand_over(s, holders[s], kLastDay + 1);
      for (const PlantedOffice& term : seats[s].terms) {
        if (seats[s].one && term.from <= term.to) archive_.offices.push_back(term);
      }
    }
    seats_.push_back(std::move(seats));
  }

  void MakePeople(size_t a) {
    MakeSeats(a);
    const Area& area = areas_[a];
    locals_.emplace_back();
    for (const std::string& town : area.towns) {
      locals_[a].push_back({NewPerson(), town + "党委书记", {town}});
      const bool street = town.ends_with("街道");
      locals_[a].push_back({NewPerson(),
                            town + (street                 ? "办事处主任"
                                    : town.ends_with("乡") ? "乡长"
                                                           : "镇长"),
                            {town}});
    }
    for (const auto& [town, village] : area.villages) {
      locals_[a].push_back(
          {NewPerson(), absl::StrCat(area.towns[town], village, "党支部书记"), {area.towns[town], village}});
    }
    static constexpr const char* kPosts[] = {"人民医院骨科主任", "人民医院院长", "中医院护士长",
                                             "实验小学校长",     "第一中学教师", "幼儿园园长"};
    for (const char* const post : kPosts) {
      locals_[a].push_back({NewPerson(), absl::StrCat(area.kind, post), {}});
    }
    static constexpr const char* kFirms[] = {"绿源农业公司总经理", "丰谷合作社理事长", "恒川机械公司董事长"};
    for (const char* const firm : kFirms) locals_[a].push_back({NewPerson(), std::string(firm), {}});
  }

  Local VillagerOf(size_t a, uint32_t person) {
    const auto& [town, village] = Any(areas_[a].villages);
    return {person, "村民", {areas_[a].towns[town], village}};
  }

  Local SecretaryOf(size_t a, size_t v, uint32_t person) {
    const auto& [town, village] = areas_[a].villages[v];
    return {person, absl::StrCat(areas_[a].towns[town], village, "党支部书记"), {areas_[a].towns[town], village}};
  }

  void PlantPair(uint32_t first, uint32_t second, size_t kind) {
    const size_t a = Below(areas_.size()), b = (a + 1) % areas_.size();
    const size_t v = Below(areas_[a].villages.size() - 1);
    Local one = SecretaryOf(a, v, first), other;
    switch (kind % 5) {
      case 0: other = {second, absl::StrCat(areas_[a].kind, "人民医院骨科副主任"), {}}; break;
      case 1: other = SecretaryOf(a, v + 1, second); break;
      case 2: other = {second, absl::StrCat(areas_[a].kind, "实验小学教师"), {}}; break;
      case 3: other = SecretaryOf(b, Below(areas_[b].villages.size()), second); break;
      default:
        one = {first, absl::StrCat(areas_[a].name, "公安局副局长"), {}};
        other = {second, absl::StrCat(areas_[b].name, "公安局副局长"), {}};
    }
    const bool same_area = kind % 5 < 3;
    locals_[a].push_back(one);
    locals_[same_area ? a : b].push_back(other);
  }

  void MakeNamesakes() {
    for (int i = 0; i < options_.namesake_pairs; ++i) {
      const std::u32string name = NewName();
      const uint32_t first = AddPerson(name), second = AddPerson(name);
      archive_.namesakes.emplace_back(first, second);
      PlantPair(first, second, static_cast<size_t>(i));
    }
  }

  void MakeLookAlikes() {
    for (int i = 0; i < options_.look_alike_pairs; ++i) {
      std::u32string name = NewName();
      const std::u32string_view family = kTakenForEachOther[Below(std::size(kTakenForEachOther))];
      name.back() = family[0];
      std::u32string other = name;
      other.back() = family[1];
      if (!names_.insert(name).second || !names_.insert(other).second) continue;
      const uint32_t first = AddPerson(name), second = AddPerson(other);
      archive_.look_alikes.emplace_back(first, second);
      PlantPair(first, second, static_cast<size_t>(i));
    }
  }

  // As printed, character by character.
  std::pair<std::string, Misreading> Print(uint32_t person) {
    std::u32string name = text::FromUtf8(archive_.people[person]);
    Misreading misreading = Misreading::kNone;
    for (char32_t& c : name) {
      if (!Chance(options_.misread)) continue;
      const auto family = std::find_if(std::begin(kTakenForEachOther), std::end(kTakenForEachOther),
                                       [&](std::u32string_view f) { return f.find(c) != f.npos; });
      char32_t printed = c;
      if (family != std::end(kTakenForEachOther)) {
        while (printed == c) printed = AnyOf(*family);
        misreading = std::max(misreading, Misreading::kLookAlike);
      } else {
        while (printed == c) printed = Chance(0.5) ? AnyOf(kOthers) : AnyOf(kSurnames);
        misreading = Misreading::kPlainlyWrong;
      }
      c = printed;
    }
    return {text::ToUtf8(name), misreading};
  }

  struct Named {
    uint32_t person;
    std::string title;
  };

  void MakeArticle(size_t a, CivilDay date, const std::string& issue, int number, const std::vector<Named>& named,
                   const std::vector<std::string>& places) {
    std::vector<PlantedSighting> planted;
    for (const Named& one : named) {
      const bool again =
          std::any_of(planted.begin(), planted.end(), [&](const PlantedSighting& p) { return p.person == one.person; });
      if (again) continue;
      PlantedSighting sighting{.person = one.person};
      std::tie(sighting.sighting.name, sighting.misreading) = Print(one.person);
      if (!one.title.empty()) sighting.sighting.titles = {one.title};
      planted.push_back(std::move(sighting));
    }
    for (size_t i = 0; i < planted.size(); ++i) {
      resolution::Sighting& sighting = planted[i].sighting;
      sighting.article = absl::StrFormat("%s/articles/%d", issue, number);
      sighting.issue = issue;
      sighting.publication = areas_[a].publication;
      sighting.date = date;
      sighting.order = static_cast<uint32_t>(i);
      sighting.places = places;
      for (size_t j = 0; j < planted.size(); ++j) {
        if (j != i) sighting.people.push_back(planted[j].sighting.name);
      }
    }
    for (PlantedSighting& one : planted) {
      // Two people of one printed name in one article cannot be told by anybody.
      const auto same = std::count_if(planted.begin(), planted.end(), [&](const PlantedSighting& other) {
        return other.sighting.name == one.sighting.name;
      });
      if (same == 1) archive_.sightings.push_back(one);
    }
  }

  const PlantedOffice& HolderOn(const Seat& seat, CivilDay date) const {
    return *std::find_if(seat.terms.begin(), seat.terms.end(),
                         [&](const PlantedOffice& term) { return term.from <= date && date <= term.to; });
  }

  std::string TitleOf(size_t a, const Seat& seat) {
    if (Chance(0.1)) return "";
    return Chance(0.15) && seat.printed.starts_with(areas_[a].kind + "委书记") ? areas_[a].name + "委书记"
                                                                               : seat.printed;
  }

  void MakeIssue(int number) {
    const size_t a = static_cast<size_t>(number) % areas_.size();
    const int days = static_cast<int>(kLastDay - kFirstDay);
    const CivilDay date = kFirstDay + static_cast<int>(int64_t{days} * number / options_.issues);
    const std::string issue =
        absl::StrFormat("publications/%d/issues/%04d-%02d-%02d:%d", a, date.year(), date.month(), date.day(), number);
    const std::vector<Seat>& seats = seats_[a];
    int article = 0;
    for (int i = 0; i < 3; ++i) {  // meetings: one leads, others are listed by rank
      const size_t leads = Below(seats.size() - std::size(kBureaus));
      std::vector<Named> named = {{HolderOn(seats[leads], date).person, TitleOf(a, seats[leads])}};
      for (size_t s = 0; s + std::size(kBureaus) < seats.size(); ++s) {
        if (Chance(0.4)) named.push_back({HolderOn(seats[s], date).person, areas_[a].kind + "领导"});
      }
      MakeArticle(a, date, issue, ++article, named, {areas_[a].name});
    }
    for (int i = 0; i < 2; ++i) {  // visits: a leader, who runs the place, who lives there
      const size_t s = Below(seats.size());
      const Local& local = Any(locals_[a]);
      std::vector<Named> named = {{HolderOn(seats[s], date).person, TitleOf(a, seats[s])}};
      named.push_back({local.person, local.title});
      if (!local.places.empty() && Chance(0.5)) named.push_back({NewPerson(), local.places.size() > 1 ? "村民" : ""});
      MakeArticle(a, date, issue, ++article, named, local.places);
    }
    for (int i = 0; i < 4; ++i) {  // features
      const Local& local = Any(locals_[a]);
      std::vector<Named> named = {{local.person, Chance(0.1) ? "" : local.title}};
      if (Chance(0.6)) {
        // Some villagers come back.
        std::vector<Local>& known = villagers_[{a, local.title}];
        if (known.empty() || Chance(0.7)) {
          const bool sibling = !known.empty() && Chance(0.3);
          known.push_back({sibling ? SiblingOf(Any(known).person) : NewPerson(), "", {}});
        }
        named.push_back({Any(known).person, local.places.size() > 1 ? "村民" : ""});
      }
      MakeArticle(a, date, issue, ++article, named, local.places);
    }
  }

  static constexpr CivilDay kFirstDay{2018, 1, 4};
  static constexpr CivilDay kLastDay{2023, 12, 28};

  const ArchiveOptions options_;
  std::mt19937_64 random_;
  GeneratedArchive archive_;
  std::set<std::u32string> names_;
  std::vector<Area> areas_;
  std::vector<std::vector<Seat>> seats_;    // by area
  std::vector<std::vector<Local>> locals_;  // by area
  std::map<std::pair<size_t, std::string>, std::vector<Local>> villagers_;
};

}  // namespace

GeneratedArchive GenerateArchive(const ArchiveOptions& options) { return Generator(options).Generate(); }

std::vector<engine::IssueRecord> ToIssues(const GeneratedArchive& archive, uint8_t person_kind) {
  std::vector<engine::IssueRecord> issues;
  size_t topic = 0;
  for (const PlantedSighting& planted : archive.sightings) {
    const resolution::Sighting& sighting = planted.sighting;
    if (issues.empty() || issues.back().name != sighting.issue) {
      issues.push_back({.name = sighting.issue, .publication = sighting.publication, .date = sighting.date});
      issues.back().content_hash = sighting.issue;
    }
    std::vector<engine::Document>& documents = issues.back().documents;
    if (documents.empty() || documents.back().name != sighting.article) {
      engine::Document document{.name = sighting.article,
                                .publication = sighting.publication,
                                .issue = sighting.issue,
                                .date = sighting.date};
      document.text(engine::TextField::kHeadline) =
          absl::StrCat(sighting.publication, kTopics[topic % std::size(kTopics)], "工作有序推进");
      document.text(engine::TextField::kBody) =
          absl::StrCat("本报讯 近日，当地推进", kTopics[topic++ % std::size(kTopics)], "工作。");
      documents.push_back(std::move(document));
    }
    engine::Document& document = documents.back();
    const std::string title = sighting.titles.empty() ? "" : sighting.titles[0];
    absl::StrAppend(&document.text(engine::TextField::kBody), title, sighting.name, "参加。");
    document.mentions.push_back({person_kind, sighting.name, {sighting.name}, sighting.titles});
  }
  return issues;
}

}  // namespace jianbao::acceptance
