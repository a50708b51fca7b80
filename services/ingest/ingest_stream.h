// The bidirectional IngestIssues stream. Thread-safe.
#ifndef JIANBAO_SERVICES_INGEST_INGEST_STREAM_H_
#define JIANBAO_SERVICES_INGEST_INGEST_STREAM_H_

#include "grpcpp/support/server_callback.h"
#include "jianbao/ingest/v1/ingest_service.pb.h"
#include "libs/rpc/unary.h"
#include "services/ingest/pipeline.h"

namespace jianbao::ingest {

// Serves one stream: at most a few requests are in work at a time, answers go out in the order of the requests, and the
// next request is read only when there is room, so that a slow index slows the client down. The returned reactor
// deletes itself; `pipeline` and `runner` must outlive the server.
grpc::ServerBidiReactor<v1::IngestIssuesRequest, v1::IngestIssuesResponse>* StartIngestStream(
    grpc::CallbackServerContext* context, const Pipeline* pipeline, const rpc::UnaryRunner* runner);

}  // namespace jianbao::ingest

#endif  // JIANBAO_SERVICES_INGEST_INGEST_STREAM_H_
