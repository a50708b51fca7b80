#include "libs/rpc/server_plugins.h"

#include <algorithm>

#include "absl/base/call_once.h"
#include "grpcpp/ext/channelz_service_plugin.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/impl/server_builder_plugin.h"
#include "grpcpp/impl/server_initializer.h"
#include "grpcpp/support/channel_arguments.h"

namespace jianbao::rpc {
namespace {

// Asks gRPC which services it registered, so that health knows every name without a second list.
class ServiceLister final : public grpc::ServerBuilderPlugin {
 public:
  explicit ServiceLister(std::vector<std::string>* names) : names_(names) {}
  std::string name() override { return "jianbao.service_lister"; }
  void InitServer(grpc::ServerInitializer* initializer) override {}
  void Finish(grpc::ServerInitializer* initializer) override {
    if (names_ != nullptr) *names_ = *initializer->GetServiceList();
  }
  void ChangeArguments(const std::string& name, void* value) override {}

 private:
  std::vector<std::string>* const names_;
};

class PluginChoice final : public grpc::ServerBuilderOption {
 public:
  PluginChoice(bool reflection, bool channelz, std::vector<std::string>* names)
      : reflection_(reflection), channelz_(channelz), names_(names) {}
  void UpdateArguments(grpc::ChannelArguments* arguments) override {
    arguments->SetInt(GRPC_ARG_ENABLE_CHANNELZ, channelz_ ? 1 : 0);
  }
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    auto reflection = std::make_unique<grpc::reflection::ProtoServerReflectionPlugin>();
    const auto is_unwanted = [&](const auto& plugin) {
      return plugin->name() == reflection->name() || (!channelz_ && plugin->name() == "channelz_service");
    };
    plugins->erase(std::remove_if(plugins->begin(), plugins->end(), is_unwanted), plugins->end());
    if (reflection_) plugins->push_back(std::move(reflection));
    plugins->push_back(std::make_unique<ServiceLister>(names_));
  }

 private:
  const bool reflection_;
  const bool channelz_;
  std::vector<std::string>* const names_;
};

}  // namespace

std::unique_ptr<grpc::ServerBuilderOption> ChoosePlugins(bool reflection, bool channelz,
                                                         std::vector<std::string>* names) {
  static absl::once_flag channelz_registered;
  if (channelz) absl::call_once(channelz_registered, grpc::channelz::experimental::InitChannelzService);
  return std::make_unique<PluginChoice>(reflection, channelz, names);
}

}  // namespace jianbao::rpc
