// A plain HTTP GET, for scraping metrics. Stateless; thread-safe.
#ifndef JIANBAO_TESTS_SUPPORT_HTTP_H_
#define JIANBAO_TESTS_SUPPORT_HTTP_H_

#include <string>

#include "absl/status/statusor.h"

namespace jianbao::testing {

// The body of http://{address}{path}; `address` is host:port with a numeric host. Unavailable where nobody answers or
// the answer is not 200.
absl::StatusOr<std::string> HttpGet(const std::string& address, const std::string& path);

// A TCP connection to host:port with a numeric IPv4 host; -1 where there is none. The caller closes it.
int Connect(const std::string& address);

}  // namespace jianbao::testing

#endif  // JIANBAO_TESTS_SUPPORT_HTTP_H_
