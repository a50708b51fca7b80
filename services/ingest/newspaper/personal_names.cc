#include "services/ingest/newspaper/personal_names.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace jianbao::newspaper {
namespace {

// By frequency among the population, most frequent first; each group is about as frequent within itself.
constexpr std::u32string_view kTopSurnames = U"王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗";
constexpr std::u32string_view kCommonSurnames =
    U"郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹"
    U"薛"
    U"洪闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";
constexpr std::u32string_view kRareSurnames =
    U"常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷"
    U"盛曲"
    U"翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗"
    U"瞿桂全"
    U"佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳"
    U"谌奚皮"
    U"粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋门云容扈晁芮普阙浦戈伏鹿薄邸雍"
    U"辜羊阿乌母裘亓修邰赫杭况宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭尉冶斯元束檀衣信展阴昝智幸奉植衡富尧"
    U"闭"
    U"贵养竺郗郄裘羿逄郏郦璩笪鄂仉佘召蔺尧仰漕甯厍郇鄢邬佴妫琚佟展阚逯祢寿闻荀丘苍蓬";
constexpr std::array<std::u32string_view, 34> kCompoundSurnames = {
    U"欧阳", U"上官", U"司马", U"司徒", U"诸葛", U"皇甫", U"尉迟", U"公孙", U"慕容", U"令狐", U"端木", U"长孙",
    U"宇文", U"轩辕", U"呼延", U"南宫", U"东方", U"夏侯", U"西门", U"独孤", U"澹台", U"赫连", U"钟离", U"闻人",
    U"申屠", U"公冶", U"太史", U"濮阳", U"淳于", U"单于", U"仲孙", U"鲜于", U"司空", U"万俟"};
constexpr std::u32string_view kGivenCharacters =
    U"伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文玉建国春梅兰凤洁琳素云莲真环雪荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞莉"
    U"娅琦晶妍"
    U"茜秋珊莎锦黛青倩婷姣婉娴瑾颖露瑶怡婵雁蓓纨仪荷丹蓉眉君琴蕊薇菁梦岚苑筠柔竹霭凝晓欢霄枫芸菲寒欣滢伊亚宜可姬舒影荔"
    U"枝思"
    U"毅俊峰保东辉力永健世广义兴良海山仁波宁贵福生龙元全胜学祥才发武新利清飞彬富顺信子康浩光天达安岩中茂进林有坚和彪博"
    U"诚先敬"
    U"震振壮会思群豪心邦承乐绍功松善厚庆民友裕河哲江昊亮政谦亨奇固之轮翰朗伯宏言若鸣朋斌梁栋维启克伦翔旭鹏泽晨辰士以致"
    U"树炎德"
    U"行时泰盛雄琛钧冠策腾楠榕风航弘宇轩晗萱雨欣怡涵梓诗悦彤源恒昕芷卉淑惠婧璐雯靖筱芬苗蕾冰妮艺馨钰璇忠志成立正金银祖"
    U"培根"
    U"仲孝宗显尚锋帆铭洪纲雷田坤乾炜煜灿熙烨焕勋增昌景权益年连红向加红军喜旺宝丰玲慧燕虹彩翠萍菊";

enum class SurnameClass : uint8_t { kNone, kRare, kCommon, kTop };

// What a character is in names, looked up once for each.
class NameCharacters {
 public:
  static const NameCharacters& Get() {
    static const NameCharacters& table = *new NameCharacters;
    return table;
  }

  SurnameClass Surname(char32_t c) const { return c < kSize ? surname_[c] : SurnameClass::kNone; }
  bool Given(char32_t c) const { return c < kSize && given_[c]; }

 private:
  static constexpr char32_t kSize = 0x10000;

  NameCharacters() : surname_(kSize, SurnameClass::kNone), given_(kSize, 0) {
    for (const char32_t c : kRareSurnames) surname_[c] = SurnameClass::kRare;
    for (const char32_t c : kCommonSurnames) surname_[c] = SurnameClass::kCommon;
    for (const char32_t c : kTopSurnames) surname_[c] = SurnameClass::kTop;
    for (const char32_t c : kGivenCharacters) given_[c] = 1;
  }

  std::vector<SurnameClass> surname_;
  std::vector<uint8_t> given_;
};

double SurnameScore(char32_t c) {
  switch (NameCharacters::Get().Surname(c)) {
    case SurnameClass::kTop: return -3;
    case SurnameClass::kCommon: return -4.5;
    case SurnameClass::kRare: return -6.5;
    case SurnameClass::kNone: return -11;
  }
  return -11;
}

bool IsCompoundSurname(std::u32string_view two) {
  return std::find(kCompoundSurnames.begin(), kCompoundSurnames.end(), two) != kCompoundSurnames.end();
}

}  // namespace

double NameScore(std::u32string_view name) {
  if (name.size() < 2 || name.size() > 4) return -20;
  const bool compound = name.size() >= 3 && IsCompoundSurname(name.substr(0, 2));
  if (name.size() == 4 && !compound) return -16;
  double score = compound ? -4 : SurnameScore(name[0]);
  const std::u32string_view given = name.substr(compound ? 2 : 1);
  score += given.size() == 2 ? -0.3 : -1.6;
  for (const char32_t c : given) score += NameCharacters::Get().Given(c) ? 0.6 : -0.4;
  return score;
}

std::vector<std::u32string_view> CutNames(std::u32string_view run) {
  if (run.size() < 4 || run.size() > 60) return {run};
  // best[i]: score of the best cut of the first i characters, and the length of its last name.
  std::vector<std::pair<double, size_t>> best(run.size() + 1, {-std::numeric_limits<double>::infinity(), 0});
  best[0] = {0, 0};
  for (size_t end = 2; end <= run.size(); ++end) {
    for (size_t length = 2; length <= 4 && length <= end; ++length) {
      const double score = best[end - length].first + NameScore(run.substr(end - length, length));
      if (score > best[end].first) best[end] = {score, length};
    }
  }
  std::vector<std::u32string_view> names;
  for (size_t end = run.size(); end > 0; end -= best[end].second) {
    names.push_back(run.substr(end - best[end].second, best[end].second));
  }
  std::reverse(names.begin(), names.end());
  return names;
}

}  // namespace jianbao::newspaper
