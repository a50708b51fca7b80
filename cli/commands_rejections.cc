// rejections: looking at what could not be stored, and trying again.
#include <memory>
#include <optional>
#include <string>

#include "cli/commands.h"
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
  std::optional<std::string> encoding, publication, date, edition;
  int page = 0;
  bool replace_existing = false;
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
  RetryRejectionRequest request;
  request.set_name(flags.name);
  if (flags.encoding.has_value()) request.mutable_hints()->set_encoding(*flags.encoding);
  if (flags.publication.has_value()) request.mutable_hints()->set_publication(*flags.publication);
  if (flags.date.has_value()) request.mutable_hints()->set_publish_date(*flags.date);
  if (flags.edition.has_value()) request.set_edition(*flags.edition);
  if (flags.page != 0) request.set_page(flags.page);
  request.set_replace_existing(flags.replace_existing);
  return session.Show(session.client().RetryRejection(request),
                      [&](const ingest::v1::IngestIssueResponse& response, const Terminal& terminal) {
                        return RenderIngested(response, flags.name, terminal);
                      });
}

}  // namespace

void AddRejectionCommands(App* app) {
  app->DescribeGroup("rejections", "files that could not be stored: list, show, retry");
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
  retry.Option("encoding", &retry_flags->encoding, "UTF-8, UTF-16LE, UTF-16BE or GB18030");
  retry.Option("publication", &retry_flags->publication, "title of the newspaper");
  retry.Option("date", &retry_flags->date, "publication date YYYY-MM-DD");
  retry.Option("edition", &retry_flags->edition, "tells several files of one day apart");
  retry.Option("page", &retry_flags->page, 0, 999, "page of the issue the file is; 0 = as printed");
  retry.Option("replace_existing", &retry_flags->replace_existing,
               "replace a different file stored under the same name");
}

}  // namespace jianbao::cli
