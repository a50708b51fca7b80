// What happens to a service in production, played with real binaries; the test plays it briefly, the bench at length.
#ifndef JIANBAO_TESTS_PRODUCTION_SCENARIOS_H_
#define JIANBAO_TESTS_PRODUCTION_SCENARIOS_H_

#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "tests/support/certificates.h"
#include "tests/support/cluster.h"

namespace jianbao::testing {

struct CallCounts {
  int succeeded = 0;
  std::map<std::string, int> failed;  // by error
};

// Two query services; one after the other is ended by SIGTERM and started again on its address, `restarts` times in
// all, while four clients of libs/client search without pause.
absl::StatusOr<CallCounts> RollingRestarts(Cluster& cluster, int restarts);

// The query service's certificate is replaced `rotations` times while four clients search, each call over a connection
// of its own. `ca` signs the new ones; the files of `tls` stand in a folder that is a link, beside folders of `ca`.
absl::StatusOr<CallCounts> RotateUnderLoad(Cluster& cluster, const CertificateAuthority& ca, const rpc::TlsFiles& tls,
                                           int rotations);

struct IngestCounts {
  int acknowledged = 0;
  int refused = 0;
  int missing = 0;  // acknowledged and not there afterwards
};

// Issues stream in from four callers; after `after` of them are acknowledged the index is ended by SIGTERM, and started
// again. `exit_code` is what it ended with.
absl::StatusOr<IngestCounts> TerminateUnderIngest(Cluster& cluster, int after, int* exit_code);

}  // namespace jianbao::testing

#endif  // JIANBAO_TESTS_PRODUCTION_SCENARIOS_H_
