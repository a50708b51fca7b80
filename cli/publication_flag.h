// A newspaper as people name it: by the title that issues print, or by the id in resource names. Pure function;
// thread-safe.
#ifndef JIANBAO_CLI_PUBLICATION_FLAG_H_
#define JIANBAO_CLI_PUBLICATION_FLAG_H_

#include <string>

namespace jianbao::cli {

inline constexpr char kPublicationHelp[] =
    "only of this newspaper: its title, or the id in the names of its issues, e.g. 今日青禾 or jin-ri-qing-he";

// "今日青禾", "jin-ri-qing-he" and "publications/jin-ri-qing-he" -> "publications/jin-ri-qing-he"; empty stays empty.
std::string PublicationName(const std::string& publication);

}  // namespace jianbao::cli

#endif  // JIANBAO_CLI_PUBLICATION_FLAG_H_
