#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "libs/text/chars.h"
#include "services/index/bench/commands.h"
#include "services/index/engine/bulk_loader.h"
#include "services/index/engine/engine.h"
#include "services/index/storage/rocksdb_store.h"

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

// The i-th of all names of one surname and two other characters, in an order without pattern.
std::string NameOf(uint64_t i, uint64_t names) {
  const uint64_t given = kGiven.size();
  const uint64_t space = kSurnames.size() * given * given;
  const uint64_t at = i % names * 7919 % space;
  const std::u32string name = {kSurnames[at % kSurnames.size()], kGiven[at / kSurnames.size() % given],
                               kGiven[at / kSurnames.size() / given]};
  return text::ToUtf8(name);
}

// Half of the sightings are of anybody, each name at least once; half of the better known, as cities know a few.
class Archive {
 public:
  explicit Archive(const PeopleOptions& options) : options_(options), random_(options.seed) {}

  uint64_t AnyName() { return std::uniform_int_distribution<uint64_t>(0, options_.names - 1)(random_); }
  uint64_t KnownName() {
    const double u = std::uniform_real_distribution<double>(0, 1)(random_);
    return static_cast<uint64_t>(std::pow(static_cast<double>(options_.names), u)) - 1;
  }

  absl::Status Load(storage::Store* store, uint64_t* sightings) {
    static const std::vector<std::string> titles = {"县长",       "副县长",   "县委书记", "栗园村党支部书记", "镇长",
                                                    "县医院医师", "小学教师", "农民",     "公司经理",         ""};
    JIANBAO_ASSIGN_OR_RETURN(const auto loader, engine::BulkLoader::Start(store, {}));
    uint64_t next = 0;
    for (int day = 0; next < options_.names; ++day) {
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
          const std::string name = NameOf(p % 2 == 0 ? next++ : KnownName(), options_.names);
          engine::Mention mention{engine::kPersonKind, name, {name}, {}, 1, p + 1};
          const std::string& title = titles[random_() % titles.size()];
          if (!title.empty()) mention.titles.push_back(title);
          document.mentions.push_back(std::move(mention));
          ++*sightings;
        }
        issue.documents.push_back(std::move(document));
      }
      JIANBAO_RETURN_IF_ERROR(loader->Add(std::move(issue)));
    }
    return loader->Finish();
  }

 private:
  const PeopleOptions options_;
  std::mt19937_64 random_;
};

struct Percentiles {
  double p50_us = 0, p99_us = 0, worst_us = 0;
};

template <typename Pick>
absl::StatusOr<Percentiles> Measure(const engine::Engine& engine, const PeopleOptions& options, const Pick& pick) {
  std::vector<double> micros;
  for (uint32_t i = 0; i < options.lookups; ++i) {
    engine::LookupEntitiesOptions lookup;
    lookup.text = NameOf(pick(i), options.names);
    const auto start = std::chrono::steady_clock::now();
    JIANBAO_ASSIGN_OR_RETURN(const auto found, engine.LookupEntities(lookup));
    micros.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count());
    if (found.empty()) return Error(absl::StatusCode::kInternal, "NAME_LOST", lookup.text + " is not found");
  }
  std::sort(micros.begin(), micros.end());
  return Percentiles{micros[micros.size() / 2], micros[micros.size() * 99 / 100], micros.back()};
}

void Print(const char* what, const Percentiles& percentiles) {
  std::printf(",\"%s\":{\"p50_us\":%.1f,\"p99_us\":%.1f,\"max_us\":%.1f}", what, percentiles.p50_us, percentiles.p99_us,
              percentiles.worst_us);
}

}  // namespace

absl::Status RunPeople(const PeopleOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  JIANBAO_ASSIGN_OR_RETURN(const auto store, storage::OpenRocksDbStore(options.directory, {}));
  Archive archive(options);
  uint64_t sightings = 0;
  JIANBAO_RETURN_IF_ERROR(archive.Load(store.get(), &sightings));
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  JIANBAO_ASSIGN_OR_RETURN(const auto engine, engine::Engine::Open(store.get(), {}));
  std::vector<uint64_t> asked;
  for (uint32_t i = 0; i < options.lookups; ++i) asked.push_back(archive.AnyName());
  const auto again = [&](uint32_t i) { return asked[i]; };
  JIANBAO_ASSIGN_OR_RETURN(const Percentiles first, Measure(*engine, options, again));
  JIANBAO_ASSIGN_OR_RETURN(const Percentiles second, Measure(*engine, options, again));
  JIANBAO_ASSIGN_OR_RETURN(const Percentiles known,
                           Measure(*engine, options, [&](uint32_t) { return archive.KnownName(); }));
  std::printf("{\"names\":%llu,\"sightings\":%llu,\"load_seconds\":%.1f,\"lookups\":%u",
              static_cast<unsigned long long>(options.names), static_cast<unsigned long long>(sightings), seconds,
              options.lookups);
  Print("first_time", first);
  Print("again", second);
  Print("known_more_often", known);
  std::printf("}\n");
  return absl::OkStatus();
}

}  // namespace jianbao::bench
