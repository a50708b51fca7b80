// A service without work, for service_test.cc; also the smallest example of a main.
#include <cstdio>
#include <memory>
#include <vector>

#include "jianbao/query/v1/query_service.grpc.pb.h"
#include "libs/rpc/flags.h"
#include "libs/rpc/service.h"

namespace {

class SampleApplication final : public jianbao::rpc::Application {
 public:
  explicit SampleApplication(bool fail_start) : fail_start_(fail_start) {}
  std::vector<grpc::Service*> services() override { return {&service_}; }
  absl::Status Start() override {
    return fail_start_ ? absl::UnavailableError("the store cannot be opened") : absl::OkStatus();
  }
  absl::Status Stop() override {
    std::puts("flushed");
    std::fflush(stdout);
    return absl::OkStatus();
  }

 private:
  const bool fail_start_;
  jianbao::query::v1::QueryService::CallbackService service_;
};

}  // namespace

int main(int argc, char** argv) {
  jianbao::rpc::ServerConfig config;
  config.program = "rpc_sample_service";
  bool fail_start = false;
  jianbao::rpc::Flags flags(config.program, "Serves nothing.", "rpc_sample_service --listen=127.0.0.1:0");
  jianbao::rpc::AddServerFlags(&config, &flags);
  flags.Add("fail_start", &fail_start, "fail while starting");
  if (const auto exit_code = flags.Parse(argc, argv)) return *exit_code;
  return jianbao::rpc::RunService(config, [&](const auto*) { return std::make_unique<SampleApplication>(fail_start); });
}
