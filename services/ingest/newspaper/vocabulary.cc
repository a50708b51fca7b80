#include "services/ingest/newspaper/vocabulary.h"

#include <algorithm>
#include <array>

namespace jianbao::newspaper {

namespace {

// Which characters stand in a text, as a sieve: false for most that do not.
class Characters {
 public:
  explicit Characters(std::u32string_view text) {
    for (const char32_t c : text) bits_[c / 64 % kWords] |= uint64_t{1} << (c % 64);
  }

  bool MayHold(std::u32string_view word) const { return MayHold(word.front()) && MayHold(word.back()); }

 private:
  static constexpr size_t kWords = 8;

  bool MayHold(char32_t c) const { return (bits_[c / 64 % kWords] >> (c % 64) & 1) != 0; }

  std::array<uint64_t, kWords> bits_ = {};
};

}  // namespace

size_t internal::LongestPrefix(std::u32string_view text, const Words& words) {
  size_t longest = 0;
  for (const std::u32string_view word : words) {
    if (word.front() == text.front() && word.size() > longest && text.starts_with(word)) longest = word.size();
  }
  return longest;
}

size_t internal::LongestSuffix(std::u32string_view text, const Words& words) {
  size_t longest = 0;
  for (const std::u32string_view word : words) {
    if (word.back() == text.back() && word.size() > longest && text.ends_with(word)) longest = word.size();
  }
  return longest;
}

bool ContainsAny(std::u32string_view text, const Words& words) {
  const Characters characters(text);
  return std::any_of(words.begin(), words.end(), [&](std::u32string_view word) {
    return characters.MayHold(word) && text.find(word) != std::u32string_view::npos;
  });
}

size_t CountWords(std::u32string_view text, const Words& words) {
  const Characters characters(text);
  return static_cast<size_t>(std::count_if(words.begin(), words.end(), [&](std::u32string_view word) {
    return characters.MayHold(word) && text.find(word) != std::u32string_view::npos;
  }));
}

#define JIANBAO_WORDS(name, ...)                                   \
  Words name() {                                                   \
    static constexpr std::u32string_view kWords[] = {__VA_ARGS__}; \
    static constexpr WordSieve kSieve(kWords);                     \
    return Words(kWords, &kSieve);                                 \
  }

JIANBAO_WORDS(BylineRoles, U"记者", U"通讯员", U"实习生", U"实习记者", U"见习记者", U"特约记者", U"特约通讯员",
              U"学生记者", U"校园记者", U"本报记者", U"本报通讯员", U"本报特约记者", U"本报见习记者", U"本报实习记者",
              U"本报实习生", U"首席记者", U"本报首席记者", U"全媒体记者", U"融媒体记者", U"融媒记者", U"本报全媒体记者",
              U"本报融媒体记者", U"晚报记者", U"日报记者", U"晨报记者", U"商报记者", U"时报记者", U"都市报记者",
              U"本社记者", U"本刊记者", U"本网记者", U"摄影记者", U"本报摄影记者", U"文字记者", U"驻站记者",
              U"特派记者", U"本报特派记者", U"学生记者", U"小记者", U"评论员", U"本报评论员", U"特约评论员",
              U"特约撰稿", U"特约撰稿人", U"撰稿", U"供稿", U"作者", U"摄影", U"摄影报道", U"报道员", U"图", U"文",
              U"文图", U"文/图", U"图/文", U"文/摄", U"摄")

JIANBAO_WORDS(ReportOpenings, U"本报讯", U"本报电", U"本刊讯", U"本网讯", U"本台讯", U"本社讯", U"晚报讯", U"日报讯",
              U"晨报讯", U"商报讯", U"时报讯", U"快报讯", U"都市报讯", U"新华社", U"中新社", U"中新网", U"据新华社",
              U"据中新社", U"新华网", U"人民网", U"综合消息", U"综合报道", U"又讯", U"简讯", U"快讯")

JIANBAO_WORDS(TimeOpenings, U"近日", U"日前", U"近期", U"昨日", U"昨天", U"昨晚", U"今日", U"今天", U"前天", U"前日",
              U"今年以来", U"近年来", U"连日来", U"近段时间", U"这几天", U"最近", U"今年", U"去年", U"上周", U"本周",
              U"本月", U"入夏以来", U"入秋以来", U"入冬以来", U"入春以来", U"眼下", U"时下", U"当前", U"记者从", U"为",
              U"随着")

JIANBAO_WORDS(ParagraphOpenings, U"会议", U"会上", U"会前", U"会后", U"随后", U"据了解", U"据悉", U"据介绍", U"据统计",
              U"近年来", U"今年以来", U"今年", U"去年", U"目前", U"同时", U"此外", U"另外", U"其中", U"接下来",
              U"下一步", U"当天", U"当日", U"当晚", U"活动", U"现场", U"期间", U"其间", U"在", U"为", U"记者", U"我",
              U"他", U"她", U"该", U"此次", U"本次", U"这", U"那", U"截至", U"自", U"从", U"对于", U"对", U"通过",
              U"针对", U"围绕", U"根据", U"按照", U"如今", U"现在", U"过去", U"以前", U"以往", U"多年", U"走进",
              U"来到", U"除了", U"不仅", U"不过", U"但", U"然而", U"因此", U"所以", U"于是", U"如果", U"当", U"作为",
              U"\"", U"《", U"(", U"【", U"日前", U"近日", U"最近", U"早", U"上午", U"下午", U"晚上", U"凌晨", U"中午",
              U"清晨", U"傍晚", U"据")

JIANBAO_WORDS(SourceMarkers, U"来源:", U"来源", U"稿源:", U"稿件来源:", U"(来源", U"信息来源:", U"文章来源:", U"供稿:",
              U"供稿单位:", U"(据", U"(摘自", U"摘自", U"(本报综合", U"(综合", U"转自")

JIANBAO_WORDS(UnitSuffixes, U"局", U"分局", U"委员会", U"区委", U"县委", U"市委", U"省委", U"党委", U"党工委", U"纪委",
              U"监委", U"纪委监委", U"宣传部", U"组织部", U"统战部", U"政法委", U"办公室", U"委办", U"府办", U"指挥部",
              U"厅", U"检察院", U"法院", U"研究院", U"学院", U"医院", U"卫生院", U"管理处", U"办事处", U"服务中心",
              U"中心", U"集团", U"公司", U"银行", U"支行", U"学校", U"小学", U"中学", U"大学", U"镇政府", U"乡政府",
              U"镇党委", U"街道", U"政府", U"协会", U"联合会", U"工会", U"总工会", U"妇联", U"团委", U"残联", U"文联",
              U"工商联", U"红十字会", U"支队", U"大队", U"中队", U"供电所", U"派出所", U"管理所", U"编辑部", U"报社",
              U"领导小组", U"专班", U"党支部", U"基金会", U"合作社", U"科协", U"社科联", U"侨联", U"商会", U"管委会",
              U"执法队", U"管理站", U"服务站", U"海事处", U"监管所", U"气象台", U"防控办", U"党校", U"妇幼保健院",
              U"合作总社", U"医保局", U"水务", U"村委会", U"居委会", U"幼儿园", U"校史馆", U"图书馆", U"博物馆",
              U"纪念馆", U"文化馆", U"总会", U"学会", U"研究会", U"总厂", U"分厂", U"车间", U"事务所", U"门诊部",
              U"酒店", U"农场", U"林场", U"供电段", U"工务段", U"车务段", U"机务段", U"教务处", U"科技处", U"人事处",
              U"财务处", U"后勤处", U"学生处", U"保卫处", U"宣传处", U"运行处", U"管理部", U"安监部", U"党群部",
              U"分院", U"疾控中心", U"血站", U"福利院", U"养老院", U"敬老院", U"殡仪馆", U"新闻部", U"治丧小组",
              U"治丧委员会", U"筹备组", U"工作组")

JIANBAO_WORDS(NoticeSuffixes, U"通告", U"公告", U"通知", U"公示", U"启事", U"声明", U"告示", U"启示", U"倡议书",
              U"讣告", U"须知", U"公开信", U"公示牌", U"招聘简章", U"招生简章", U"遗失", U"更正", U"致歉", U"鸣谢",
              U"征集令", U"名单公布", U"预告", U"光荣榜", U"任免名单", U"获奖名单", U"名单", U"简章", U"征稿", U"贺信",
              U"倡议", U"价格表", U"一览表", U"征订", U"广告", U"提示函", U"停电信息", U"停水通知")

JIANBAO_WORDS(NoteOpenings, U"编者按", U"编者的话", U"开栏语", U"开栏的话", U"编后", U"编后语", U"写在前面", U"卷首语",
              U"结束语", U"按语", U"【编者按", U"【开栏", U"[编者按", U"[开栏")

JIANBAO_WORDS(TailpieceTitles, U"记者手记", U"采访手记", U"手记", U"记者感言", U"采访札记", U"新闻链接", U"相关链接",
              U"链接", U"延伸阅读", U"名词解释", U"背景链接", U"新闻背景", U"小贴士", U"温馨提示", U"新闻点评", U"点评",
              U"短评", U"编后", U"编后语", U"编者点评", U"专家点评", U"记者点评", U"专家建议", U"相关新闻", U"知识链接",
              U"背景资料", U"延伸", U"提醒", U"记者观察")

JIANBAO_WORDS(CardLabels, U"名片", U"简介", U"档案", U"小传", U"资料卡", U"卡片", U"人物小档案", U"小档案", U"个人资料")

JIANBAO_WORDS(CaptionMarkers, U"图为", U"上图", U"下图", U"左图", U"右图", U"图①", U"图②", U"图片说明", U"▲", U"△",
              U"▼", U"图一", U"图二", U"图1", U"图2", U"(上图", U"(下图", U"(图为", U"本版图片", U"题图", U"资料图")

JIANBAO_WORDS(ColumnSuffixes, U"快评", U"夜话", U"论坛", U"时评", U"漫谈", U"调查", U"蹲点", U"视点", U"走笔", U"故事",
              U"讲述", U"热线", U"帮办", U"茶座", U"随笔", U"杂谈", U"锐评", U"短评", U"点评", U"看台", U"视窗",
              U"在线", U"直通车", U"面对面", U"观察", U"笔记", U"手记", U"人物", U"民生", U"健康", U"简讯", U"速递",
              U"速览", U"聚焦", U"专访", U"访谈", U"纪事", U"印象", U"风采", U"追踪", U"连线", U"我来探", U"我来说",
              U"我来帮", U"大家谈", U"众说", U"漫评", U"评论", U"社论", U"百姓", U"记录", U"档案", U"探访", U"现场",
              U"镜头", U"一线", U"走基层", U"之窗", U"问答", U"街谈", U"漫笔", U"调研行", U"图片新闻", U"新闻图片",
              U"广角", U"信箱", U"来信", U"服务台", U"心语", U"感悟", U"说法", U"讲堂", U"课堂", U"提示", U"播报",
              U"天地", U"园地", U"文苑", U"副刊", U"诗苑", U"办实事", U"先锋", U"榜样", U"身边人", U"名医", U"养生",
              U"科普", U"看板", U"快读", U"短波", U"集锦", U"巡礼", U"掠影", U"剪影", U"随感", U"絮语", U"家园",
              U"建言", U"声音")

JIANBAO_WORDS(SeriesWords, U"进行时", U"系列报道", U"专栏", U"走基层", U"在行动", U"大家谈", U"系列评论", U"特别报道",
              U"特刊", U"专题", U"进行曲", U"在身边", U"特别策划", U"连续报道")

JIANBAO_WORDS(DigestLabels, U"简讯", U"短讯", U"快讯", U"要闻速览", U"速览", U"集萃", U"一句话新闻", U"新闻速递",
              U"速递", U"要闻", U"动态", U"短波", U"微新闻", U"资讯", U"信息", U"快读", U"看板", U"集锦", U"短波",
              U"速报", U"速读", U"速写", U"快报", U"传真", U"短讯")

JIANBAO_WORDS(DeckVerbs, U"主持", U"讲话", U"参加", U"出席", U"率队", U"带队", U"作报告", U"作动员", U"作说明",
              U"宣布开幕", U"宣布开赛", U"致辞", U"陪同", U"并讲话", U"宣布", U"发言", U"列席", U"点评", U"通报",
              U"传达", U"主持会议", U"作讲话", U"主讲", U"授课", U"揭牌")

JIANBAO_WORDS(NewsVerbs, U"召开", U"举行", U"举办", U"开展", U"调研", U"检查", U"推进", U"打造", U"夺得", U"荣获",
              U"上榜", U"入选", U"启动", U"开工", U"竣工", U"投产", U"落地", U"签约", U"发布", U"公布", U"印发",
              U"出台", U"实施", U"建成", U"通车", U"开放", U"开幕", U"闭幕", U"传达", U"学习", U"听取", U"部署",
              U"督查", U"督导", U"走访", U"慰问", U"座谈", U"会见", U"接待", U"考察", U"视察", U"参观", U"增加",
              U"提升", U"提高", U"下降", U"增长", U"突破", U"实现", U"完成", U"助力", U"赋能", U"激活", U"撬动",
              U"绽放", U"加快", U"加强", U"深化", U"探索", U"揭牌", U"成立", U"设立", U"开通", U"上线", U"亮相",
              U"登陆", U"晋级", U"夺冠", U"禁止", U"整治", U"培育")

JIANBAO_WORDS(CampaignWords, U"贯彻", U"精神", U"新征程", U"新时代", U"踔厉", U"奋进", U"奋发", U"勇毅", U"笃行",
              U"牢记", U"使命", U"初心", U"主题教育", U"党代会", U"全会", U"二十大", U"十九大", U"十八大", U"中国梦",
              U"社会主义", U"核心价值观", U"自由", U"平等", U"公正", U"文明", U"和谐", U"富强", U"民主", U"诚信",
              U"友善", U"爱国", U"敬业", U"复兴", U"伟大", U"弘扬", U"倡导", U"争做", U"争创", U"创建", U"共建",
              U"共享", U"人人", U"生态文明", U"树新风", U"公益广告", U"青山", U"金山银山", U"建功", U"喜迎", U"献礼",
              U"庆祝", U"周年", U"不忘", U"砥砺", U"凝心聚力", U"学习宣传", U"厉行", U"节约", U"光盘", U"禁毒", U"反诈",
              U"安全生产", U"扫黑除恶", U"法治", U"平安", U"众志成城", U"同心", U"共筑", U"撸起袖子", U"加油干",
              U"奋力", U"谱写", U"新篇章", U"争当", U"再出发")

JIANBAO_WORDS(MastheadMarkers, U"主办", U"承办", U"主管", U"总第", U"国内统一", U"刊号", U"邮发代号", U"cn3", U"农历",
              U"责任编辑", U"责编", U"版式", U"校对", U"校检", U"检校", U"组版", U"美编", U"美术编辑", U"编辑:",
              U"本版编辑", U"值班编辑", U"执行编辑", U"值班主任", U"值班总编", U"总编辑", U"社长:", U"总编:", U"主编:",
              U"本报地址", U"社址", U"本社地址", U"新闻热线", U"广告热线", U"发行热线", U"投稿邮箱", U"投稿信箱",
              U"电子信箱", U"准印证", U"内部资料", U"周末版", U"零售", U"定价", U"机关报", U"出版", U"报社出版")

JIANBAO_WORDS(ContactMarkers, U"电话", U"热线", U"地址", U"邮编", U"邮箱", U"e-mail", U"email", U"网址", U"http",
              U"www.", U"联系人", U"微信", U"传真", U"印刷", U"发行")

JIANBAO_WORDS(WeatherMarkers, U"今日天气", U"天气预报", U"明日天气", U"今明天气", U"天气:", U"今天白天", U"今天夜间",
              U"今日:", U"今天:", U"矿区天气", U"市区天气", U"城区天气")

JIANBAO_WORDS(PaperSuffixes, U"日报", U"晚报", U"晨报", U"时报", U"周报", U"早报", U"商报", U"都市报", U"快报", U"新报",
              U"农村报", U"导报", U"新闻", U"周刊", U"时讯", U"新闻报", U"科技报", U"教育报", U"法制报", U"法治报",
              U"农民报", U"工人报", U"青年报", U"报", U"讯", U"通讯", U"之窗", U"之声", U"之友", U"简报", U"乡音")

JIANBAO_WORDS(SectionNames, U"综合新闻", U"民生新闻", U"国内新闻", U"国际新闻", U"社会新闻", U"图片新闻", U"新闻图片",
              U"本地新闻", U"经济新闻", U"时政新闻", U"体育新闻", U"财经新闻", U"专题新闻", U"乡镇新闻", U"部门新闻",
              U"视觉新闻", U"热点新闻", U"教育新闻", U"法治新闻", U"文化新闻", U"农村新闻", U"校园新闻", U"摄影报道")

JIANBAO_WORDS(ContentsLabels, U"导读", U"今日导读", U"本期导读", U"要闻导读", U"导航", U"今日看点", U"本期看点",
              U"重点导读", U"新闻导读", U"本期要目", U"要目", U"今日要目", U"今日关注导读")

JIANBAO_WORDS(Posts, U"书记", U"主任", U"局长", U"县长", U"区长", U"市长", U"省长", U"镇长", U"乡长", U"村长", U"厂长",
              U"校长", U"院长", U"站长", U"队长", U"所长", U"会长", U"部长", U"科长", U"处长", U"主席", U"经理",
              U"董事长", U"秘书长", U"理事长", U"负责人", U"工程师", U"技术员", U"医师", U"医生", U"教师", U"老师",
              U"教授", U"律师", U"村民", U"居民", U"市民", U"农民", U"工人", U"职工", U"干部", U"民警", U"组长",
              U"班长", U"社长", U"大户", U"农艺师", U"委员", U"代表", U"党员", U"队员", U"志愿者", U"司机", U"顾客",
              U"游客", U"读者", U"家长")

JIANBAO_WORDS(SpeechVerbs, U"强调", U"指出", U"要求", U"认为", U"号召", U"表示", U"说,", U"说:", U"介绍", U"希望",
              U"建议", U"告诉", U"一行", U"先后", U"提出", U"坦言", U"回忆", U"透露", U"提醒", U"对记者", U"充分肯定",
              U"听取", U"详细", U"实地", U"来到", U"深入", U"走进", U"代表", U"就", U"回复", U"笑着", U"是")

JIANBAO_WORDS(Addresses, U"女士", U"先生", U"师傅", U"阿姨", U"大爷", U"大妈", U"老师", U"警官", U"医生", U"大伯",
              U"奶奶", U"爷爷", U"小姐", U"老伯", U"婆婆", U"大姐", U"大哥", U"老汉", U"大叔", U"大婶", U"大娘",
              U"老太", U"某某", U"教练", U"校长", U"老板")

JIANBAO_WORDS(Addressees, U"同志", U"朋友", U"领导", U"老师", U"校长", U"同学", U"同事", U"家长", U"市民", U"居民",
              U"村民", U"乡亲", U"代表", U"委员", U"来宾", U"先生", U"女士", U"读者", U"编辑", U"您好", U"你好")
JIANBAO_WORDS(FunctionEndings, U"的", U"和", U"与", U"及", U"在", U"将", U"把", U"对", U"从", U"由", U"于", U"是",
              U"以", U"被", U"使", U"并", U"而", U"或", U"向", U"为", U"其", U"该", U"这", U"那", U"每", U"至", U"共",
              U"约", U"等", U"达", U"超", U"今年", U"去年", U"关于", U"其中", U"以及", U"通过", U"根据", U"按照",
              U"全区", U"全县", U"全市", U"我区", U"我县", U"我市", U"一个", U"这个", U"目前", U"时", U"中的", U"随后",
              U"随着", U"会上", U"包括", U"针对", U"围绕", U"已经", U"正在", U"他说", U"她说", U"第", U"要", U"会",
              U"能", U"可", U"就", U"也", U"都", U"还", U"又", U"再", U"更")

JIANBAO_WORDS(SingleStarters, U"我", U"你", U"他", U"她", U"它", U"从", U"在", U"据", U"如", U"为", U"对", U"当", U"把",
              U"让", U"今", U"但", U"也", U"而", U"若", U"有", U"是", U"要", U"这", U"那", U"一", U"每", U"各", U"全",
              U"该", U"本", U"于", U"自", U"与", U"和", U"以", U"到", U"就", U"都", U"还", U"再", U"又", U"更", U"被",
              U"等", U"由", U"因", U"先", U"后", U"且", U"即", U"不", U"没", U"另", U"将", U"经", U"第", U"村", U"区",
              U"县", U"市", U"省", U"镇", U"乡", U"老", U"小", U"大", U"新", U"多", U"二", U"三", U"四", U"五", U"六",
              U"七", U"八", U"九", U"十", U"年", U"春", U"夏", U"秋", U"冬", U"天", U"早", U"晚", U"听", U"看", U"说")

#undef JIANBAO_WORDS

}  // namespace jianbao::newspaper
