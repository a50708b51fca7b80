// One figure of an operator's interest at one moment, such as the size of a cache. Whoever keeps a thing says its
// figures in these plain values; how they are exported is the shell's affair. A plain value.
#ifndef JIANBAO_LIBS_BASE_FIGURE_H_
#define JIANBAO_LIBS_BASE_FIGURE_H_

#include <map>
#include <string>

namespace jianbao {

struct Figure {
  enum class Kind {
    kGauge,    // goes up and down
    kCounter,  // counts up from the start of the process; its name ends in _total
  };

  std::string name;  // lower case with underscores, ends in its unit: jianbao_store_bytes
  std::string help;
  Kind kind = Kind::kGauge;
  double value = 0;
  std::map<std::string, std::string> labels = {};
};

}  // namespace jianbao

#endif  // JIANBAO_LIBS_BASE_FIGURE_H_
