// The one UTF-8 decoding step that every loop over UTF-8 in this component shares. Pure; thread-safe.
#ifndef JIANBAO_LIBS_TEXT_UTF8_H_
#define JIANBAO_LIBS_TEXT_UTF8_H_

namespace jianbao::text {

inline bool InRange(char32_t c, char32_t first, char32_t last) { return c - first <= last - first; }

// True for code points a text may hold: up to U+10FFFF and no surrogate.
inline bool IsScalar(char32_t c) { return c <= 0x10FFFF && !InRange(c, 0xD800, 0xDFFF); }

// The length of the sequence that starts at `p`, its value in `*c`; 0 where it is not valid UTF-8 (`*c` is then
// undefined). REQUIRES: p < end.
inline int DecodeUtf8Char(const char* p, const char* end, char32_t* c) {
  const auto byte = [p](int i) { return static_cast<unsigned char>(p[i]); };
  const auto tail = [p](int i) { return static_cast<char32_t>(p[i] & 0x3F); };
  const auto is_tail = [p](int i) { return (p[i] & 0xC0) == 0x80; };
  const char32_t lead = byte(0);
  if (lead < 0x80) {
    *c = lead;
    return 1;
  }
  if (InRange(lead, 0xE0, 0xEF) && end - p > 2 && is_tail(1) && is_tail(2)) {
    *c = (lead & 0x0F) << 12 | tail(1) << 6 | tail(2);
    return *c >= 0x800 && IsScalar(*c) ? 3 : 0;
  }
  if (InRange(lead, 0xC2, 0xDF) && end - p > 1 && is_tail(1)) {
    *c = (lead & 0x1F) << 6 | tail(1);
    return 2;
  }
  if (InRange(lead, 0xF0, 0xF4) && end - p > 3 && is_tail(1) && is_tail(2) && is_tail(3)) {
    *c = (lead & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3);
    return *c >= 0x10000 && IsScalar(*c) ? 4 : 0;
  }
  return 0;
}

}  // namespace jianbao::text

#endif  // JIANBAO_LIBS_TEXT_UTF8_H_
