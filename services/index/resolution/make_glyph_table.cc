// Writes the table of glyph_table.h from Unihan's text files. Run by the build, never by a user.
//
//   make_glyph_table Unihan_DictionaryLikeData.txt Unihan_IRGSources.txt > glyph_table.cc
#include <cstdint>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace {

constexpr unsigned kFirst = 0x3400, kLast = 0x9FFF;  // ideographs of the basic plane

struct Fields {
  std::vector<std::string> corners;
  std::string parts;
  int strokes = 0;
};

std::vector<std::string> Words(const std::string& value) {
  std::istringstream in(value);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

bool Read(const char* path, std::map<unsigned, Fields>* fields) {
  std::ifstream in(path);
  if (!in) return false;
  for (std::string line; std::getline(in, line);) {
    const size_t field = line.find('\t');
    const size_t value = line.find('\t', field + 1);
    if (line.rfind("U+", 0) != 0 || value == std::string::npos) continue;
    const unsigned character = static_cast<unsigned>(std::stoul(line.substr(2, field - 2), nullptr, 16));
    if (character < kFirst || character > kLast) continue;
    const std::string key = line.substr(field + 1, value - field - 1);
    const std::vector<std::string> words = Words(line.substr(value + 1));
    if (words.empty()) continue;
    if (key == "kFourCornerCode") {
      for (const std::string& word : words) (*fields)[character].corners.push_back(word.substr(0, 4));
    } else if (key == "kCangjie") {
      (*fields)[character].parts = words[0].substr(0, 5);
    } else if (key == "kTotalStrokes") {
      (*fields)[character].strokes = std::stoi(words[0]);
    }
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  std::map<unsigned, Fields> fields;
  for (int i = 1; i < argc; ++i) {
    if (Read(argv[i], &fields)) continue;
    std::cerr << "make_glyph_table: cannot read " << argv[i] << "\n";
    return 1;
  }
  std::cout << "#include \"services/index/resolution/glyph_table.h\"\n\n"
               "namespace jianbao::resolution {\n\nconst Glyph kGlyphs[] = {\n";
  size_t count = 0;
  for (const auto& [character, glyph] : fields) {
    if (glyph.strokes == 0 || (glyph.parts.empty() && glyph.corners.empty())) continue;
    std::cout << "{" << character << ",{";
    for (size_t i = 0; i < 2; ++i) {
      std::cout << (i < glyph.corners.size() ? std::to_string(std::stoi(glyph.corners[i])) : "kNoCorners") << ",";
    }
    std::cout << "},{";
    for (const char part : glyph.parts) std::cout << "'" << part << "',";
    std::cout << "}," << glyph.strokes << "},\n";
    ++count;
  }
  if (count < 20'000) {
    std::cerr << "make_glyph_table: only " << count << " characters described: these are not Unihan's files\n";
    return 1;
  }
  std::cout << "};\nconst size_t kGlyphCount = " << count << ";\n\n}  // namespace jianbao::resolution\n";
  return 0;
}
