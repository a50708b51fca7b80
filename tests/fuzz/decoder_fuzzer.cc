// Any bytes as a page file: decoding fails with a reason, or every character knows its bytes and no byte is skipped.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "libs/text/decode.h"

namespace {

void Check(std::string_view bytes, std::optional<jianbao::text::Encoding> encoding) {
  const auto decoded = jianbao::text::Decode(bytes, encoding);
  if (!decoded.ok()) {
    if (decoded.status().message().empty()) std::abort();
    return;
  }
  const auto& offsets = decoded->offsets;
  if (offsets.size() != decoded->chars.size() + 1 || offsets.back() != bytes.size()) std::abort();
  for (size_t i = 0; i + 1 < offsets.size(); ++i) {
    if (offsets[i] >= offsets[i + 1] || decoded->chars[i] > 0x10FFFF) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using jianbao::text::Encoding;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Check(bytes, std::nullopt);
  for (const Encoding encoding : {Encoding::kUtf8, Encoding::kUtf16Le, Encoding::kUtf16Be, Encoding::kGb18030})
    Check(bytes, encoding);
  return 0;
}
