#include "services/ingest/application.h"

#include <utility>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/status.h"
#include "libs/rpc/unary.h"
#include "services/ingest/ingest_service.h"
#include "services/ingest/pipeline.h"
#include "services/ingest/quarantine.h"

namespace jianbao::ingest {
namespace {

class IngestApplication final : public rpc::Application {
 public:
  IngestApplication(const Config& config, std::unique_ptr<Quarantine> quarantine, const rpc::UnaryRunner* runner)
      : quarantine_(std::move(quarantine)),
        sink_(MakeGrpcIndexSink(config.index)),
        pipeline_(sink_.get(), quarantine_.get()),
        service_(&pipeline_, runner) {}

  std::vector<grpc::Service*> services() override { return {&service_}; }

 private:
  const std::unique_ptr<Quarantine> quarantine_;
  const std::unique_ptr<IndexSink> sink_;
  const Pipeline pipeline_;
  IngestService service_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<rpc::Application>> CreateApplication(const Config& config,
                                                                    const rpc::UnaryRunner* runner) {
  JIANBAO_ASSIGN_OR_RETURN(auto quarantine, Quarantine::Open({.directory = config.quarantine_dir}, Clock::System()));
  return std::make_unique<IngestApplication>(config, std::move(quarantine), runner);
}

}  // namespace jianbao::ingest
