#include "tests/acceptance/resolution_score.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/index/resolution/block_keys.h"
#include "services/index/resolution/resolver.h"

namespace jianbao::acceptance {
namespace {

// A resolved person: which planted sightings it has, and whom they mostly are.
struct Resolved {
  resolution::Person person;
  std::vector<size_t> sightings;  // of the archive
  uint32_t truly = 0;
};

uint32_t MostOf(const std::map<uint32_t, uint32_t>& counts) {
  return std::max_element(counts.begin(), counts.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

std::vector<Resolved> ResolveAll(const GeneratedArchive& archive, ResolutionScore* score) {
  std::map<std::string, std::vector<size_t>> by_name;
  std::vector<std::string> names;
  for (size_t i = 0; i < archive.sightings.size(); ++i) by_name[archive.sightings[i].sighting.name].push_back(i);
  for (const auto& [name, sightings] : by_name) names.push_back(name);
  std::vector<Resolved> all;
  for (const std::vector<std::string>& block : resolution::GroupIntoBlocks(names)) {
    std::vector<size_t> of_block;
    for (const std::string& name : block) of_block.insert(of_block.end(), by_name[name].begin(), by_name[name].end());
    ++score->blocks;
    score->largest_block = std::max(score->largest_block, of_block.size());
    std::vector<resolution::Sighting> sightings;
    for (const size_t i : of_block) sightings.push_back(archive.sightings[i].sighting);
    for (resolution::Person& person : resolution::Resolve(sightings).people) {
      Resolved resolved;
      std::map<uint32_t, uint32_t> counts;
      for (const resolution::Member& member : person.members) {
        resolved.sightings.push_back(of_block[member.sighting]);
        ++counts[archive.sightings[of_block[member.sighting]].person];
      }
      for (resolution::Tenure& tenure : person.tenures) {
        for (size_t& sighting : tenure.sightings) sighting = of_block[sighting];
      }
      resolved.truly = MostOf(counts);
      resolved.person = std::move(person);
      all.push_back(std::move(resolved));
    }
  }
  return all;
}

class Judge {
 public:
  explicit Judge(const GeneratedArchive& archive) : archive_(archive) {
    const auto begin = std::chrono::steady_clock::now();
    people_ = ResolveAll(archive, &score_);
    score_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    at_.resize(archive.sightings.size());
    std::vector<std::map<uint32_t, uint32_t>> homes(archive.people.size());
    rightly_printed_.resize(archive.people.size());
    of_person_.resize(archive.people.size());
    for (uint32_t p = 0; p < people_.size(); ++p) {
      for (const size_t i : people_[p].sightings) {
        at_[i] = p;
        const PlantedSighting& planted = archive.sightings[i];
        of_person_[planted.person].push_back(i);
        if (planted.misreading != Misreading::kNone) continue;
        ++homes[planted.person][p];
        ++rightly_printed_[planted.person];
      }
    }
    for (const auto& home : homes) home_.push_back(home.empty() ? kNowhere : MostOf(home));
  }

  ResolutionScore Score() {
    for (size_t i = 0; i < archive_.sightings.size(); ++i) JudgeSighting(i);
    JudgePairs(archive_.namesakes, &score_.namesakes);
    JudgePairs(archive_.look_alikes, &score_.look_alikes);
    JudgeOffices();
    return std::move(score_);
  }

 private:
  static constexpr uint32_t kNowhere = ~uint32_t{0};

  void JudgeSighting(size_t i) {
    const PlantedSighting& planted = archive_.sightings[i];
    const Resolved& resolved = people_[at_[i]];
    const std::string& printed = planted.sighting.name;
    if (printed != resolved.person.name) {
      const bool right = resolved.truly == planted.person;
      score_.joins.Add(right);
      if (!right) {
        const auto alias = std::find_if(resolved.person.aliases.begin(), resolved.person.aliases.end(),
                                        [&](const resolution::Alias& a) { return a.name == printed; });
        score_.wrong_joins.push_back(absl::StrCat(printed, " -> ", resolved.person.name, " (",
                                                  archive_.people[planted.person], "): ", alias->reason));
      }
    }
    const bool home = home_[planted.person] == at_[i];
    if (planted.misreading == Misreading::kNone) {
      score_.together.Add(home);
    } else if (rightly_printed_[planted.person] >= 4) {
      score_.misread.Add(home);
      if (planted.misreading != Misreading::kLookAlike) return;
      score_.look_alike.Add(home);
      if (!home) score_.missed.push_back(absl::StrCat(printed, " (", archive_.people[planted.person], ")"));
    }
  }

  void JudgePairs(const std::vector<std::pair<uint32_t, uint32_t>>& pairs, Share* share) const {
    for (const auto& [a, b] : pairs) {
      for (const size_t i : of_person_[a]) {
        for (const size_t j : of_person_[b]) share->Add(at_[i] != at_[j]);
      }
    }
  }

  // Asked of the sightings alone: whoever was last seen in the post by that day.
  void JudgeOffices() {
    std::map<std::pair<std::string, std::string>, std::map<absl::CivilDay, std::vector<uint32_t>>> seen;
    for (uint32_t p = 0; p < people_.size(); ++p) {
      for (const resolution::Tenure& tenure : people_[p].person.tenures) {
        for (const size_t i : tenure.sightings) {
          const resolution::Sighting& sighting = archive_.sightings[i].sighting;
          seen[{sighting.publication, tenure.title}][*sighting.date].push_back(p);
        }
      }
    }
    for (const PlantedOffice& office : archive_.offices) {
      const auto& days = seen[{office.publication, office.title}];
      for (absl::CivilDay day = office.from; day <= office.to; day += 30) {
        auto last = days.upper_bound(day);
        if (last == days.begin() || (--last)->first < office.from) continue;  // not reported yet
        std::map<uint32_t, uint32_t> holders;
        for (const uint32_t p : last->second) ++holders[p];
        score_.office_holders.Add(home_[office.person] == MostOf(holders));
      }
    }
  }

  const GeneratedArchive& archive_;
  ResolutionScore score_;
  std::vector<Resolved> people_;
  std::vector<uint32_t> at_;                    // resolved person, by sighting
  std::vector<uint32_t> home_;                  // resolved person, by planted person
  std::vector<uint32_t> rightly_printed_;       // by planted person
  std::vector<std::vector<size_t>> of_person_;  // sightings, by planted person
};

std::string Line(const char* what, const Share& share) {
  return absl::StrFormat("%-34s %.4f of %.0f\n", what, share.value(), share.all);
}

}  // namespace

ResolutionScore ScoreResolution(const GeneratedArchive& archive) { return Judge(archive).Score(); }

std::string Describe(const ResolutionScore& score) {
  return absl::StrCat(
      Line("joins right", score.joins), Line("misread as look-alike, found", score.look_alike),
      Line("misread in any way, found", score.misread), Line("namesakes apart", score.namesakes),
      Line("look-alike people apart", score.look_alikes), Line("one person together", score.together),
      Line("office holders right", score.office_holders),
      absl::StrFormat("%d blocks, largest %d sightings, %.2f s\n", score.blocks, score.largest_block, score.seconds));
}

}  // namespace jianbao::acceptance
