#include "services/query/fields.h"

#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/text/chars.h"

namespace jianbao::query {

using type::v1::Article;

const language::FieldCatalog& ArchiveFields() {
  using language::FieldType;
  static const auto* const kFields = new language::FieldCatalog({
      {"headline", {"标题", "標題", "题目", "題目", "title"}, FieldType::kText},
      {"heads", {"副题", "副題", "引题", "引題", "小标题", "小標題", "subhead"}, FieldType::kText},
      {"body", {"正文", "内文", "內文"}, FieldType::kText},
      {"byline", {"记者", "記者", "作者", "通讯员", "通訊員", "author", "reporter"}, FieldType::kText},
      {"person", {"人物"}, FieldType::kName},
      {"org", {"机构", "機構", "单位", "單位", "organization"}, FieldType::kName},
      {"place", {"地点", "地點", "地方"}, FieldType::kName},
      {"column", {"栏目", "欄目"}, FieldType::kName},
      {"genre",
       {"体裁", "體裁"},
       FieldType::kName,
       [](const std::string& value) { return ParseGenre(value).status(); }},
      {"publication", {"报纸", "報紙", "paper"}, FieldType::kName},
      {"date", {"日期", "时间", "時間"}, FieldType::kDate},
      {"page", {"版", "版面"}, FieldType::kNumber},
  });
  return *kFields;
}

std::string Simplified(const std::string& name) {
  std::u32string chars = text::FromUtf8(name);
  for (char32_t& c : chars) {
    if (text::IsHan(c)) c = text::FoldChar(c);
  }
  return text::ToUtf8(chars);
}

absl::StatusOr<Article::Genre> ParseGenre(const std::string& value) {
  static const auto* const kGenres = new std::map<std::string, Article::Genre>{
      {"消息", Article::NEWS},     {"公告", Article::NOTICE},     {"通讯", Article::FEATURE},
      {"人物", Article::PROFILE},  {"评论", Article::COMMENTARY}, {"标题新闻", Article::HEADLINE_ONLY},
      {"残篇", Article::FRAGMENT},
  };
  if (const auto chinese = kGenres->find(Simplified(value)); chinese != kGenres->end()) return chinese->second;
  Article::Genre genre = Article::GENRE_UNSPECIFIED;
  if (Article::Genre_Parse(absl::AsciiStrToUpper(value), &genre) && genre != Article::GENRE_UNSPECIFIED) return genre;
  return Error(absl::StatusCode::kInvalidArgument, "QUERY_GENRE_UNKNOWN",
               absl::StrCat("unknown genre \"", value,
                            "\", want one of: NEWS (消息), NOTICE (公告), FEATURE (通讯), "
                            "PROFILE (人物), COMMENTARY (评论), HEADLINE_ONLY (标题新闻), FRAGMENT (残篇)"));
}

}  // namespace jianbao::query
