#include "services/index/engine/name_keys.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "libs/text/chars.h"
#include "libs/text/pinyin.h"
#include "services/index/resolution/block_keys.h"

namespace jianbao::engine {
namespace {

constexpr size_t kMaxSpellingBytes = 64;

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isascii(static_cast<unsigned char>(c)); });
}

}  // namespace

std::vector<std::string> Spellings(std::string_view name) {
  if (IsAscii(name)) return {};
  std::string word, initials;
  bool begins = true;
  for (const char c : text::Pinyin(name)) {
    if (c != ' ') {
      word.push_back(c);
      if (begins) initials.push_back(c);
    }
    begins = c == ' ';
  }
  std::vector<std::string> spellings;
  if (!word.empty() && word.size() <= kMaxSpellingBytes) spellings.push_back(word);
  if (initials.size() >= 2 && initials != word && initials.size() <= kMaxSpellingBytes) spellings.push_back(initials);
  return spellings;
}

std::string TypedSpelling(std::string_view text) {
  std::string typed;
  for (const char c : text) {
    if (absl::ascii_isalpha(static_cast<unsigned char>(c))) {
      typed.push_back(absl::ascii_tolower(static_cast<unsigned char>(c)));
    } else if (c != ' ' && c != '-' && c != '\'') {
      return "";
    }
  }
  return typed;
}

std::string TouchKeyOfName(const std::string& folded) { return "=" + folded; }

std::vector<std::string> TouchKeys(const std::string& folded) {
  std::vector<std::string> keys = resolution::BlockKeys(folded);
  keys.push_back(TouchKeyOfName(folded));
  return keys;
}

}  // namespace jianbao::engine
