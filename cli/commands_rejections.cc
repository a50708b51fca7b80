// rejections: looking at what could not be stored, trying again, or giving it up.
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/hint_flags.h"
#include "cli/render.h"

namespace jianbao::cli {
namespace {

using ingest::v1::RetryRejectionRequest;

struct ListFlags {
  int page_size = 50;
  std::string page_token;
};

struct RetryFlags {
  std::string name;
  HintFlags hints;
};

int List(const ListFlags& flags, const Session& session) {
  ingest::v1::ListRejectionsRequest request;
  request.set_page_size(flags.page_size);
  request.set_page_token(flags.page_token);
  return session.Show(session.client().ListRejections(request), RenderRejections);
}

int ShowOne(const std::string& name, bool content, const Session& session) {
  ingest::v1::GetRejectionRequest request;
  request.set_name(name);
  const auto rejection = session.client().GetRejection(request);
  if (!content || !rejection.ok()) return session.Show(rejection, RenderRejection);
  session.Print(rejection->content());
  return kExitOk;
}

int Retry(const RetryFlags& flags, const Session& session) {
  if (const absl::Status hints = CheckHints(flags.hints); !hints.ok()) return session.Refuse(hints);
  RetryRejectionRequest request;
  request.set_name(flags.name);
  FillHints(flags.hints, &request);
  return session.Show(session.client().RetryRejection(request),
                      [&](const ingest::v1::IngestIssueResponse& response, const Terminal& terminal) {
                        return RenderIngested(response, flags.name, terminal);
                      });
}

// It is looked at first, to say what was removed.
int Delete(const std::string& name, const Session& session) {
  ingest::v1::GetRejectionRequest request;
  request.set_name(name);
  auto rejection = session.client().GetRejection(request);
  if (!rejection.ok()) return session.Fail(rejection.status());
  if (const absl::Status status = session.client().DeleteRejection(name); !status.ok()) return session.Fail(status);
  rejection->clear_content();
  return session.Show(rejection, [](const ingest::v1::Rejection& removed, const Terminal&) {
    return absl::StrCat("removed ", removed.name(), "  ", removed.source_uri(), "\n");
  });
}

}  // namespace

void AddRejectionCommands(App* app) {
  app->DescribeGroup("rejections", "files that could not be stored: list, show, retry, delete");
  auto list_flags = std::make_shared<ListFlags>();
  Command list = app->Add("rejections list", "files in quarantine, newest first", "jianbao rejections list",
                          [list_flags](const Session& session) { return List(*list_flags, session); });
  list.Option("page_size", &list_flags->page_size, 1, 1000, "how many");
  list.Option("page_token", &list_flags->page_token, "go on where the page before ended");

  auto name = std::make_shared<std::string>();
  auto content = std::make_shared<bool>(false);
  Command show = app->Add("rejections show", "one file in quarantine and why it is there",
                          "jianbao rejections show rejections/0f3a…",
                          [name, content](const Session& session) { return ShowOne(*name, *content, session); });
  show.Positional("name", name.get(), "rejections/{id}");
  show.Option("content", content.get(), "print the file itself, as received");

  auto retry_flags = std::make_shared<RetryFlags>();
  Command retry = app->Add("rejections retry", "ingest a file in quarantine again, with corrections",
                           "jianbao rejections retry rejections/0f3a… --encoding=GB18030",
                           [retry_flags](const Session& session) { return Retry(*retry_flags, session); });
  retry.Positional("name", &retry_flags->name, "rejections/{id}");
  retry.Option("encoding", &retry_flags->hints.encoding, "UTF-8, UTF-16LE, UTF-16BE or GB18030");
  retry.Option("publication", &retry_flags->hints.publication, "title of the newspaper");
  retry.Date("date", &retry_flags->hints.date, "publication date YYYY-MM-DD");
  retry.Option("edition", &retry_flags->hints.edition, "tells several files of one day apart");
  retry.Option("page", &retry_flags->hints.page, 0, 999, "page of the issue the file is; 0 = as printed");
  retry.Option("replace_existing", &retry_flags->hints.replace_existing,
               "replace a different file stored under the same name");

  auto unwanted = std::make_shared<std::string>();
  Command remove = app->Add("rejections delete", "remove a file from quarantine for good",
                            "jianbao rejections delete rejections/0f3a…",
                            [unwanted](const Session& session) { return Delete(*unwanted, session); });
  remove.Positional("name", unwanted.get(), "rejections/{id}");
}

}  // namespace jianbao::cli
