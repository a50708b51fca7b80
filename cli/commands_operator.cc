// stats, delete, check, compact, backup: the operator's view of the index.
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/render.h"

namespace jianbao::cli {

namespace {

// Of all pages.
int ListBackups(const Session& session) {
  index::v1::ListBackupsResponse all;
  index::v1::ListBackupsRequest request;
  do {
    absl::StatusOr<index::v1::ListBackupsResponse> page = session.client().ListBackups(request);
    if (!page.ok()) return session.Fail(page.status());
    request.set_page_token(page->next_page_token());
    page->clear_next_page_token();
    all.MergeFrom(*page);
  } while (!request.page_token().empty());
  return session.Show(absl::StatusOr<index::v1::ListBackupsResponse>(std::move(all)), RenderBackups);
}

// It is looked at first, to say what was removed.
int DeleteIssue(const std::string& name, const Session& session) {
  query::v1::GetIssueRequest request;
  request.set_name(name);
  request.set_view(query::v1::BASIC);
  const auto issue = session.client().GetIssue(request);
  if (!issue.ok()) return session.Fail(issue.status());
  if (const absl::Status status = session.client().DeleteIssue(name); !status.ok()) return session.Fail(status);
  return session.Show(issue, [](const type::v1::Issue& removed, const Terminal&) {
    return absl::StrCat("removed ", removed.name(), "  ", Count(removed.articles_size(), "article"), "  ",
                        removed.source_uri(), "\n");
  });
}

}  // namespace

void AddOperatorCommands(App* app) {
  app->Add("stats", "what the archive holds", "jianbao stats",
           [](const Session& session) { return session.Show(session.client().GetStatistics(), RenderStatistics); });
  auto issue = std::make_shared<std::string>();
  Command take_out = app->Add("delete", "take an issue and its articles out of the archive, for good",
                              "jianbao delete publications/unknown/issues/2022-10-18:5b5471188d06",
                              [issue](const Session& session) { return DeleteIssue(*issue, session); });
  take_out.Positional("name", issue.get(), "resource name of the issue, as jianbao issues lists it");
  app->Add("check", "compare every list of the index with every record", "jianbao check", [](const Session& session) {
    const auto response = session.client().CheckIntegrity();
    const int exit_code = session.Show(response, RenderIntegrity);
    return response.ok() && !response->faults().empty() ? kExitFailed : exit_code;
  });
  app->Add("compact", "fold and rewrite the index while it goes on serving; takes long, give it a --timeout",
           "jianbao compact --timeout=1h",
           [](const Session& session) { return session.Show(session.client().Compact(), RenderCompaction); });
  app->DescribeGroup("backup", "backups of the index: create, list, verify, delete");
  app->Add("backup create", "write a consistent copy while the index goes on serving",
           "jianbao backup create --timeout=1h",
           [](const Session& session) { return session.Show(session.client().CreateBackup({}), RenderBackup); });
  app->Add("backup list", "the backups there are", "jianbao backup list", ListBackups);
  auto name = std::make_shared<std::string>();
  Command verify = app->Add("backup verify", "read a backup back and compare every checksum",
                            "jianbao backup verify backups/1 --timeout=1h", [name](const Session& session) {
                              index::v1::VerifyBackupRequest request;
                              request.set_name(*name);
                              const auto response = session.client().VerifyBackup(request);
                              const int exit_code = session.Show(response, RenderVerification);
                              return response.ok() && !response->faults().empty() ? kExitFailed : exit_code;
                            });
  verify.Positional("name", name.get(), "backups/{n}");
  auto unwanted = std::make_shared<std::string>();
  Command remove = app->Add("backup delete", "remove a backup; files that others share stay",
                            "jianbao backup delete backups/1", [unwanted](const Session& session) {
                              const absl::Status status = session.client().DeleteBackup(*unwanted);
                              if (!status.ok()) return session.Fail(status);
                              session.Print(session.json() ? ToJson(index::v1::DeleteBackupResponse())
                                                           : *unwanted + " is not there any more\n");
                              return kExitOk;
                            });
  remove.Positional("name", unwanted.get(), "backups/{n}");
}

}  // namespace jianbao::cli
