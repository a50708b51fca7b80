#include "services/query/language/field_catalog.h"

#include <cassert>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace jianbao::language {

FieldCatalog::FieldCatalog(std::vector<FieldSpec> fields) : fields_(std::move(fields)) {
  for (size_t i = 0; i < fields_.size(); ++i) {
    const FieldSpec& field = fields_[i];
    [[maybe_unused]] bool fresh = index_.emplace(absl::AsciiStrToLower(field.name), i).second;
    assert(fresh);
    for (const std::string& alias : field.aliases) {
      fresh = index_.emplace(absl::AsciiStrToLower(alias), i).second;
      assert(fresh);
    }
    absl::StrAppend(&description_, i > 0 ? ", " : "", field.name);
    if (!field.aliases.empty()) absl::StrAppend(&description_, " (", field.aliases.front(), ")");
  }
}

const FieldSpec* FieldCatalog::Find(std::string_view name) const {
  const auto found = index_.find(absl::AsciiStrToLower(std::string(name)));
  return found == index_.end() ? nullptr : &fields_[found->second];
}

}  // namespace jianbao::language
