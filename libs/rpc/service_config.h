// protos/service_config.json as text; the source is written when CMake configures. A constant.
#ifndef JIANBAO_LIBS_RPC_SERVICE_CONFIG_H_
#define JIANBAO_LIBS_RPC_SERVICE_CONFIG_H_

namespace jianbao::rpc {

extern const char kServiceConfig[];

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_SERVICE_CONFIG_H_
