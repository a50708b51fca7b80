#include "services/ingest/records/publication_id.h"

#include "libs/base/checksum.h"
#include "libs/names/names.h"
#include "libs/text/pinyin.h"

namespace jianbao::records {
namespace {

constexpr size_t kHashDigits = 12;
constexpr size_t kMaxBytes = 64;

}  // namespace

std::string PublicationId(const std::string& title) {
  std::string slug = text::Slug(title).substr(0, kMaxBytes);
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return names::IsPublicationId(slug) ? slug : "p-" + ContentHash(title).substr(0, kHashDigits);
}

}  // namespace jianbao::records
