// The words of a command line for CLI11. Pure function; thread-safe.
#ifndef JIANBAO_LIBS_BASE_COMMAND_LINE_H_
#define JIANBAO_LIBS_BASE_COMMAND_LINE_H_

#include <string>
#include <vector>

namespace jianbao {

// All but the program's name. The empty value of `--name=`, which a script's empty variable leaves, becomes a word of
// its own: CLI11 would take the next word for the value.
std::vector<std::string> CommandLineWords(int argc, char** argv);

}  // namespace jianbao

#endif  // JIANBAO_LIBS_BASE_COMMAND_LINE_H_
