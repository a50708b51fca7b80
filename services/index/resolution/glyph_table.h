// How characters are written, as Unihan describes it: the table behind LookAlike(). Constant; thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_RESOLUTION_GLYPH_TABLE_H_
#define JIANBAO_SERVICES_INDEX_RESOLUTION_GLYPH_TABLE_H_

#include <array>
#include <cstddef>
#include <cstdint>

namespace jianbao::resolution {

struct Glyph {
  char32_t character;
  std::array<uint16_t, 2> corners;  // four-corner codes, four digits each; kNoCorners where there is none
  std::array<char, 5> parts;        // the Cangjie code, which spells a character by its parts; padded with NUL
  uint8_t strokes;
};
inline constexpr uint16_t kNoCorners = 0xFFFF;

// By character, ascending. Written at build time by make_glyph_table.cc.
extern const Glyph kGlyphs[];
extern const size_t kGlyphCount;

}  // namespace jianbao::resolution

#endif  // JIANBAO_SERVICES_INDEX_RESOLUTION_GLYPH_TABLE_H_
