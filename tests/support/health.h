// What a health service says, asked by hand: the protos of gRPC's own services are not installed. Thread-safe.
#ifndef JIANBAO_TESTS_SUPPORT_HEALTH_H_
#define JIANBAO_TESTS_SUPPORT_HEALTH_H_

#include <string>
#include <utility>

#include "libs/rpc/channel.h"

namespace jianbao::testing {

// Calls a method by name with the bytes of a message; the code and the bytes of the answer.
std::pair<grpc::StatusCode, std::string> CallByName(const std::string& address, const std::string& method,
                                                    const std::string& request,
                                                    const rpc::ChannelSecurity& security = {});

// "SERVING", "NOT_SERVING", or "error " and the code.
std::string Health(const std::string& address, const std::string& service, const rpc::ChannelSecurity& security = {});
// The readiness in clear text once it is `wanted`, each time asked over a new connection; what it was last when
// kPatience is over.
std::string HealthSoon(const std::string& address, const std::string& wanted);

}  // namespace jianbao::testing

#endif  // JIANBAO_TESTS_SUPPORT_HEALTH_H_
