// Which RPC a call is. Every RPC of Jianbao has a request message of its own, so the request says it, and no handler
// has to. Thread-safe.
#ifndef JIANBAO_LIBS_RPC_METHOD_H_
#define JIANBAO_LIBS_RPC_METHOD_H_

#include <string>

#include "google/protobuf/descriptor.h"

namespace jianbao::rpc {

// Lives for ever; equal methods are the same object.
struct Method {
  std::string name;  // "jianbao.query.v1.QueryService/Search", without the slash in front
};

// The RPC that takes this message, among the services of the file that defines it. REQUIRES: there is one.
const Method& MethodTaking(const google::protobuf::Descriptor* request);

template <typename Request>
const Method& MethodOf() {
  static const Method& method = MethodTaking(Request::descriptor());
  return method;
}

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_METHOD_H_
