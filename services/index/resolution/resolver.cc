#include "services/index/resolution/resolver.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/index/resolution/drafts.h"
#include "services/index/resolution/misreadings.h"
#include "services/index/resolution/namesakes.h"

namespace jianbao::resolution {
namespace {

constexpr double kOverridden = 1.0;

struct FormNote {
  double confidence = 1;
  std::string reason;
};

// A sighting of the block.
struct At {
  const Sightings* of;
  uint32_t seen;
  double confidence;
  size_t index;  // in the list of the block

  const Seen& operator*() const { return (*of)[seen]; }
  const Seen* operator->() const { return &(*of)[seen]; }
};

// A person before it has a name: sightings, and why forms of other names are among them.
struct Cluster {
  std::vector<At> members;
  std::map<std::string, FormNote> notes;  // by folded form
  std::string name;                       // folded; the one an archivist chose, else empty
};

}  // namespace

// Sightings of one folded name or of several.
class Prepared {
 public:
  struct Name {
    std::unique_ptr<Sightings> sightings;
    std::vector<Draft> drafts;
  };

  Prepared(const std::vector<Sighting>& given, const ResolverOptions& options) : size_(given.size()) {
    std::map<std::string, std::vector<size_t>> by_name;
    for (size_t i = 0; i < given.size(); ++i) by_name[FoldName(given[i].name)].push_back(i);
    for (const auto& [folded, of_name] : by_name) {
      auto sightings = std::make_unique<Sightings>(folded, given, of_name);
      std::vector<Draft> drafts = SplitNamesakes(*sightings, options.max_posts);
      sightings->DropPlaces();
      for (Draft& draft : drafts) draft.company.places = draft.company.publications = {};
      names_.push_back({std::move(sightings), std::move(drafts)});
    }
  }

  size_t size() const { return size_; }
  const std::vector<Name>& names() const { return names_; }  // by folded name

 private:
  const size_t size_;
  std::vector<Name> names_;
};

namespace {

struct BlockDraft {
  const Draft* draft;
  size_t first;  // of its Prepared, in the list of the block
};

// All drafts of a block, by folded name.
std::vector<BlockDraft> DraftsOf(const std::vector<PreparedPtr>& names) {
  std::vector<std::pair<const Prepared::Name*, size_t>> sorted;
  size_t first = 0;
  for (const PreparedPtr& prepared : names) {
    for (const Prepared::Name& name : prepared->names()) sorted.emplace_back(&name, first);
    first += prepared->size();
  }
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return a.first->sightings->folded() < b.first->sightings->folded();
  });
  std::vector<BlockDraft> drafts;
  for (const auto& [name, at] : sorted) {
    for (const Draft& draft : name->drafts) drafts.push_back({&draft, at});
  }
  return drafts;
}

std::vector<Cluster> Gather(const std::vector<BlockDraft>& block, const ResolverOptions& options) {
  std::vector<const Draft*> drafts;
  for (const BlockDraft& draft : block) drafts.push_back(draft.draft);
  std::vector<size_t> parent(drafts.size());
  for (size_t i = 0; i < parent.size(); ++i) parent[i] = i;
  std::vector<double> confidence(drafts.size(), 1);
  std::vector<std::string> reason(drafts.size());  // why it is joined to another; empty: it is not
  for (Joint& joint : FindMisreadings(drafts, options.min_rarity)) {
    parent[joint.rare] = joint.frequent;
    confidence[joint.rare] = joint.confidence;
    reason[joint.rare] = std::move(joint.reason);
  }
  std::vector<Cluster> result;
  std::map<size_t, size_t> at;
  for (size_t i = 0; i < drafts.size(); ++i) {
    size_t root = i;
    while (parent[root] != root) root = parent[root];
    const auto [place, added] = at.try_emplace(root, result.size());
    if (added) result.emplace_back();
    Cluster& into = result[place->second];
    const Sightings* const of = drafts[i]->of;
    for (const Draft::Member& member : drafts[i]->members) {
      into.members.push_back(
          {of, member.seen, member.confidence * confidence[i], block[i].first + (*of)[member.seen].index});
    }
    if (parent[i] != i) into.notes.try_emplace(of->folded(), FormNote{confidence[i], reason[i]});
  }
  return result;
}

// The printed form most often met; the earliest of equals.
const std::string& DisplayName(const std::vector<At>& members) {
  std::map<const std::string*, uint32_t> counts;
  for (const At& member : members) ++counts[member->form];
  const std::string* name = members.front()->form;
  for (const At& member : members) {
    if (counts[member->form] > counts[name]) name = member->form;
  }
  return *name;
}

// The same of the forms of the name an archivist chose, where one was chosen and is still there.
const std::string& DisplayName(const Cluster& cluster) {
  std::vector<At> chosen;
  for (const At& member : cluster.members) {
    if (member.of->folded() == cluster.name) chosen.push_back(member);
  }
  return DisplayName(chosen.empty() ? cluster.members : chosen);
}

// Applies what archivists decided to clusters. Empty clusters may remain.
class Corrector {
 public:
  explicit Corrector(std::vector<Cluster>* clusters) : clusters_(*clusters) {}

  OverrideOutcome Apply(const Override& override) {
    const std::vector<std::pair<size_t, size_t>> subject = Find(override.subject);
    if (subject.empty()) return OverrideOutcome::kAnchorMissing;
    size_t target = clusters_.size();
    if (override.target.has_value()) {
      const std::vector<std::pair<size_t, size_t>> found = Find(*override.target);
      if (found.empty()) return OverrideOutcome::kAnchorMissing;
      target = found[0].first;
    }
    const std::string note = absl::StrCat(override.reason, " (", override.author, override.author.empty() ? "" : ", ",
                                          absl::FormatTime("%Y-%m-%d", override.time, absl::UTCTimeZone()), ")");
    if (override.kind != OverrideKind::kMerge) return Split(override.subject, subject, target, note);
    const OverrideOutcome outcome = Merge(subject, target, note);
    if (override.keeps_name && target < clusters_.size()) clusters_[target].name = FoldName(override.target->name);
    return outcome;
  }

 private:
  // Cluster and member, of each sighting at an anchor.
  std::vector<std::pair<size_t, size_t>> Find(const Anchor& anchor) const {
    std::vector<std::pair<size_t, size_t>> found;
    const std::string folded = FoldName(anchor.name);
    for (size_t c = 0; c < clusters_.size(); ++c) {
      for (size_t m = 0; m < clusters_[c].members.size(); ++m) {
        const At& member = clusters_[c].members[m];
        if (member.of->folded() != folded) continue;
        const bool there =
            anchor.where.empty() || std::any_of(anchor.where.begin(), anchor.where.end(), [&](const auto& name) {
              return member->article_name == name || member->issue() == name;
            });
        if (there) found.emplace_back(c, m);
      }
    }
    return found;
  }

  OverrideOutcome Merge(const std::vector<std::pair<size_t, size_t>>& subject, size_t target, const std::string& note) {
    if (target == clusters_.size()) return OverrideOutcome::kNothingToDo;
    bool changed = false;
    for (const auto& [c, m] : subject) {
      if (c == target || clusters_[c].members.empty()) continue;  // empty: moved with an earlier member
      changed = true;
      Cluster& from = clusters_[c];
      Cluster& into = clusters_[target];
      // Why its other forms are that person's is known already; why it is this one, the archivist says.
      from.notes[FoldName(DisplayName(from.members))] = {kOverridden, note};
      for (const At& member : from.members) {
        const std::string& form = member.of->folded();
        into.notes.try_emplace(form, from.notes.contains(form) ? from.notes[form] : FormNote{kOverridden, note});
        into.members.push_back(member);
      }
      from = {};
    }
    return changed ? OverrideOutcome::kApplied : OverrideOutcome::kNothingToDo;
  }

  OverrideOutcome Split(const Anchor& anchor, const std::vector<std::pair<size_t, size_t>>& subject, size_t target,
                        const std::string& note) {
    const bool there = std::all_of(subject.begin(), subject.end(), [&](const auto& at) { return at.first == target; });
    const size_t own = subject[0].first;
    const bool alone = target == clusters_.size() && clusters_[own].members.size() == subject.size();
    if (there || alone) return OverrideOutcome::kNothingToDo;
    if (target == clusters_.size()) clusters_.emplace_back();
    for (auto it = subject.rbegin(); it != subject.rend(); ++it) {
      const auto [c, m] = *it;
      if (c == target) continue;
      At member = clusters_[c].members[m];
      member.confidence = kOverridden;
      clusters_[target].members.push_back(member);
      clusters_[c].members.erase(clusters_[c].members.begin() + static_cast<std::ptrdiff_t>(m));
    }
    const std::string folded = FoldName(anchor.name);
    for (const auto& [c, m] : subject) {
      const std::vector<At>& left = clusters_[c].members;
      const bool gone = c != target && std::none_of(left.begin(), left.end(),
                                                    [&](const At& member) { return member.of->folded() == folded; });
      if (gone) clusters_[c].notes.erase(folded);
    }
    clusters_[target].notes[folded] = {kOverridden, note};
    return OverrideOutcome::kApplied;
  }

  std::vector<Cluster>& clusters_;
};

std::string HexDigest(std::string_view text) {
  uint32_t hash = 2166136261u;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return absl::StrFormat("%08x", hash);
}

std::optional<absl::CivilDay> ToDate(int32_t day) {
  if (day == kUndated) return std::nullopt;
  return absl::CivilDay(1970, 1, 1) + day;
}

std::vector<Tenure> TenuresOf(const std::vector<At>& members) {
  std::vector<Tenure> tenures;
  std::map<std::string, size_t> by_title;
  std::map<const Post*, size_t> by_post;  // the same few come again and again
  for (const At& member : members) {
    for (const Post& post : member->posts) {
      const auto [known, is_new] = by_post.try_emplace(&post, 0);
      if (is_new) {
        const auto [place, added] = by_title.try_emplace(post.text(), tenures.size());
        if (added) tenures.push_back({post.text()});
        known->second = place->second;
      }
      Tenure& tenure = tenures[known->second];
      if (!tenure.sightings.empty() && tenure.sightings.back() == member.index) continue;
      if (!tenure.first.has_value()) tenure.first = ToDate(member->day);
      if (member->day != kUndated) tenure.last = ToDate(member->day);
      tenure.sightings.push_back(member.index);
    }
  }
  return tenures;
}

struct Finished {
  Person person;
  At earliest;
  std::string evidence;  // what tells it from namesakes
};

bool IsEarlier(const At& a, const At& b) { return ComesBefore(*a, *b); }

Finished Finish(const Cluster& cluster) {
  Finished result{{}, cluster.members.front(), ""};
  Person& person = result.person;
  person.name = DisplayName(cluster);
  double sum = 0;
  std::map<std::string, uint32_t> forms;
  person.members.reserve(cluster.members.size());
  for (const At& member : cluster.members) {
    person.members.push_back({member.index, member.confidence});
    sum += member.confidence;
    ++forms[*member->form];
    if (result.evidence.empty() && !member->posts.empty()) {
      result.evidence = absl::StrCat(member->posts[0].text(), "\n", member->posts[0].village);
    }
  }
  person.confidence = sum / static_cast<double>(cluster.members.size());
  for (const auto& [form, count] : forms) {
    if (form == person.name) continue;
    const auto note = cluster.notes.find(FoldName(form));
    if (note != cluster.notes.end()) {
      person.aliases.push_back({form, count, note->second.confidence, note->second.reason});
    } else {
      person.aliases.push_back({form, count, 1, absl::StrCat("another way to write ", person.name)});
    }
  }
  std::stable_sort(person.aliases.begin(), person.aliases.end(),
                   [](const Alias& a, const Alias& b) { return a.sightings > b.sightings; });
  person.tenures = TenuresOf(cluster.members);
  if (result.evidence.empty()) result.evidence = result.earliest->article_name;
  return result;
}

void NamePeople(std::vector<Finished>* people) {
  std::sort(people->begin(), people->end(),
            [](const Finished& a, const Finished& b) { return IsEarlier(a.earliest, b.earliest); });
  std::map<std::string, uint32_t> taken;
  for (Finished& finished : *people) {
    std::string id = finished.person.name;
    if (taken.contains(id)) id = absl::StrCat(finished.person.name, "~", HexDigest(finished.evidence));
    if (taken.contains(id)) {
      const std::string& article = finished.earliest->article_name;
      id = absl::StrCat(finished.person.name, "~", HexDigest(absl::StrCat(finished.evidence, "\n", article)));
    }
    const uint32_t same = taken[id]++;
    finished.person.id = same == 0 ? id : absl::StrCat(id, "~", same + 1);
  }
}

bool HasMemberOf(const Cluster& cluster, const std::set<const Sightings*>& names) {
  return std::any_of(cluster.members.begin(), cluster.members.end(),
                     [&](const At& member) { return names.contains(member.of); });
}

// Leaves those of `clusters` that have a member of `about`, and others that go by the name of one of these, for they
// take ids from each other.
void KeepThoseAbout(const Prepared& about, const std::vector<BlockDraft>& block, std::vector<Cluster>* clusters) {
  std::set<const Sightings*> asked;
  for (const Prepared::Name& name : about.names()) asked.insert(name.sightings.get());
  std::vector<char> kept(clusters->size());
  std::set<std::string> display_names, folded;
  for (size_t c = 0; c < clusters->size(); ++c) {
    kept[c] = HasMemberOf((*clusters)[c], asked);
    if (kept[c]) display_names.insert(DisplayName((*clusters)[c].members));
  }
  for (const std::string& name : display_names) folded.insert(FoldName(name));
  std::set<const Sightings*> same_name;
  for (const BlockDraft& draft : block) {
    if (folded.contains(draft.draft->of->folded())) same_name.insert(draft.draft->of);
  }
  std::vector<Cluster> left;
  for (size_t c = 0; c < clusters->size(); ++c) {
    Cluster& cluster = (*clusters)[c];
    const bool keep =
        kept[c] || (HasMemberOf(cluster, same_name) && display_names.contains(DisplayName(cluster.members)));
    if (keep) left.push_back(std::move(cluster));
  }
  *clusters = std::move(left);
}

}  // namespace

PreparedPtr Prepare(const std::vector<Sighting>& sightings, const ResolverOptions& options) {
  return std::make_shared<const Prepared>(sightings, options);
}

Resolution Resolve(const std::vector<PreparedPtr>& names, const std::vector<Override>& overrides,
                   const ResolverOptions& options, std::optional<size_t> about) {
  const std::vector<BlockDraft> block = DraftsOf(names);
  std::vector<Cluster> clusters = Gather(block, options);
  Resolution resolution;
  std::map<std::string, OverrideOutcome> outcomes;
  Corrector corrector(&clusters);
  for (const Override* override : Standing(overrides)) outcomes[override->id] = corrector.Apply(*override);
  for (const Override& override : overrides) {
    const auto outcome = outcomes.find(override.id);
    const bool revocation = override.kind == OverrideKind::kRevoke;
    resolution.overrides.push_back({override.id, outcome != outcomes.end() ? outcome->second
                                                 : revocation              ? OverrideOutcome::kApplied
                                                                           : OverrideOutcome::kRevoked});
  }
  std::erase_if(clusters, [](const Cluster& cluster) { return cluster.members.empty(); });
  for (Cluster& cluster : clusters) {
    if (!std::is_sorted(cluster.members.begin(), cluster.members.end(), IsEarlier)) {
      std::stable_sort(cluster.members.begin(), cluster.members.end(), IsEarlier);
    }
  }
  if (about.has_value()) KeepThoseAbout(*names[*about], block, &clusters);
  std::vector<Finished> people;
  for (const Cluster& cluster : clusters) people.push_back(Finish(cluster));
  NamePeople(&people);
  std::stable_sort(people.begin(), people.end(), [](const Finished& a, const Finished& b) {
    return a.person.members.size() > b.person.members.size();
  });
  for (Finished& finished : people) resolution.people.push_back(std::move(finished.person));
  return resolution;
}

Resolution Resolve(const std::vector<Sighting>& given, const std::vector<Override>& overrides,
                   const ResolverOptions& options) {
  return Resolve({Prepare(given, options)}, overrides, options, std::nullopt);
}

}  // namespace jianbao::resolution
