// Where a page of hits ended, as an opaque string: the order's position, the revision searched and the query it belongs
// to. Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_CURSOR_H_
#define JIANBAO_SERVICES_INDEX_CURSOR_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/index/engine/engine.h"

namespace jianbao::index {

struct Cursor {
  engine::SortKey after;
  engine::Revision revision;  // pinned for the pages that follow
  uint64_t query_hash = 0;    // of everything that must stay the same from page to page

  friend bool operator==(const Cursor&, const Cursor&) = default;
};

std::string EncodeCursor(const Cursor& cursor);

// InvalidArgument CURSOR_MALFORMED where `encoded` is not ours or belongs to another query.
absl::StatusOr<Cursor> DecodeCursor(std::string_view encoded, uint64_t query_hash);

}  // namespace jianbao::index

#endif  // JIANBAO_SERVICES_INDEX_CURSOR_H_
