// Which names must be looked at together: keys under which an index finds a name's look-alikes, and the grouping of
// names into blocks. Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_INDEX_RESOLUTION_BLOCK_KEYS_H_
#define JIANBAO_SERVICES_INDEX_RESOLUTION_BLOCK_KEYS_H_

#include <string>
#include <string_view>
#include <vector>

namespace jianbao::resolution {

// The folded name (UTF-8) with the characters that may be misread as '*': 贵丽青 -> *丽青 贵*青 贵丽*; names of four
// and more have two of them. Any two look-alikes share at least one pattern; most names that share one are no
// look-alikes. Sorted, each once. Empty for what CompareNames() never joins.
std::vector<std::string> BlockKeys(std::string_view name);

// Groups names into blocks: look-alikes, and look-alikes of look-alikes, stand in one. Names and blocks are sorted;
// each name stands in one block. Costs about as much as there are pairs of names that share a key.
std::vector<std::vector<std::string>> GroupIntoBlocks(const std::vector<std::string>& names);

}  // namespace jianbao::resolution

#endif  // JIANBAO_SERVICES_INDEX_RESOLUTION_BLOCK_KEYS_H_
