// merge, split, corrections: what an archivist decides about people.
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/render.h"
#include "libs/base/error.h"
#include "libs/base/status.h"

namespace jianbao::cli {
namespace {

struct NoteFlags {
  std::string reason;
  std::string author;
};

template <typename Request>
void FillNote(const NoteFlags& note, Request* request) {
  request->set_reason(note.reason);
  request->set_author(note.author);
}

void AddNoteOptions(Command* command, NoteFlags* note) {
  command->Option("reason", &note->reason, "why; kept with the decision");
  command->Option("author", &note->author, "who decides; kept with the decision");
}

// `entities/{kind}/{id}` as it is; else the one person whose name or alias it is.
absl::StatusOr<std::string> PersonNamed(const std::string& name, const Session& session) {
  if (name.rfind("entities/", 0) == 0) return name;
  query::v1::LookupEntitiesRequest request;
  request.set_text(name);
  request.add_kinds(type::v1::Mention::PERSON);
  request.set_match(query::v1::LookupEntitiesRequest::EXACT);
  JIANBAO_ASSIGN_OR_RETURN(const auto found, session.client().LookupEntities(request));
  if (found.entities_size() == 1) return found.entities(0).name();
  if (found.entities().empty()) {
    return Error(absl::StatusCode::kNotFound, "ENTITY_NOT_FOUND", absl::StrCat("nobody is named ", name));
  }
  std::string names;
  for (const auto& entity : found.entities()) absl::StrAppend(&names, "\n  ", entity.name());
  return Error(absl::StatusCode::kInvalidArgument, "PERSON_AMBIGUOUS",
               absl::StrCat(name, " means several people; name one as jianbao person shows it:", names));
}

struct MergeFlags {
  std::string target;
  std::vector<std::string> sources;
  NoteFlags note;
};

int Merge(const MergeFlags& flags, const Session& session) {
  index::v1::MergeEntitiesRequest request;
  const absl::StatusOr<std::string> target = PersonNamed(flags.target, session);
  if (!target.ok()) return session.Fail(target.status());
  request.set_target(*target);
  for (const std::string& source : flags.sources) {
    const absl::StatusOr<std::string> name = PersonNamed(source, session);
    if (!name.ok()) return session.Fail(name.status());
    request.add_sources(*name);
  }
  FillNote(flags.note, &request);
  return session.Show(session.client().MergeEntities(request),
                      [](const auto& merged, const Terminal& terminal) { return RenderEntity(merged, {}, terminal); });
}

struct SplitFlags {
  std::string name;
  std::vector<std::string> aliases;
  std::vector<std::string> articles;
  NoteFlags note;
};

int Split(const SplitFlags& flags, const Session& session) {
  const absl::StatusOr<std::string> name = PersonNamed(flags.name, session);
  if (!name.ok()) return session.Fail(name.status());
  index::v1::SplitEntitiesRequest request;
  request.set_name(*name);
  for (const std::string& alias : flags.aliases) request.add_aliases(alias);
  for (const std::string& article : flags.articles) request.add_articles(article);
  FillNote(flags.note, &request);
  return session.Show(session.client().SplitEntities(request), [](const auto& split, const Terminal& terminal) {
    return RenderEntityList({split.entities().begin(), split.entities().end()}, terminal);
  });
}

struct ListFlags {
  int page_size = 50;
  std::string page_token;
};

int List(const ListFlags& flags, const Session& session) {
  index::v1::ListCorrectionsRequest request;
  request.set_page_size(flags.page_size);
  request.set_page_token(flags.page_token);
  return session.Show(session.client().ListCorrections(request), RenderCorrections);
}

struct RevokeFlags {
  std::string name;
  NoteFlags note;
};

int Revoke(const RevokeFlags& flags, const Session& session) {
  index::v1::RevokeCorrectionRequest request;
  request.set_name(flags.name);
  FillNote(flags.note, &request);
  return session.Show(session.client().RevokeCorrection(request), RenderCorrection);
}

}  // namespace

void AddCorrectionCommands(App* app) {
  auto merged = std::make_shared<MergeFlags>();
  Command merge = app->Add("merge", "declare that people are one", "jianbao merge 贺若澜 贺若谰 --reason=misread",
                           [merged](const Session& session) { return Merge(*merged, session); });
  merge.Positional("person", &merged->target,
                   "who it is, and goes by this name from now on: a name, or entities/person/{id}");
  merge.Positional("others", &merged->sources, "who else that is");
  AddNoteOptions(&merge, &merged->note);

  auto split = std::make_shared<SplitFlags>();
  Command take_out = app->Add("split", "take names or articles out of a person again: they mean somebody else",
                              "jianbao split 贺若澜 --article=publications/jin-ri-qing-he/issues/2021-03-16/articles/2",
                              [split](const Session& session) { return Split(*split, session); });
  take_out.Positional("person", &split->name, "a name, or entities/person/{id}");
  take_out.Option("alias", &split->aliases, "a printed form of the name to take out; may be repeated");
  take_out.Option("article", &split->articles,
                  "an article or issue in which the name is somebody else; may be repeated");
  AddNoteOptions(&take_out, &split->note);

  app->DescribeGroup("corrections", "what was decided about people: list, revoke");
  auto listed = std::make_shared<ListFlags>();
  Command list = app->Add("corrections list", "every correction, oldest first", "jianbao corrections list",
                          [listed](const Session& session) { return List(*listed, session); });
  list.Option("page_size", &listed->page_size, 1, 200, "how many are listed");
  list.Option("page_token", &listed->page_token, "of the page before");
  auto revoked = std::make_shared<RevokeFlags>();
  Command revoke = app->Add("corrections revoke", "take a correction back", "jianbao corrections revoke corrections/3",
                            [revoked](const Session& session) { return Revoke(*revoked, session); });
  revoke.Positional("name", &revoked->name, "corrections/{n}");
  AddNoteOptions(&revoke, &revoked->note);
}

}  // namespace jianbao::cli
