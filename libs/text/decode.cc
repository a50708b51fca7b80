#include "libs/text/decode.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status.h"
#include "libs/text/chars.h"
#include "libs/text/utf8.h"
#include "unicode/ucnv.h"

namespace jianbao::text {
namespace {

// Debian builds abseil for C++14: its string_view is not the standard one.
std::string NameOf(Encoding encoding) { return std::string(EncodingName(encoding)); }

constexpr size_t kMaxBytes = size_t{64} << 20;
constexpr size_t kNoFault = static_cast<size_t>(-1);
constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF", kUtf16LeMark = "\xFF\xFE", kUtf16BeMark = "\xFE\xFF",
                           kGb18030Mark = "\x84\x31\x95\x33";

// Every decoder below appends the characters of bytes[begin, …) to `out`, with the offset of each, and returns the
// position of the first fault or kNoFault.

size_t DecodeUtf8(std::string_view bytes, size_t begin, DecodedText* out) {
  const size_t upper =
      static_cast<size_t>(std::count_if(bytes.begin() + begin, bytes.end(), [](char b) { return (b & 0xC0) != 0x80; }));
  out->chars.resize(upper);
  out->offsets.resize(upper + 1);
  const char *const start = bytes.data(), *const end = start + bytes.size();
  size_t n = 0;
  size_t fault = kNoFault;
  for (const char* p = start + begin; p < end; ++n) {
    char32_t c = 0;
    const int length = DecodeUtf8Char(p, end, &c);
    if (length == 0) {
      fault = static_cast<size_t>(p - start);
      break;
    }
    out->chars[n] = c;
    out->offsets[n] = static_cast<uint32_t>(p - start);
    p += length;
  }
  out->chars.resize(n);
  out->offsets.resize(n);
  return fault;
}

size_t DecodeUtf16(std::string_view bytes, size_t begin, bool little_endian, DecodedText* out) {
  const auto unit = [bytes, little_endian](size_t i) {
    const auto first = static_cast<unsigned char>(bytes[i]), second = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<char32_t>(little_endian ? first | second << 8 : first << 8 | second);
  };
  out->chars.reserve((bytes.size() - begin) / 2);
  out->offsets.reserve((bytes.size() - begin) / 2 + 1);
  size_t i = begin;
  while (i + 2 <= bytes.size()) {
    char32_t c = unit(i);
    size_t length = 2;
    if (InRange(c, 0xD800, 0xDBFF) && i + 4 <= bytes.size() && InRange(unit(i + 2), 0xDC00, 0xDFFF)) {
      c = 0x10000 + ((c - 0xD800) << 10) + (unit(i + 2) - 0xDC00);
      length = 4;
    } else if (!IsScalar(c)) {
      return i;
    }
    out->chars += c;
    out->offsets.push_back(static_cast<uint32_t>(i));
    i += length;
  }
  return i == bytes.size() ? kNoFault : i;
}

size_t DecodeGb18030(std::string_view bytes, size_t begin, DecodedText* out) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open("gb18030", &status), &ucnv_close);
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  if (U_FAILURE(status)) return begin;
  std::vector<char16_t> units(bytes.size() - begin + 1);  // a unit never takes less than one byte
  std::vector<int32_t> offsets(units.size());
  const char* source = bytes.data() + begin;
  char16_t* target = units.data();
  ucnv_toUnicode(converter.get(), &target, units.data() + units.size(), &source, bytes.data() + bytes.size(),
                 offsets.data(), /*flush=*/true, &status);
  size_t fault = kNoFault;
  if (U_FAILURE(status)) {
    char invalid[32];
    int8_t length = sizeof invalid;
    UErrorCode ignored = U_ZERO_ERROR;
    ucnv_getInvalidChars(converter.get(), invalid, &length, &ignored);
    fault = static_cast<size_t>(source - bytes.data()) - (U_SUCCESS(ignored) ? length : 0);
  }
  const auto count = static_cast<size_t>(target - units.data());
  out->chars.reserve(count);
  out->offsets.reserve(count + 1);
  for (size_t i = 0; i < count; ++i) {
    char32_t c = units[i];
    out->offsets.push_back(static_cast<uint32_t>(begin + offsets[i]));
    if (InRange(c, 0xD800, 0xDBFF) && i + 1 < count) c = 0x10000 + ((c - 0xD800) << 10) + (units[++i] - 0xDC00);
    out->chars += c;
  }
  return fault;
}

// Decodes all of `bytes` from `begin`; the fault's position, or kNoFault and a complete `out`.
size_t DecodeAs(Encoding encoding, std::string_view bytes, size_t begin, DecodedText* out) {
  out->chars.clear();
  out->offsets.clear();
  out->encoding = encoding;
  out->byte_order_mark = begin > 0;
  size_t fault = kNoFault;
  switch (encoding) {
    case Encoding::kUtf8: fault = DecodeUtf8(bytes, begin, out); break;
    case Encoding::kUtf16Le: fault = DecodeUtf16(bytes, begin, /*little_endian=*/true, out); break;
    case Encoding::kUtf16Be: fault = DecodeUtf16(bytes, begin, /*little_endian=*/false, out); break;
    case Encoding::kGb18030: fault = DecodeGb18030(bytes, begin, out); break;
  }
  out->offsets.push_back(static_cast<uint32_t>(bytes.size()));
  return fault;
}

struct Mark {
  Encoding encoding;
  size_t length;
};

std::optional<Mark> FindMark(std::string_view bytes) {
  for (const auto& [encoding, mark] :
       {std::pair(Encoding::kUtf8, kUtf8Mark), std::pair(Encoding::kUtf16Le, kUtf16LeMark),
        std::pair(Encoding::kUtf16Be, kUtf16BeMark), std::pair(Encoding::kGb18030, kGb18030Mark)}) {
    if (bytes.substr(0, mark.size()) == mark) return Mark{encoding, mark.size()};
  }
  return std::nullopt;
}

bool IsControl(char32_t c) { return (c < 0x20 && !IsSpace(c)) || InRange(c, 0x7F, 0x9F); }

bool IsUtf16(Encoding encoding) { return encoding == Encoding::kUtf16Le || encoding == Encoding::kUtf16Be; }

// Whether `text` reads like Chinese or ASCII. A wrong reading scatters characters over rare Han, private use and other
// scripts; of printed Chinese, even with names in rare characters, nine in ten are in everyday use.
bool IsPlausible(const DecodedText& text) {
  size_t wide = 0, common = 0, control = 0;
  for (const char32_t c : text.chars) {
    control += IsControl(c);
    if (c < 0x80) continue;
    ++wide;
    common += InRange(c, 0x4E00, 0x9FA5) || InRange(c, 0x3000, 0x303F) || InRange(c, 0xFF01, 0xFF5E) ||
              InRange(c, 0x2010, 0x2030) || c == U'·' || c == 0xFEFF;
  }
  return control == 0 && common * 10 >= wide * 9;
}

// The share of two-byte characters that come from the first level of GB2312 (the 3,755 most used Han) or its rows of
// punctuation. Other encodings read as GB18030 land there about half the time at most.
bool IsPlausibleGb18030(std::string_view bytes, const DecodedText& text) {
  size_t wide = 0, common = 0;
  for (size_t i = 0; i < text.chars.size(); ++i) {
    if (text.chars[i] < 0x80) continue;
    ++wide;
    const auto lead = static_cast<unsigned char>(bytes[text.offsets[i]]);
    const auto trail = static_cast<unsigned char>(bytes[text.offsets[i] + 1 < bytes.size() ? text.offsets[i] + 1 : 0]);
    common += trail >= 0xA1 && (InRange(lead, 0xB0, 0xD7) || InRange(lead, 0xA1, 0xA3));
  }
  return IsPlausible(text) && common * 5 >= wide * 4;
}

Error NotDetected(size_t utf8_fault) {
  return Error(absl::StatusCode::kInvalidArgument, "ENCODING_NOT_DETECTED",
               absl::StrCat("cannot tell the encoding of this text (not UTF-8 from byte ", utf8_fault,
                            " on), name it: UTF-8, UTF-16LE, UTF-16BE or GB18030"))
      .With("position", utf8_fault);
}

// Tries the encodings in the order of how hard they are to mistake.
absl::StatusOr<DecodedText> Detect(std::string_view bytes) {
  DecodedText text;
  text.detected = true;
  const bool has_nul = bytes.find('\0') != std::string_view::npos;
  const size_t utf8_fault = DecodeAs(Encoding::kUtf8, bytes, 0, &text);
  if (utf8_fault == kNoFault && !has_nul) return text;
  if (has_nul) {
    for (const Encoding encoding : {Encoding::kUtf16Le, Encoding::kUtf16Be}) {
      if (DecodeAs(encoding, bytes, 0, &text) == kNoFault && IsPlausible(text)) return text;
    }
    const size_t position = bytes.find('\0');
    return Error(absl::StatusCode::kInvalidArgument, "TEXT_BINARY",
                 absl::StrCat("NUL at byte ", position, ", want text"))
        .With("position", position);
  }
  if (DecodeAs(Encoding::kGb18030, bytes, 0, &text) == kNoFault && IsPlausibleGb18030(bytes, text)) return text;
  return NotDetected(utf8_fault);
}

absl::StatusOr<DecodedText> DecodeNamed(std::string_view bytes, Encoding encoding, size_t begin) {
  DecodedText text;
  const size_t fault = DecodeAs(encoding, bytes, begin, &text);
  if (fault == kNoFault) return text;
  return Error(absl::StatusCode::kInvalidArgument, "TEXT_NOT_IN_ENCODING",
               absl::StrCat("not ", NameOf(encoding), " at byte ", fault))
      .With("position", fault)
      .With("encoding", NameOf(encoding));
}

// Named, marked or detected, in this order of authority.
absl::StatusOr<DecodedText> DecodeChecked(std::string_view bytes, std::optional<Encoding> encoding) {
  const std::optional<Mark> mark = FindMark(bytes);
  if (!mark.has_value()) return encoding.has_value() ? DecodeNamed(bytes, *encoding, 0) : Detect(bytes);
  const bool agrees =
      !encoding.has_value() || *encoding == mark->encoding || (IsUtf16(*encoding) && IsUtf16(mark->encoding));
  if (agrees) return DecodeNamed(bytes, mark->encoding, mark->length);
  return Error(absl::StatusCode::kInvalidArgument, "TEXT_NOT_IN_ENCODING",
               absl::StrCat("named as ", NameOf(*encoding), " but starts with the byte-order mark of ",
                            NameOf(mark->encoding)))
      .With("position", 0)
      .With("encoding", NameOf(*encoding));
}

// Text that a person could not have printed: any NUL, or more than one control character in fifty.
absl::Status CheckReadable(const DecodedText& text) {
  size_t control = 0;
  size_t first = 0;
  bool has_nul = false;
  bool blank = true;
  for (size_t i = 0; i < text.chars.size(); ++i) {
    const char32_t c = text.chars[i];
    if (blank && !IsSpace(c)) blank = false;
    if (c >= 0xA0 || !IsControl(c)) continue;
    if (control++ == 0 || (c == 0 && !has_nul)) first = text.offsets[i];
    has_nul |= c == 0;
  }
  if (has_nul || control * 50 > text.chars.size()) {
    return Error(
               absl::StatusCode::kInvalidArgument, "TEXT_BINARY",
               absl::StrCat(has_nul ? "NUL" : "many control characters, the first", " at byte ", first, ", want text"))
        .With("position", first);
  }
  if (blank) return Error(absl::StatusCode::kInvalidArgument, "TEXT_EMPTY", "no character but white space");
  return absl::OkStatus();
}

}  // namespace

std::string_view EncodingName(Encoding encoding) {
  switch (encoding) {
    case Encoding::kUtf8: return "UTF-8";
    case Encoding::kUtf16Le: return "UTF-16LE";
    case Encoding::kUtf16Be: return "UTF-16BE";
    case Encoding::kGb18030: return "GB18030";
  }
  return "";
}

absl::StatusOr<Encoding> ParseEncoding(std::string_view name) {
  std::string key;
  for (const char c : name) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c))) key += absl::ascii_tolower(static_cast<unsigned char>(c));
  }
  static constexpr std::pair<std::string_view, Encoding> kNames[] = {
      {"utf8", Encoding::kUtf8},          {"utf8sig", Encoding::kUtf8},    {"utf16", Encoding::kUtf16Le},
      {"utf16le", Encoding::kUtf16Le},    {"utf16be", Encoding::kUtf16Be}, {"ucs2", Encoding::kUtf16Le},
      {"gb18030", Encoding::kGb18030},    {"gbk", Encoding::kGb18030},     {"gb2312", Encoding::kGb18030},
      {"gb231280", Encoding::kGb18030},   {"cp936", Encoding::kGb18030},   {"ms936", Encoding::kGb18030},
      {"windows936", Encoding::kGb18030}, {"euccn", Encoding::kGb18030},   {"ascii", Encoding::kUtf8},
      {"usascii", Encoding::kUtf8},
  };
  for (const auto& [alias, encoding] : kNames) {
    if (key == alias) return encoding;
  }
  return Error(absl::StatusCode::kInvalidArgument, "ENCODING_UNKNOWN",
               absl::StrCat("unknown encoding \"", absl::CHexEscape(std::string(name.substr(0, 40))),
                            "\", want UTF-8, UTF-16LE, UTF-16BE or GB18030 (GBK and GB2312 are parts of it)"))
      .With("want", "UTF-8, UTF-16LE, UTF-16BE, GB18030");
}

absl::StatusOr<DecodedText> Decode(std::string_view bytes, std::optional<Encoding> encoding) {
  if (bytes.empty()) return Error(absl::StatusCode::kInvalidArgument, "TEXT_EMPTY", "no bytes");
  if (bytes.size() > kMaxBytes) {
    return Error(absl::StatusCode::kResourceExhausted, "TEXT_TOO_LARGE",
                 absl::StrCat("text of ", bytes.size(), " bytes, want at most ", kMaxBytes))
        .With("limit", kMaxBytes)
        .With("size", bytes.size());
  }
  JIANBAO_ASSIGN_OR_RETURN(DecodedText text, DecodeChecked(bytes, encoding));
  JIANBAO_RETURN_IF_ERROR(CheckReadable(text));
  return text;
}

}  // namespace jianbao::text
