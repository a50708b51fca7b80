#include "services/index/bench/people_archive.h"

#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "libs/base/status.h"
#include "libs/text/chars.h"
#include "services/index/engine/bulk_loader.h"
#include "services/index/engine/engine.h"

namespace jianbao::bench {
namespace {

constexpr std::u32string_view kSurnames =
    U"王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    U"陆汪范金";
constexpr std::u32string_view kGiven =
    U"伟芳娜敏静丽强磊军洋勇艳杰涛明超兰霞平刚桂英华玉红梅文建国志海春秋冬夏雪峰林森鑫宇浩然子轩涵梓欣怡佳雨晨思远博雅"
    U"诗琪"
    U"瑶婷慧颖莉萍珍凤琴云龙飞鹏翔宏斌波辉亮健康宁安泰祥瑞福禄寿喜庆荣贵富才德仁义礼智信忠孝廉洁正直清白川山江河湖泊源"
    U"泉松柏"
    U"竹菊荷莲桃李杏柳杨桐楠梁栋材铁钢铜银锋锐利达通顺畅和谐美善真诚恒毅坚韧昌盛兴旺发展鸿运启程新旭东方晓光阳晖月星辰"
    U"昊苍穹"
    U"天宏宽广大立成功业胜凯旋力行健乾坤元亨贞";
constexpr uint32_t kPeopleInAnArticle = 4;
constexpr uint32_t kArticlesInAnIssue = 50;

}  // namespace

std::string NameOf(uint64_t i, uint64_t names) {
  const uint64_t given = kGiven.size();
  const uint64_t space = kSurnames.size() * given * given;
  const uint64_t at = i % names * 7919 % space;
  const std::u32string name = {kSurnames[at % kSurnames.size()], kGiven[at / kSurnames.size() % given],
                               kGiven[at / kSurnames.size() / given]};
  return text::ToUtf8(name);
}

uint64_t PeopleArchive::AnyName() { return std::uniform_int_distribution<uint64_t>(0, names_ - 1)(random_); }

uint64_t PeopleArchive::KnownName() {
  const double u = std::uniform_real_distribution<double>(0, 1)(random_);
  return static_cast<uint64_t>(std::pow(static_cast<double>(names_), u)) - 1;
}

absl::Status PeopleArchive::FillOnce(storage::Store* store) {
  storage::PinnedValue manifest;
  JIANBAO_ASSIGN_OR_RETURN(const bool filled, store->Get(storage::Family::kRecords, "Mmanifest", nullptr, &manifest));
  if (filled) return absl::OkStatus();
  static const std::vector<std::string> kTitles = {"县长",       "副县长",   "县委书记", "栗园村党支部书记", "镇长",
                                                   "县医院医师", "小学教师", "农民",     "公司经理",         ""};
  JIANBAO_ASSIGN_OR_RETURN(const auto loader, engine::BulkLoader::Start(store, {}));
  uint64_t next = 0;
  for (int day = 0; next < names_; ++day) {
    engine::IssueRecord issue;
    issue.publication = absl::StrCat("paper-", day % 4);
    issue.name = absl::StrCat("publications/", issue.publication, "/issues/", day);
    issue.date = absl::CivilDay(1960, 1, 1) + day;
    issue.content_hash = issue.name;
    for (uint32_t a = 0; a < kArticlesInAnIssue; ++a) {
      engine::Document document;
      document.name = absl::StrCat(issue.name, "/articles/", a + 1);
      document.issue = issue.name;
      document.publication = issue.publication;
      document.date = issue.date;
      for (uint32_t p = 0; p < kPeopleInAnArticle; ++p) {
        const std::string name = NameOf(p % 2 == 0 ? next++ : KnownName(), names_);
        engine::Mention mention{engine::kPersonKind, name, {name}, {}, 1, p + 1};
        const std::string& title = kTitles[random_() % kTitles.size()];
        if (!title.empty()) mention.titles.push_back(title);
        document.mentions.push_back(std::move(mention));
      }
      issue.documents.push_back(std::move(document));
    }
    JIANBAO_RETURN_IF_ERROR(loader->Add(std::move(issue)));
  }
  return loader->Finish();
}

absl::Status WaitForNames(const engine::Engine& engine) {
  engine::SuggestOptions options;
  options.typed = "a";
  options.kinds = {engine::kPersonKind};
  absl::Status status;
  for (int i = 0; i < 1'000; ++i) {
    status = engine.Suggest(options).status();
    if (status.code() != absl::StatusCode::kUnavailable) return status;
  }
  return status;
}

}  // namespace jianbao::bench
