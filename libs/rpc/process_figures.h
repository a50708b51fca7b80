// What the system knows of this process, under the names that Prometheus' own libraries use. Thread-safe.
#ifndef JIANBAO_LIBS_RPC_PROCESS_FIGURES_H_
#define JIANBAO_LIBS_RPC_PROCESS_FIGURES_H_

#include <vector>

#include "libs/base/figure.h"

namespace jianbao::rpc {

// CPU time, memory, threads, open files and their limit, start. What cannot be read is left out.
std::vector<Figure> ProcessFigures();

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_PROCESS_FIGURES_H_
