#include "services/query/page_token.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/base/checksum.h"
#include "libs/base/coding.h"
#include "libs/base/error.h"

namespace jianbao::query {
namespace {

// In front of every token; a change of what follows takes the next number.
constexpr uint32_t kVersion = 1;
constexpr size_t kMaxTokenBytes = 8192;

bool Decode(std::string_view text, PageToken* token) {
  std::string bytes;
  if (text.size() > kMaxTokenBytes || !absl::WebSafeBase64Unescape(std::string(text), &bytes)) return false;
  // Several base64 texts stand for the same bytes; only the one we wrote is ours.
  if (absl::WebSafeBase64Escape(bytes) != absl::string_view(text.data(), text.size())) return false;
  std::string_view in = bytes;
  uint64_t checksum = 0;
  if (!GetBigEndian64(&in, &checksum) || Checksum64(in) != checksum) return false;
  uint32_t version = 0;
  std::string_view cursor;
  if (!GetVarint32(&in, &version) || version != kVersion) return false;
  if (!GetBigEndian64(&in, &token->request) || !GetVarint32(&in, &token->match_mode)) return false;
  if (!GetVarint32(&in, &token->skip)) return false;
  if (!GetLengthPrefixed(&in, &cursor) || !in.empty()) return false;
  token->cursor = std::string(cursor);
  return true;
}

}  // namespace

uint64_t RequestFingerprint(const google::protobuf::MessageLite& request) {
  // Requests of different RPCs can have the same bytes.
  return Checksum64(absl::StrCat(request.GetTypeName(), " ", request.SerializeAsString()));
}

std::string EncodePageToken(const PageToken& token) {
  std::string content;
  PutVarint32(kVersion, &content);
  PutBigEndian64(token.request, &content);
  PutVarint32(token.match_mode, &content);
  PutVarint32(token.skip, &content);
  PutLengthPrefixed(token.cursor, &content);
  std::string bytes;
  PutBigEndian64(Checksum64(content), &bytes);
  return absl::WebSafeBase64Escape(bytes + content);
}

std::string NextPageToken(uint64_t request, const std::string& cursor) {
  return cursor.empty() ? "" : EncodePageToken({request, 0, 0, cursor});
}

absl::StatusOr<PageToken> DecodePageToken(std::string_view text, uint64_t request, std::string_view field) {
  PageToken token;
  if (!Decode(text, &token)) {
    return Error(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_MALFORMED",
                 "this is no page token, want the next_page_token of the page before, or none for the first page")
        .Field(field);
  }
  if (token.request != request) {
    return Error(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_MISMATCH",
                 "the page token belongs to another request, want the same request but for page_size and page_token")
        .Field(field);
  }
  return token;
}

}  // namespace jianbao::query
