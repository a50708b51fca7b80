#include "services/index/resolution/block_keys.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "libs/text/chars.h"
#include "services/index/resolution/look_alike.h"

namespace jianbao::resolution {
namespace {

std::string Folded(std::string_view name) {
  std::u32string folded = text::FromUtf8(name);
  for (char32_t& c : folded) c = text::FoldChar(c);
  return text::ToUtf8(folded);
}

size_t Root(size_t i, std::vector<size_t>* parents) {
  while ((*parents)[i] != i) i = (*parents)[i] = (*parents)[(*parents)[i]];
  return i;
}

}  // namespace

std::vector<std::string> BlockKeys(std::string_view name) {
  std::vector<std::string> keys;
  if (name.size() > 6 * kMaxNameLength) return keys;
  std::u32string folded = text::FromUtf8(name);
  if (folded.size() < kMinNameLength || folded.size() > kMaxNameLength) return keys;
  for (char32_t& c : folded) c = text::FoldChar(c);
  for (size_t i = 0; i < folded.size(); ++i) {
    std::u32string pattern = folded;
    pattern[i] = U'*';
    if (MaxMisread(folded.size()) == 1) keys.push_back(text::ToUtf8(pattern));
    for (size_t j = i + 1; MaxMisread(folded.size()) == 2 && j < folded.size(); ++j) {
      std::u32string two = pattern;
      two[j] = U'*';
      keys.push_back(text::ToUtf8(two));
    }
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

std::vector<std::vector<std::string>> GroupIntoBlocks(const std::vector<std::string>& names) {
  std::vector<std::string> sorted = names;
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  std::vector<size_t> parents(sorted.size());
  std::iota(parents.begin(), parents.end(), size_t{0});
  std::map<std::string, std::vector<size_t>> by_key;
  std::map<std::string, size_t> by_folded;  // forms of one name stand together
  for (size_t i = 0; i < sorted.size(); ++i) {
    const auto [same, added] = by_folded.try_emplace(Folded(sorted[i]), i);
    parents[i] = same->second;
    if (!added) continue;
    for (std::string& key : BlockKeys(sorted[i])) by_key[std::move(key)].push_back(i);
  }
  for (const auto& [key, members] : by_key) {
    for (size_t i = 0; i < members.size(); ++i) {
      for (size_t j = i + 1; j < members.size(); ++j) {
        const size_t a = Root(members[i], &parents), b = Root(members[j], &parents);
        if (a != b && CompareNames(sorted[members[i]], sorted[members[j]])) parents[std::max(a, b)] = std::min(a, b);
      }
    }
  }
  std::map<size_t, std::vector<std::string>> blocks;
  for (size_t i = 0; i < sorted.size(); ++i) blocks[Root(i, &parents)].push_back(sorted[i]);
  std::vector<std::vector<std::string>> result;
  for (auto& [root, block] : blocks) result.push_back(std::move(block));
  return result;
}

}  // namespace jianbao::resolution
