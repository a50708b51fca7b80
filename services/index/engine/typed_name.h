// What somebody has typed of a name: Chinese characters, pinyin, initials, or some of each (贺rl, he若澜). Value type
// and pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_TYPED_NAME_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_TYPED_NAME_H_

#include <string>
#include <string_view>
#include <vector>

namespace jianbao::engine {

// The keys under which a name is found while it is typed: the folded name, and where it has Chinese characters its
// pinyin in one word and its initials (贺若澜: heruolan, hrl). Each once. None where it has no letter.
std::vector<std::string> TypingKeys(std::string_view name);

// What a key must start with to fit what was typed.
class TypedName {
 public:
  // Width, case, script form, spaces, punctuation, tones and apostrophes make no difference; v is ü.
  explicit TypedName(std::string_view typed);

  // Keys that fit start with one of these; each once. None where nothing that counts was typed.
  const std::vector<std::string>& prefixes() const { return prefixes_; }
  // Whether a name fits, of those with a key that starts with one of the prefixes.
  bool Fits(std::string_view name) const;
  // False where every name with such a key fits.
  bool IsTested() const { return mixed_; }

 private:
  std::u32string typed_;  // letters folded and without tones, Chinese characters as they are: folding may change how
                          // they are read (乾)
  std::vector<std::string> prefixes_;
  bool mixed_ = false;  // letters and Chinese characters
};

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_TYPED_NAME_H_
