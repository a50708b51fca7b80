#include "services/query/fields.h"

namespace jianbao::query {

const language::FieldCatalog& ArchiveFields() {
  using language::FieldType;
  static const auto* const fields = new language::FieldCatalog({
      {"headline", {"标题", "题目", "title"}, FieldType::kText},
      {"heads", {"副题", "引题", "小标题", "subhead"}, FieldType::kText},
      {"body", {"正文", "内文"}, FieldType::kText},
      {"byline", {"记者", "作者", "通讯员", "author", "reporter"}, FieldType::kText},
      {"person", {"人物"}, FieldType::kName},
      {"org", {"机构", "单位", "organization"}, FieldType::kName},
      {"place", {"地点", "地方"}, FieldType::kName},
      {"column", {"栏目"}, FieldType::kName},
      {"genre", {"体裁"}, FieldType::kName},
      {"publication", {"报纸", "paper"}, FieldType::kName},
      {"date", {"日期", "时间"}, FieldType::kDate},
      {"page", {"版", "版面"}, FieldType::kNumber},
  });
  return *fields;
}

}  // namespace jianbao::query
