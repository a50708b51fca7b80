// The StreamSearch call: every hit, as fast as the client reads. Thread-safe.
#ifndef JIANBAO_SERVICES_QUERY_SEARCH_STREAM_H_
#define JIANBAO_SERVICES_QUERY_SEARCH_STREAM_H_

#include "grpcpp/support/server_callback.h"
#include "jianbao/query/v1/query_service.pb.h"
#include "libs/rpc/unary.h"
#include "services/query/search_handler.h"

namespace jianbao::query {

// Serves one stream. Pages are found one after the other, the next one only when the client has taken the last hit of
// the one before, so a slow client holds no more than one page here and no worker. The returned reactor deletes itself;
// `handler` and `runner` must outlive the server.
grpc::ServerWriteReactor<v1::StreamSearchResponse>* StartSearchStream(grpc::CallbackServerContext* context,
                                                                      const v1::StreamSearchRequest* request,
                                                                      const SearchHandler* handler,
                                                                      const rpc::UnaryRunner* runner);

}  // namespace jianbao::query

#endif  // JIANBAO_SERVICES_QUERY_SEARCH_STREAM_H_
