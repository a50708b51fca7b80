// person, org, place, entity, office: who and what the archive knows.
#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/render.h"
#include "libs/base/status.h"

namespace jianbao::cli {
namespace {

using query::v1::LookupEntitiesRequest;
using query::v1::LookupEntitiesResponse;
using type::v1::Entity;
using type::v1::Mention;

// Namesakes shown in full; more are listed.
constexpr int kMaxShownInFull = 3;
constexpr int kMaxProofsLookedUp = 100;
// Related entities and articles beside an entity without titles; --view lists all.
constexpr int kShownAround = 5;

struct EntityFlags {
  std::string name;
  std::string title;
  std::string view = "entity";
  int page_size = 20;
  std::string page_token;
};

bool IsResourceName(const std::string& name) { return name.rfind("entities/", 0) == 0; }

absl::StatusOr<Entity> GetEntity(const std::string& name, const Session& session) {
  query::v1::GetEntityRequest request;
  request.set_name(name);
  return session.client().GetEntity(request);
}

absl::StatusOr<LookupEntitiesResponse> Ask(const EntityFlags& flags, std::optional<Mention::Kind> kind,
                                           const std::string& title, LookupEntitiesRequest::Match match,
                                           const Session& session) {
  LookupEntitiesRequest request;
  request.set_text(flags.name);
  if (kind.has_value()) request.add_kinds(*kind);
  request.set_title(title);
  request.set_page_size(flags.page_size);
  request.set_match(match);
  return session.client().LookupEntities(request);
}

// Entities of this very name; where there are none, those whose name begins so, which is said.
absl::StatusOr<LookupEntitiesResponse> LookUp(const EntityFlags& flags, std::optional<Mention::Kind> kind,
                                              const Session& session) {
  JIANBAO_ASSIGN_OR_RETURN(LookupEntitiesResponse found,
                           Ask(flags, kind, flags.title, LookupEntitiesRequest::EXACT, session));
  if (!found.entities().empty()) return found;
  JIANBAO_ASSIGN_OR_RETURN(found, Ask(flags, kind, flags.title, LookupEntitiesRequest::PREFIX, session));
  if (!found.entities().empty() && !session.json()) {
    session.Note(absl::StrCat("no name is exactly ", flags.name, "; shown are names that begin so"));
  }
  return found;
}

std::string CommandOf(Mention::Kind kind) {
  switch (kind) {
    case Mention::PERSON: return "person";
    case Mention::ORGANIZATION: return "org";
    case Mention::PLACE: return "place";
    default: return "entity";
  }
}

// What there is where nothing was found: something else of that name, somebody with other titles, a byline.
std::string WhatThereIs(const EntityFlags& flags, std::optional<Mention::Kind> kind, const Session& session) {
  if (!flags.title.empty()) {
    const auto others = Ask(flags, kind, "", LookupEntitiesRequest::EXACT, session);
    if (others.ok() && !others->entities().empty()) {
      return absl::StrCat("nobody named ", flags.name, " has a title that contains ", flags.title,
                          "; with others: jianbao ", CommandOf(others->entities(0).kind()), " ", flags.name);
    }
  }
  if (kind.has_value()) {
    const auto others = Ask(flags, std::nullopt, "", LookupEntitiesRequest::EXACT, session);
    if (others.ok() && !others->entities().empty()) {
      const Entity& other = others->entities(0);
      return absl::StrCat(flags.name, " is no ", std::string(KindWord(*kind)), ": jianbao ", CommandOf(other.kind()),
                          " ", flags.name, " shows the ", std::string(KindWord(other.kind())));
    }
  }
  std::string nothing = absl::StrCat("nobody and nothing named ", flags.name);
  query::v1::SearchRequest bylines;
  bylines.set_query(absl::StrCat("记者:", flags.name));
  bylines.set_match_mode(query::v1::EXACT);
  bylines.set_page_size(1);
  const auto signed_so = session.client().Search(bylines);
  if (!signed_so.ok() || signed_so->total().value() == 0) return nothing;
  return absl::StrCat(nothing, " in the texts, but in bylines: jianbao search ", bylines.query());
}

// The articles that prove some titles, each once, as many as one request may name.
class Proofs {
 public:
  void Add(const type::v1::TitleTenure& tenure) {
    for (const std::string& article : tenure.articles()) {
      if (names_.size() < kMaxProofsLookedUp) names_.insert(article);
    }
  }
  template <typename Tenures>
  static Proofs Of(const Tenures& tenures) {
    Proofs proofs;
    for (const auto& tenure : tenures) proofs.Add(tenure);
    return proofs;
  }

  // Date and headline of each. A service that cannot say leaves names alone to be shown.
  Headlines LookUp(const Session& session) const {
    Headlines headlines;
    if (names_.empty()) return headlines;
    query::v1::BatchGetArticlesRequest request;
    for (const std::string& name : names_) request.add_names(name);
    const auto articles = session.client().BatchGetArticles(request);
    if (!articles.ok()) return headlines;
    for (const auto& article : articles->articles()) {
      const bool dated = article.has_publish_date() || article.has_date_range();
      headlines[article.name()] = absl::StrCat(dated ? DateOf(article).ToString(false) + "  " : "", article.headline());
    }
    return headlines;
  }

 private:
  std::set<std::string> names_;
};

// Months, company and first articles of an entity. What a service cannot say is left out.
Surroundings LookAround(const std::string& name, const Session& session) {
  Surroundings around;
  query::v1::GetEntityTimelineRequest timeline;
  timeline.set_name(name);
  if (auto found = session.client().GetEntityTimeline(timeline); found.ok()) around.timeline = *std::move(found);
  query::v1::ListRelatedEntitiesRequest related;
  related.set_name(name);
  related.set_page_size(kShownAround);
  if (auto found = session.client().ListRelatedEntities(related); found.ok()) around.related = *std::move(found);
  query::v1::ListMentionsRequest mentions;
  mentions.set_parent(name);
  mentions.set_page_size(kShownAround);
  if (auto found = session.client().ListMentions(mentions); found.ok()) around.mentions = *std::move(found);
  return around;
}

// People are told by their titles; what has none, by where and with whom it is named.
std::string RenderKnown(const Entity& entity, const Session& session) {
  if (entity.titles().empty()) {
    return RenderSurroundings(entity, LookAround(entity.name(), session), session.terminal());
  }
  return RenderEntity(entity, Proofs::Of(entity.titles()).LookUp(session), session.terminal());
}

int ShowEntity(const absl::StatusOr<Entity>& entity, const Session& session) {
  return session.Show(entity, [&](const Entity& known, const Terminal&) { return RenderKnown(known, session); });
}

int ShowFound(LookupEntitiesResponse found, const Session& session) {
  const bool in_full = found.entities_size() <= kMaxShownInFull;
  for (Entity& entity : *found.mutable_entities()) {
    if (!in_full) break;
    absl::StatusOr<Entity> whole = GetEntity(entity.name(), session);
    if (!whole.ok()) return session.Fail(whole.status());
    entity = *std::move(whole);
  }
  if (session.json()) {
    session.Print(ToJson(found));
  } else if (in_full) {
    for (const Entity& entity : found.entities()) session.Print(RenderKnown(entity, session) + "\n");
  } else {
    session.Print(RenderEntityList({found.entities().begin(), found.entities().end()}, session.terminal()));
  }
  return kExitOk;
}

// timeline, mentions or related of one entity.
int ShowView(const std::string& name, const EntityFlags& flags, const Session& session) {
  if (flags.view == "timeline") {
    query::v1::GetEntityTimelineRequest request;
    request.set_name(name);
    return session.Show(session.client().GetEntityTimeline(request),
                        [&](const auto& timeline, const Terminal& terminal) {
                          return RenderTimeline(timeline, Proofs::Of(timeline.titles()).LookUp(session), terminal);
                        });
  }
  if (flags.view == "mentions") {
    query::v1::ListMentionsRequest request;
    request.set_parent(name);
    request.set_page_size(flags.page_size);
    request.set_page_token(flags.page_token);
    return session.Show(session.client().ListMentions(request), RenderEntityMentions);
  }
  query::v1::ListRelatedEntitiesRequest request;
  request.set_name(name);
  request.set_page_size(flags.page_size);
  request.set_page_token(flags.page_token);
  return session.Show(session.client().ListRelatedEntities(request), RenderRelated);
}

int Run(const EntityFlags& flags, std::optional<Mention::Kind> kind, const Session& session) {
  if (IsResourceName(flags.name)) {
    if (flags.view != "entity") return ShowView(flags.name, flags, session);
    return ShowEntity(GetEntity(flags.name, session), session);
  }
  absl::StatusOr<LookupEntitiesResponse> found = LookUp(flags, kind, session);
  if (!found.ok()) return session.Fail(found.status());
  if (found->entities().empty()) {
    if (session.json()) session.Print(ToJson(*found));
    session.Note(WhatThereIs(flags, kind, session));
    return kExitOk;
  }
  if (flags.view == "entity") return ShowFound(*std::move(found), session);
  if (found->entities_size() > 1) {
    session.Note(absl::StrCat("showing ", found->entities(0).display_name(), ", the most often named of several; see ",
                              "their names without --view"));
  }
  return ShowView(found->entities(0).name(), flags, session);
}

void AddEntityCommand(App* app, const std::string& name, std::optional<Mention::Kind> kind, const std::string& help,
                      const std::string& example) {
  auto flags = std::make_shared<EntityFlags>();
  Command command =
      app->Add(name, help, example, [flags, kind](const Session& session) { return Run(*flags, kind, session); });
  command.Positional("name", &flags->name, "a name in any printed form, or entities/{kind}/{id}");
  command.Option("title", &flags->title, "only those with a title that contains this");
  command.Option("page_size", &flags->page_size, 1, 200, "how many are listed");
  command.Option("page_token", &flags->page_token, "of the page before, with --view=mentions or related");
  command.Choice("view", &flags->view, {"entity", "timeline", "mentions", "related"}, "what to show");
}

struct OfficeFlags {
  std::string title;
  std::string organization;
  std::optional<std::string> on, from, to;
  int page_size = 50;
  std::string page_token;
};

// A secretary's post is named after the committee, without which it means none.
void NoteCommittee(absl::string_view title, const Session& session) {
  if (!absl::EndsWith(title, "书记") || absl::StrContains(title, "委")) return;
  session.Note(absl::StrCat("a post named after its committee is asked for with it: try 县委", title));
}

int Office(const OfficeFlags& flags, const Session& session) {
  if (flags.on.has_value() && (flags.from.has_value() || flags.to.has_value())) {
    session.Note("--on is one day; give it without --from and --to");
    return kExitUsage;
  }
  query::v1::FindOfficeHoldersRequest request;
  request.set_title(flags.title);
  request.set_organization(flags.organization);
  const std::optional<std::string>& earliest = flags.on.has_value() ? flags.on : flags.from;
  const std::optional<std::string>& latest = flags.on.has_value() ? flags.on : flags.to;
  if (earliest.has_value()) request.set_earliest(*earliest);
  if (latest.has_value()) request.set_latest(*latest);
  request.set_page_size(flags.page_size);
  request.set_page_token(flags.page_token);
  const auto response = session.client().FindOfficeHolders(request);
  if (response.ok() && response->holders().empty() && request.page_token().empty()) NoteCommittee(flags.title, session);
  return session.Show(response, [&](const auto& found, const Terminal& terminal) {
    Proofs proofs;
    for (const auto& holder : found.holders()) proofs.Add(holder.tenure());
    return RenderOfficeHolders(found, proofs.LookUp(session), terminal);
  });
}

}  // namespace

void AddEntityCommands(App* app) {
  AddEntityCommand(app, "person", Mention::PERSON, "who somebody is: titles over time, with proof",
                   "jianbao person 贺若澜");
  AddEntityCommand(app, "org", Mention::ORGANIZATION, "an organisation: when, with whom and where it is named",
                   "jianbao org 青禾县农业农村局");
  AddEntityCommand(app, "place", Mention::PLACE, "a place: when, with whom and where it is named",
                   "jianbao place 桐湾区");
  AddEntityCommand(app, "entity", std::nullopt, "a person, organisation or place", "jianbao entity 青禾县");

  auto flags = std::make_shared<OfficeFlags>();
  Command office = app->Add("office", "who held a post", "jianbao office 县长 --on=2021-03-16",
                            [flags](const Session& session) { return Office(*flags, session); });
  office.Positional(
      "title", &flags->title,
      "the post, as titles end in it: 县长 finds 青禾县县长, not 副县长; one named after its committee is "
      "asked for with it: 县委书记, not 书记");
  office.Option("organization", &flags->organization, "only of this organisation or place");
  office.Date("on", &flags->on, "on this day, YYYY-MM-DD; then without --from and --to");
  office.Date("from", &flags->from, "on or after this day");
  office.Date("to", &flags->to, "on or before this day");
  office.Option("page_size", &flags->page_size, 1, 200, "how many are listed");
  office.Option("page_token", &flags->page_token, "of the page before");
}

}  // namespace jianbao::cli
