// From the bytes of a page file to code points that remember their bytes. Stateless and thread-safe.
#ifndef JIANBAO_LIBS_TEXT_DECODE_H_
#define JIANBAO_LIBS_TEXT_DECODE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/text/span.h"

namespace jianbao::text {

enum class Encoding { kUtf8, kUtf16Le, kUtf16Be, kGb18030 };

// "UTF-8", "UTF-16LE", "UTF-16BE", "GB18030".
std::string_view EncodingName(Encoding encoding);

// Accepts the IANA names and usual aliases (utf8, gbk, gb2312, cp936, utf-16 …), case-insensitive; "utf-16" is taken as
// little-endian, which a byte-order mark may correct.
// InvalidArgument ENCODING_UNKNOWN names what is accepted.
absl::StatusOr<Encoding> ParseEncoding(std::string_view name);

// A decoded page. Code point i comes from bytes [offsets[i], offsets[i + 1]) of the file as received.
struct DecodedText {
  std::u32string chars;
  std::vector<uint32_t> offsets;  // chars.size() + 1 entries; the first is the length of the byte-order mark, if any
  Encoding encoding = Encoding::kUtf8;
  bool byte_order_mark = false;
  bool detected = false;  // false where the caller named the encoding or a byte-order mark did
};

// Decodes `bytes` in `encoding`, or in the one found: a byte-order mark, else valid UTF-8, else UTF-16 by its zero
// bytes, else GB18030 where every byte sequence is valid and most characters are common Han or ASCII. A byte-order mark
// settles the byte order of UTF-16, whichever was named, and contradicts any other encoding.
// InvalidArgument: TEXT_EMPTY (no byte, or nothing but white space), TEXT_BINARY (NUL or many control characters),
// TEXT_NOT_IN_ENCODING (with the byte position of the first fault), ENCODING_NOT_DETECTED (says how to name one);
// ResourceExhausted TEXT_TOO_LARGE above 64 MiB.
absl::StatusOr<DecodedText> Decode(std::string_view bytes, std::optional<Encoding> encoding);

}  // namespace jianbao::text

#endif  // JIANBAO_LIBS_TEXT_DECODE_H_
