#include "services/query/application.h"

#include <vector>

#include "libs/base/error.h"
#include "libs/rpc/unary.h"
#include "services/query/query_service.h"
#include "services/query/search_plan.h"

namespace jianbao::query {
namespace {

class QueryApplication final : public rpc::Application {
 public:
  QueryApplication(const Config& config, const rpc::UnaryRunner* runner)
      : index_(MakeIndexClient(config.index)), service_(index_.get(), runner) {}

  std::vector<grpc::Service*> services() override { return {&service_}; }

  // Reads the tables that the first search would otherwise wait for, a tenth of a second.
  absl::Status Start() override {
    v1::SearchRequest request;
    request.set_query("新闻");
    return PlanSearch(request).status();
  }

 private:
  const std::unique_ptr<IndexClient> index_;
  QueryService service_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<rpc::Application>> CreateApplication(const Config& config,
                                                                    const rpc::UnaryRunner* runner) {
  if (config.index.address.empty()) {
    return Error(absl::StatusCode::kInvalidArgument, "INDEX_ADDRESS_MISSING",
                 "no index is named, want --index=host:port");
  }
  return std::make_unique<QueryApplication>(config, runner);
}

}  // namespace jianbao::query
