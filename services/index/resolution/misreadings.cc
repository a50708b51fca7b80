#include "services/index/resolution/misreadings.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/text/chars.h"
#include "services/index/resolution/look_alike.h"

namespace jianbao::resolution {
namespace {

constexpr double kEnough = 1.0;          // weight of witnesses that joins names that are hard to tell
constexpr double kEnoughForFaint = 2.0;  // … that look alike a little
constexpr double kEnoughForTwo = 1.5;    // … names of two characters, of which only one is left to agree
constexpr double kClearLead = 0.15;      // over the next best candidate
constexpr double kSlip = 0.5;            // weight of an article that names a person, for a form printed once in it
// How long after its last sighting a post is taken to be held by who is still seen, but in no other post.
constexpr int32_t kStillHeld = 2 * 366;
constexpr int32_t kTenureSlack = 31;  // days around the sightings of a post in which it is taken to be held
// A form printed oftener than this is a misreading only if the right one is far more frequent still: the same
// misreading seldom comes back.
constexpr size_t kOftenMisread = 3;
constexpr size_t kOftenRarity = 8;

struct Witnesses {
  double weight = 0;
  std::vector<std::string> reasons;
};

bool Clash(const Draft& a, const Draft& b) {
  const uint32_t shared = a.company.SharedPeople(b.company);
  return std::any_of(a.posts.begin(), a.posts.end(), [&](const HeldPost& x) {
    return std::any_of(b.posts.begin(), b.posts.end(),
                       [&](const HeldPost& y) { return CompareHeld(x, y, shared) == Fit::kClash; });
  });
}

double WeightOf(const Post& post) {
  switch (post.holders) {
    case Holders::kOne: return 1.5;
    case Holders::kSome: return 1.0;
    case Holders::kMany: break;
  }
  // Brothers live in one village.
  return post.organization.empty() || post.sphere == Sphere::kResident ? 0.6 : 1.0;
}

// Whether the only holder of a post seen before still holds it: nothing else became of him that is printed.
bool StillHolds(const Draft& draft, const HeldPost& held, const Days& days) {
  if (held.post.holders != Holders::kOne || !days.dated() || !held.days.dated()) return false;
  if (days.first < held.days.last || days.last > held.days.last + kStillHeld) return false;
  if (!draft.days.Holds(days.last, kTenureSlack)) return false;
  return std::none_of(draft.posts.begin(), draft.posts.end(), [&](const HeldPost& other) {
    return other.post.holders == Holders::kOne && other.days.dated() && other.days.last > held.days.last &&
           other.post.text() != held.post.text();
  });
}

void SamePost(const Draft& rare, const Draft& frequent, Witnesses* witnesses) {
  double best = 0;
  std::string title;
  for (const HeldPost& x : rare.posts) {
    for (const HeldPost& y : frequent.posts) {
      const bool named = !x.post.county.empty() || !x.post.town.empty() || !x.post.village.empty();
      const bool known = x.publication != kUnknownPaper && y.publication != kUnknownPaper;
      if (!named && known && x.publication != y.publication) continue;
      if (ComparePosts(x.post, y.post, true) != Fit::kSame) continue;
      const bool in_time = !x.days.dated() || !y.days.dated() ||
                           (y.days.Holds(x.days.first, kTenureSlack) && y.days.Holds(x.days.last, kTenureSlack)) ||
                           StillHolds(frequent, y, x.days);
      if (in_time && WeightOf(x.post) > best) best = WeightOf(x.post), title = x.post.text();
    }
  }
  if (best == 0) return;
  witnesses->weight += best;
  witnesses->reasons.push_back(absl::StrCat("same title ", title));
}

// Returns whether it is only one neighbour.
bool SameNeighbours(const Draft& rare, const Draft& frequent, Witnesses* witnesses) {
  const Sightings& sightings = *rare.of;
  double best = 0;
  bool only_one = false;
  std::string reason;
  for (const Draft::Member& member : rare.members) {
    const Seen& seen = sightings[member.seen];
    const auto weight = [](const Company::Counts& counts, TextNumber who) {
      const auto at = counts.find(who);
      return at == counts.end() ? 0 : at->second >= 2 ? 0.6 : 0.5;
    };
    const double before = weight(frequent.company.before, seen.before);
    const double after = weight(frequent.company.after, seen.after);
    if (before + after <= best) continue;
    best = before + after;
    only_one = before == 0 || after == 0;
    reason =
        before > 0 && after > 0
            ? absl::StrCat("both listed between ", sightings.text(seen.before), " and ", sightings.text(seen.after))
            : absl::StrCat("both listed next to ", sightings.text(before > 0 ? seen.before : seen.after));
  }
  if (best == 0) return false;
  witnesses->weight += best;
  witnesses->reasons.push_back(std::move(reason));
  return only_one;
}

// One person who is the `one_neighbour` already heard is no further witness.
void SameCompany(const Draft& rare, const Draft& frequent, bool one_neighbour, Witnesses* witnesses) {
  const Sightings& sightings = *rare.of;
  double best = 0;
  std::vector<TextNumber> shared;
  for (const Draft::Member& member : rare.members) {
    const Seen& seen = sightings[member.seen];
    std::vector<TextNumber> known;
    for (const TextNumber person : seen.people) {
      const auto at = frequent.company.people.find(person);
      if (at != frequent.company.people.end() && at->second >= 2) known.push_back(person);
    }
    if (known.empty()) continue;
    const bool most = 2 * known.size() >= seen.people.size();
    const double weight = known.size() >= 2 && most ? 1.0 : most || known.size() >= 3 ? 0.5 : 0.3;
    if (weight > best) best = weight, shared = std::move(known);
  }
  if (best == 0 || (one_neighbour && shared.size() == 1)) return;
  witnesses->weight += best;
  // The most familiar of them are the most telling.
  std::sort(shared.begin(), shared.end(), [&](TextNumber a, TextNumber b) {
    const uint32_t with_a = frequent.company.people.at(a), with_b = frequent.company.people.at(b);
    return with_a != with_b ? with_a > with_b : sightings.text(a) < sightings.text(b);
  });
  std::string names;
  for (size_t i = 0; i < std::min<size_t>(shared.size(), 3); ++i) {
    absl::StrAppend(&names, i == 0 ? "" : ", ", sightings.text(shared[i]));
  }
  witnesses->reasons.push_back(absl::StrCat("both named with ", names));
}

Witnesses Hear(const Draft& rare, const Draft& frequent) {
  Witnesses witnesses;
  SamePost(rare, frequent, &witnesses);
  const bool one_neighbour = SameNeighbours(rare, frequent, &witnesses);
  SameCompany(rare, frequent, one_neighbour, &witnesses);
  return witnesses;
}

double Needed(const Draft& rare, const NameLikeness& likeness) {
  if (likeness.likeness < kCloseLikeness) return kEnoughForFaint;
  return text::FromUtf8(rare.of->folded()).size() == 2 ? kEnoughForTwo : kEnough;
}

bool RareEnough(size_t rare, size_t frequent, uint32_t min_rarity) {
  return rare * min_rarity <= frequent && (rare <= kOftenMisread || rare * kOftenRarity <= frequent);
}

std::string DescribeLikeness(const std::string& frequent, const NameLikeness& likeness) {
  std::string reason = absl::StrCat("looks like ", frequent, " (");
  for (size_t i = 0; i < likeness.characters.size(); ++i) {
    const MisreadCharacter& character = likeness.characters[i];
    absl::StrAppend(&reason, i == 0 ? "" : ", ", text::ToUtf8(std::u32string{character.from}), "/",
                    text::ToUtf8(std::u32string{character.to}), absl::StrFormat(" %.2f", character.likeness));
  }
  return reason + ")";
}

// REQUIRES: both ascend. `few` is usually much shorter.
bool Meet(const std::vector<TextNumber>& few, const std::vector<TextNumber>& many) {
  return std::any_of(few.begin(), few.end(),
                     [&](TextNumber article) { return std::binary_search(many.begin(), many.end(), article); });
}

// Whether a form printed once may be a slip in an article that names its bearer rightly too. Who is listed next to
// somebody, or with him under one title, is another person.
bool MayBeSlip(const Draft& rare, const Draft& frequent, const NameLikeness& likeness) {
  if (rare.members.size() != 1 || likeness.likeness < kCloseLikeness) return false;
  const Seen& slip = (*rare.of)[rare.members[0].seen];
  const TextNumber right_name = frequent.of->number();
  return std::all_of(frequent.members.begin(), frequent.members.end(), [&](const Draft::Member& member) {
    const Seen& right = (*frequent.of)[member.seen];
    if (right.article != slip.article) return true;
    if (!right.ordered || !slip.ordered) return false;
    if (slip.before == right_name || slip.after == right_name) return false;
    const std::vector<std::string>&titles = *slip.titles, &others = *right.titles;
    return (!titles.empty() || !others.empty()) && std::none_of(titles.begin(), titles.end(), [&](const auto& title) {
             return std::find(others.begin(), others.end(), title) != others.end();
           });
  });
}

// Likeness of names, each pair compared once.
class Likenesses {
 public:
  explicit Likenesses(const std::vector<const Draft*>& drafts) {
    std::map<const Sightings*, size_t> numbers;
    for (const Draft* draft : drafts) names_.push_back(numbers.try_emplace(draft->of, numbers.size()).first->second);
  }
  // Of the names of two drafts, given by their places.
  const std::optional<NameLikeness>& Of(const std::vector<const Draft*>& drafts, size_t rare, size_t frequent) {
    const auto [at, added] = known_.try_emplace({names_[rare], names_[frequent]});
    if (added) at->second = CompareNames(drafts[rare]->of->folded(), drafts[frequent]->of->folded());
    return at->second;
  }

 private:
  std::vector<size_t> names_;  // by draft
  std::map<std::pair<size_t, size_t>, std::optional<NameLikeness>> known_;
};

}  // namespace

std::vector<Joint> FindMisreadings(const std::vector<const Draft*>& drafts, uint32_t min_rarity) {
  Likenesses likenesses(drafts);
  std::vector<Joint> joints;
  std::vector<double> strengths;
  for (size_t r = 0; r < drafts.size(); ++r) {
    std::optional<Joint> best;
    double best_strength = 0, second_strength = 0;
    for (size_t f = 0; f < drafts.size(); ++f) {
      const Draft &rare = *drafts[r], &frequent = *drafts[f];
      if (!RareEnough(rare.members.size(), frequent.members.size(), min_rarity)) continue;
      const auto& likeness = likenesses.Of(drafts, r, f);
      if (!likeness.has_value() || Clash(rare, frequent)) continue;
      const bool slip = Meet(rare.articles, frequent.articles);
      if (slip && !MayBeSlip(rare, frequent, *likeness)) continue;
      Witnesses witnesses = Hear(rare, frequent);
      if (slip) {
        witnesses.weight += kSlip;
        witnesses.reasons.push_back("printed once, where the right form is printed too");
      }
      if (witnesses.weight < Needed(rare, *likeness)) continue;
      const double strength = witnesses.weight * likeness->likeness;
      second_strength = std::max(second_strength, std::min(strength, best_strength));
      if (strength <= best_strength) continue;
      best_strength = strength;
      std::string reason = DescribeLikeness(frequent.of->folded(), *likeness);
      for (const std::string& witness : witnesses.reasons) absl::StrAppend(&reason, "; ", witness);
      best = Joint{r, f, likeness->likeness * (1 - 0.5 * std::exp(-witnesses.weight)), std::move(reason), slip};
    }
    if (!best.has_value() || best_strength < second_strength + kClearLead) continue;
    joints.push_back(std::move(*best));
    strengths.push_back(best_strength);
  }
  // The surest first, so that a form is refused rather than the better one where two meet in an article.
  std::vector<size_t> order(joints.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return strengths[a] > strengths[b]; });
  std::vector<size_t> root(drafts.size());
  std::iota(root.begin(), root.end(), size_t{0});
  std::map<size_t, std::vector<TextNumber>> grown;  // articles of those that others were joined to
  const auto articles = [&](size_t draft) -> const std::vector<TextNumber>& {
    const auto at = grown.find(draft);
    return at != grown.end() ? at->second : drafts[draft]->articles;
  };
  std::vector<Joint> kept;
  for (const size_t i : order) {
    const size_t from = root[joints[i].rare], to = root[joints[i].frequent];
    if (!joints[i].slip && Meet(articles(from), articles(to))) continue;
    std::vector<TextNumber> both;
    std::set_union(articles(from).begin(), articles(from).end(), articles(to).begin(), articles(to).end(),
                   std::back_inserter(both));
    grown[to] = std::move(both);
    std::replace(root.begin(), root.end(), from, to);
    kept.push_back(std::move(joints[i]));
  }
  return kept;
}

}  // namespace jianbao::resolution
