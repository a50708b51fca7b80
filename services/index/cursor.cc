#include "services/index/cursor.h"

#include "absl/strings/escaping.h"
#include "libs/base/checksum.h"
#include "libs/base/coding.h"
#include "libs/base/error.h"

namespace jianbao::index {
namespace {

absl::Status Malformed(std::string message) {
  return Error(absl::StatusCode::kInvalidArgument, "CURSOR_MALFORMED", std::move(message))
      .Field("RetrieveRequest.cursor");
}

}  // namespace

std::string EncodeCursor(const Cursor& cursor) {
  std::string bytes;
  PutVarint64(ZigZag(cursor.after.primary), &bytes);
  PutVarint64(ZigZag(cursor.after.date), &bytes);
  PutBigEndian64(cursor.after.tie, &bytes);
  PutVarint64(cursor.revision.value(), &bytes);
  PutBigEndian64(cursor.query_hash, &bytes);
  PutBigEndian64(Checksum64(bytes), &bytes);
  return absl::WebSafeBase64Escape(bytes);
}

absl::StatusOr<Cursor> DecodeCursor(std::string_view encoded, uint64_t query_hash) {
  std::string bytes;
  const bool decoded = absl::WebSafeBase64Unescape(absl::string_view(encoded.data(), encoded.size()), &bytes);
  if (!decoded || bytes.size() < 8) return Malformed("cursor is not one this server gave out");
  std::string_view in(bytes.data(), bytes.size() - 8), tail(bytes.data() + in.size(), 8);
  uint64_t checksum = 0, primary = 0, date = 0, revision = 0;
  Cursor cursor;
  if (!GetBigEndian64(&tail, &checksum) || checksum != Checksum64(in) || !GetVarint64(&in, &primary) ||
      !GetVarint64(&in, &date) || !GetBigEndian64(&in, &cursor.after.tie) || !GetVarint64(&in, &revision) ||
      !GetBigEndian64(&in, &cursor.query_hash) || !in.empty()) {
    return Malformed("cursor is not one this server gave out");
  }
  if (cursor.query_hash != query_hash) return Malformed("cursor belongs to another query");
  cursor.after.primary = UnZigZag(primary);
  cursor.after.date = static_cast<int32_t>(UnZigZag(date));
  cursor.revision = engine::Revision(revision);
  return cursor;
}

}  // namespace jianbao::index
