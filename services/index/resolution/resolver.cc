#include "services/index/resolution/resolver.h"

#include <algorithm>
#include <map>
#include <tuple>
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

// A person before it has a name: sightings, and why forms of other names are among them.
struct Cluster {
  std::vector<Draft::Member> members;
  std::map<std::string, FormNote> notes;  // by folded form
  std::string name;                       // folded; the one an archivist chose, else empty
};

std::vector<Cluster> Gather(const Sightings& sightings, const ResolverOptions& options) {
  std::map<std::string, std::vector<uint32_t>> by_name;
  for (uint32_t i = 0; i < sightings.size(); ++i) by_name[sightings[i].folded].push_back(i);
  std::vector<Draft> drafts;
  for (const auto& [name, of_name] : by_name) {
    for (Draft& draft : SplitNamesakes(sightings, of_name, options.max_posts)) drafts.push_back(std::move(draft));
  }
  std::vector<size_t> parent(drafts.size());
  for (size_t i = 0; i < parent.size(); ++i) parent[i] = i;
  std::vector<Cluster> clusters(drafts.size());
  for (const Joint& joint : FindMisreadings(sightings, drafts, options.min_rarity)) {
    parent[joint.rare] = joint.frequent;
    for (Draft::Member& member : drafts[joint.rare].members) member.confidence *= joint.confidence;
    clusters[joint.rare].notes[drafts[joint.rare].folded] = {joint.confidence, joint.reason};
  }
  std::vector<Cluster> result;
  std::map<size_t, size_t> at;
  for (size_t i = 0; i < drafts.size(); ++i) {
    size_t root = i;
    while (parent[root] != root) root = parent[root];
    const auto [place, added] = at.try_emplace(root, result.size());
    if (added) result.emplace_back();
    Cluster& into = result[place->second];
    into.members.insert(into.members.end(), drafts[i].members.begin(), drafts[i].members.end());
    into.notes.merge(clusters[i].notes);
  }
  return result;
}

// The printed form most often met; the earliest of equals.
std::string DisplayName(const Sightings& sightings, const std::vector<Draft::Member>& members) {
  std::map<std::string, uint32_t> counts;
  for (const Draft::Member& member : members) ++counts[sightings[member.seen].sighting->name];
  std::string name;
  for (const Draft::Member& member : members) {
    const std::string& form = sightings[member.seen].sighting->name;
    if (name.empty() || counts[form] > counts[name]) name = form;
  }
  return name;
}

// The same of the forms of the name an archivist chose, where one was chosen and is still there.
std::string DisplayName(const Sightings& sightings, const Cluster& cluster) {
  std::vector<Draft::Member> chosen;
  for (const Draft::Member& member : cluster.members) {
    if (sightings[member.seen].folded == cluster.name) chosen.push_back(member);
  }
  return DisplayName(sightings, chosen.empty() ? cluster.members : chosen);
}

// Applies what archivists decided to clusters. Empty clusters may remain.
class Corrector {
 public:
  Corrector(const Sightings& sightings, std::vector<Cluster>* clusters) : sightings_(sightings), clusters_(*clusters) {}

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
        const Seen& seen = sightings_[clusters_[c].members[m].seen];
        const bool there =
            anchor.where.empty() || std::any_of(anchor.where.begin(), anchor.where.end(), [&](const auto& name) {
              return seen.sighting->article == name || seen.sighting->issue == name;
            });
        if (there && seen.folded == folded) found.emplace_back(c, m);
      }
    }
    return found;
  }

  OverrideOutcome Merge(const std::vector<std::pair<size_t, size_t>>& subject, size_t target, const std::string& note) {
    if (target == clusters_.size()) return OverrideOutcome::kNothingToDo;
    bool changed = false;
    for (const auto& [c, m] : subject) {
      if (c == target) continue;
      changed = true;
      Cluster& from = clusters_[c];
      Cluster& into = clusters_[target];
      // Why its other forms are that person's is known already; why it is this one, the archivist says.
      from.notes[FoldName(DisplayName(sightings_, from.members))] = {kOverridden, note};
      for (Draft::Member& member : from.members) {
        const std::string& form = sightings_[member.seen].folded;
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
      clusters_[target].members.push_back({clusters_[c].members[m].seen, kOverridden});
      clusters_[c].members.erase(clusters_[c].members.begin() + static_cast<std::ptrdiff_t>(m));
    }
    const std::string folded = FoldName(anchor.name);
    for (const auto& [c, m] : subject) {
      const std::vector<Draft::Member>& left = clusters_[c].members;
      const bool gone = c != target && std::none_of(left.begin(), left.end(), [&](const Draft::Member& member) {
                          return sightings_[member.seen].folded == folded;
                        });
      if (gone) clusters_[c].notes.erase(folded);
    }
    clusters_[target].notes[folded] = {kOverridden, note};
    return OverrideOutcome::kApplied;
  }

  const Sightings& sightings_;
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

std::vector<Tenure> TenuresOf(const Sightings& sightings, const std::vector<Draft::Member>& members) {
  std::vector<Tenure> tenures;
  std::map<std::string, size_t> at;
  for (const Draft::Member& member : members) {
    const Seen& seen = sightings[member.seen];
    for (const Post& post : seen.posts) {
      const auto [place, added] = at.try_emplace(post.text(), tenures.size());
      if (added) tenures.push_back({post.text()});
      Tenure& tenure = tenures[place->second];
      if (!tenure.sightings.empty() && tenure.sightings.back() == seen.index) continue;
      if (!tenure.first.has_value()) tenure.first = ToDate(seen.day);
      if (seen.day != kUndated) tenure.last = ToDate(seen.day);
      tenure.sightings.push_back(seen.index);
    }
  }
  return tenures;
}

struct Finished {
  Person person;
  uint32_t earliest;     // sighting
  std::string evidence;  // what tells it from namesakes
};

Finished Finish(const Sightings& sightings, Cluster cluster) {
  std::sort(cluster.members.begin(), cluster.members.end(),
            [](const Draft::Member& a, const Draft::Member& b) { return a.seen < b.seen; });
  Finished result;
  Person& person = result.person;
  person.name = DisplayName(sightings, cluster);
  double sum = 0;
  std::map<std::string, uint32_t> forms;
  for (const Draft::Member& member : cluster.members) {
    const Seen& seen = sightings[member.seen];
    person.members.push_back({seen.index, member.confidence});
    sum += member.confidence;
    ++forms[seen.sighting->name];
    if (result.evidence.empty() && !seen.posts.empty()) {
      result.evidence = absl::StrCat(seen.posts[0].text(), "\n", seen.posts[0].village);
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
  person.tenures = TenuresOf(sightings, cluster.members);
  result.earliest = cluster.members[0].seen;
  if (result.evidence.empty()) result.evidence = sightings[result.earliest].sighting->article;
  return result;
}

void NamePeople(const Sightings& sightings, std::vector<Finished>* people) {
  std::sort(people->begin(), people->end(),
            [](const Finished& a, const Finished& b) { return a.earliest < b.earliest; });
  std::map<std::string, uint32_t> taken;
  for (Finished& finished : *people) {
    std::string id = finished.person.name;
    if (taken.contains(id)) id = absl::StrCat(finished.person.name, "~", HexDigest(finished.evidence));
    if (taken.contains(id)) {
      const std::string& article = sightings[finished.earliest].sighting->article;
      id = absl::StrCat(finished.person.name, "~", HexDigest(absl::StrCat(finished.evidence, "\n", article)));
    }
    const uint32_t same = taken[id]++;
    finished.person.id = same == 0 ? id : absl::StrCat(id, "~", same + 1);
  }
}

}  // namespace

Resolution Resolve(const std::vector<Sighting>& given, const std::vector<Override>& overrides,
                   const ResolverOptions& options) {
  const Sightings sightings(given);
  std::vector<Cluster> clusters = Gather(sightings, options);
  Resolution resolution;
  std::map<std::string, OverrideOutcome> outcomes;
  Corrector corrector(sightings, &clusters);
  for (const Override* override : Standing(overrides)) outcomes[override->id] = corrector.Apply(*override);
  for (const Override& override : overrides) {
    const auto outcome = outcomes.find(override.id);
    const bool revocation = override.kind == OverrideKind::kRevoke;
    resolution.overrides.push_back({override.id, outcome != outcomes.end() ? outcome->second
                                                 : revocation              ? OverrideOutcome::kApplied
                                                                           : OverrideOutcome::kRevoked});
  }
  std::vector<Finished> people;
  for (Cluster& cluster : clusters) {
    if (!cluster.members.empty()) people.push_back(Finish(sightings, std::move(cluster)));
  }
  NamePeople(sightings, &people);
  std::stable_sort(people.begin(), people.end(), [](const Finished& a, const Finished& b) {
    return a.person.members.size() > b.person.members.size();
  });
  for (Finished& finished : people) resolution.people.push_back(std::move(finished.person));
  return resolution;
}

}  // namespace jianbao::resolution
