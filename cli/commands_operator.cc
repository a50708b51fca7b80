// stats, check, backup: the operator's view of the index.
#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/render.h"

namespace jianbao::cli {

void AddOperatorCommands(App* app) {
  app->Add("stats", "what the archive holds", "jianbao stats",
           [](const Session& session) { return session.Show(session.client().GetStatistics(), RenderStatistics); });
  app->Add("check", "compare every list of the index with every record", "jianbao check", [](const Session& session) {
    const auto response = session.client().CheckIntegrity();
    const int exit_code = session.Show(response, RenderIntegrity);
    return response.ok() && !response->faults().empty() ? kExitFailed : exit_code;
  });
  app->DescribeGroup("backup", "backups of the index: create, list, verify");
  app->Add("backup create", "write a consistent copy while the index goes on serving", "jianbao backup create",
           [](const Session& session) { return session.Show(session.client().CreateBackup({}), RenderBackup); });
  app->Add("backup list", "the backups there are", "jianbao backup list",
           [](const Session& session) { return session.Show(session.client().ListBackups({}), RenderBackups); });
  auto name = std::make_shared<std::string>();
  Command verify = app->Add("backup verify", "read a backup back and compare every checksum",
                            "jianbao backup verify backups/1", [name](const Session& session) {
                              index::v1::VerifyBackupRequest request;
                              request.set_name(*name);
                              const auto response = session.client().VerifyBackup(request);
                              const int exit_code = session.Show(response, RenderVerification);
                              return response.ok() && !response->faults().empty() ? kExitFailed : exit_code;
                            });
  verify.Positional("name", name.get(), "backups/{id}");
}

}  // namespace jianbao::cli
