// Under which keys the name of a person is found. Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_NAME_KEYS_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_NAME_KEYS_H_

#include <string>
#include <string_view>
#include <vector>

namespace jianbao::engine {

// How a name may be typed without Chinese characters: its pinyin in one word, and its initials (贺若澜: heruolan, hrl).
// None for what has no Chinese character.
std::vector<std::string> Spellings(std::string_view name);
// What is typed for a spelling: lower case, spaces, hyphens and apostrophes gone. Empty where it is none.
std::string TypedSpelling(std::string_view text);

// Names of what changes when an article that names a person comes or goes: the name itself, and all patterns that its
// look-alikes are found by. Short strings that mean nothing else. `folded` is the folded name.
std::vector<std::string> TouchKeys(const std::string& folded);
std::string TouchKeyOfName(const std::string& folded);

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_NAME_KEYS_H_
