// What a client that means harm, or is broken, sends to a service. Each attack takes a few seconds at most and leaves
// nothing behind on this side. Not thread-safe.
#ifndef JIANBAO_TESTS_PRODUCTION_HOSTILE_H_
#define JIANBAO_TESTS_PRODUCTION_HOSTILE_H_

#include <string>
#include <vector>

namespace jianbao::testing {

struct Attack {
  const char* name;
  void (*run)(const std::string& address);
};

// Bytes that are no message to every method of every contract, messages that are too large, strings that are no UTF-8,
// streams that nobody reads or writes, connections that say nothing, bytes that are no HTTP/2, floods of pings and of
// streams that are reset at once.
const std::vector<Attack>& Attacks();

// "/package.Service/Method" of all RPCs of all contracts.
std::vector<std::string> AllMethods();

}  // namespace jianbao::testing

#endif  // JIANBAO_TESTS_PRODUCTION_HOSTILE_H_
