// article, issue, issues: reading what is stored.
#include <memory>
#include <optional>
#include <string>

#include "cli/commands.h"
#include "cli/publication_flag.h"
#include "cli/render.h"

namespace jianbao::cli {
namespace {

struct IssueFlags {
  std::string name;
  bool full = false;
  bool source = false;
};

struct IssuesFlags {
  std::string publication;
  std::optional<std::string> from, to;
  int page_size = 50;
  std::string page_token;
};

int Article(const std::string& name, const Session& session) {
  query::v1::GetArticleRequest request;
  request.set_name(name);
  return session.Show(session.client().GetArticle(request), RenderArticle);
}

int Issue(const IssueFlags& flags, const Session& session) {
  query::v1::GetIssueRequest request;
  request.set_name(flags.name);
  request.set_view(flags.source ? query::v1::SOURCE : flags.full ? query::v1::FULL : query::v1::BASIC);
  const auto issue = session.client().GetIssue(request);
  if (!flags.source || !issue.ok() || session.json()) return session.Show(issue, RenderIssue);
  session.Print(issue->source());
  return kExitOk;
}

int Issues(const IssuesFlags& flags, const Session& session) {
  query::v1::ListIssuesRequest request;
  request.set_parent(PublicationName(flags.publication));
  if (flags.from.has_value()) request.set_earliest(*flags.from);
  if (flags.to.has_value()) request.set_latest(*flags.to);
  request.set_page_size(flags.page_size);
  request.set_page_token(flags.page_token);
  return session.Show(session.client().ListIssues(request), RenderIssues);
}

}  // namespace

void AddReadCommands(App* app) {
  auto name = std::make_shared<std::string>();
  Command article =
      app->Add("article", "one article", "jianbao article publications/jin-ri-qing-he/issues/2021-03-16/articles/3",
               [name](const Session& session) { return Article(*name, session); });
  article.Positional("name", name.get(), "resource name of the article");

  auto issue_flags = std::make_shared<IssueFlags>();
  Command issue =
      app->Add("issue", "one issue and its articles", "jianbao issue publications/jin-ri-qing-he/issues/2021-03-16",
               [issue_flags](const Session& session) { return Issue(*issue_flags, session); });
  issue.Positional("name", &issue_flags->name, "resource name of the issue");
  issue.Option("full", &issue_flags->full, "also what belongs to no article, and the parser's remarks");
  issue.Option("source", &issue_flags->source, "the file as it was received");

  auto flags = std::make_shared<IssuesFlags>();
  Command issues =
      app->Add("issues", "stored issues by newspaper and date", "jianbao issues --from=2021-01-01 --to=2021-12-31",
               [flags](const Session& session) { return Issues(*flags, session); });
  issues.Option("publication", &flags->publication, kPublicationHelp);
  issues.Date("from", &flags->from, "on or after this day, YYYY-MM-DD");
  issues.Date("to", &flags->to, "on or before this day, YYYY-MM-DD");
  issues.Option("page_size", &flags->page_size, 1, 1000, "how many");
  issues.Option("page_token", &flags->page_token, "go on where the page before ended");
}

}  // namespace jianbao::cli
