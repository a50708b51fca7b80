#include "services/index/resolution/namesakes.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>

namespace jianbao::resolution {
namespace {

constexpr double kOnlyOne = 0.85;   // no namesake is known, and nothing around the name is familiar
constexpr double kFamiliar = 0.95;  // … or somebody is
constexpr double kGuess = 0.5;      // nothing tells namesakes apart here
constexpr double kTitled = 0.97;
constexpr double kNone = -1;  // below any familiarity

// Where a person of a village lives or serves is not printed: the title alone tells nothing.
bool Tells(const Post& post) {
  const bool local = post.sphere == Sphere::kVillage || post.sphere == Sphere::kResident;
  return !local || !post.village.empty();
}

struct Node {
  HeldPost held;
  Company company;
};

class Splitter {
 public:
  Splitter(const Sightings& sightings, uint32_t max_posts) : sightings_(sightings) { GatherPosts(max_posts); }

  std::vector<Draft> Split() {
    JoinFittingPosts();
    std::map<size_t, Draft> by_root;
    std::vector<uint32_t> untitled;
    for (uint32_t i = 0; i < sightings_.size(); ++i) {
      const auto node = node_of_.find(i);
      if (node == node_of_.end()) {
        untitled.push_back(i);
      } else {
        by_root[Root(node->second)].Add(sightings_, i, kTitled);
      }
    }
    std::vector<Draft> drafts;
    for (auto& [root, draft] : by_root) drafts.push_back(std::move(draft));
    PlaceUntitled(untitled, &drafts);
    for (Draft& draft : drafts) draft.Finish(sightings_);
    return drafts;
  }

 private:
  using Key = std::tuple<std::string, std::string, size_t>;  // post, village, which paper

  size_t Root(size_t node) const {
    while (parents_[node] != node) node = parents_[node];
    return node;
  }

  // A telling post of a title, and its number among those of all titles, papers apart.
  struct Printed {
    const Post* post;
    uint32_t number;
  };

  // Few titles come back again and again, so each is looked into once a paper.
  class PostNumbers {
   public:
    const std::vector<Printed>& Of(const Seen& seen) {
      const auto [at, added] = printed_.try_emplace({seen.posts.data(), seen.publication});
      if (!added) return at->second;
      const auto paper = papers_.try_emplace(seen.publication, papers_.size()).first->second;
      for (const Post& post : seen.posts) {
        if (!Tells(post)) continue;
        const auto number = static_cast<uint32_t>(numbers_.size());
        at->second.push_back(
            {&post, numbers_.try_emplace(Key(post.text(), post.village, paper), number).first->second});
      }
      return at->second;
    }
    const std::map<Key, uint32_t>& numbers() const { return numbers_; }

   private:
    std::map<std::pair<const Post*, TextNumber>, std::vector<Printed>> printed_;
    std::map<TextNumber, size_t> papers_;
    std::map<Key, uint32_t> numbers_;
  };

  void GatherPosts(uint32_t max_posts) {
    PostNumbers posts;
    std::vector<uint32_t> counts;
    for (uint32_t i = 0; i < sightings_.size(); ++i) {
      if (sightings_[i].posts.empty()) continue;
      for (const Printed& printed : posts.Of(sightings_[i])) {
        if (printed.number >= counts.size()) counts.resize(printed.number + 1);
        ++counts[printed.number];
      }
    }
    std::vector<uint32_t> frequent;
    for (const auto& [key, number] : posts.numbers()) frequent.push_back(number);
    std::stable_sort(frequent.begin(), frequent.end(), [&](uint32_t a, uint32_t b) { return counts[a] > counts[b]; });
    if (frequent.size() > max_posts) frequent.resize(max_posts);
    nodes_.resize(frequent.size());
    parents_.resize(nodes_.size());
    std::iota(parents_.begin(), parents_.end(), size_t{0});
    std::vector<size_t> node_of_number(counts.size(), nodes_.size());
    for (size_t node = 0; node < frequent.size(); ++node) node_of_number[frequent[node]] = node;
    std::vector<const Post*> newest(nodes_.size());
    for (uint32_t i = 0; i < sightings_.size(); ++i) {
      const Seen& seen = sightings_[i];
      if (seen.posts.empty()) continue;
      for (const Printed& printed : posts.Of(seen)) {
        const size_t at = node_of_number[printed.number];
        if (at == nodes_.size()) continue;
        Node& node = nodes_[at];
        newest[at] = printed.post;
        node.held.publication = seen.publication;
        node.held.days.Add(seen.day);
        ++node.held.sightings;
        node.company.Add(seen);
        // Posts printed together are one person's.
        const auto [first, added] = node_of_.try_emplace(i, at);
        if (!added) parents_[Root(at)] = Root(first->second);
      }
    }
    for (size_t node = 0; node < nodes_.size(); ++node) nodes_[node].held.post = *newest[node];
  }

  struct Edge {
    double strength;
    size_t a, b;
  };

  void JoinFittingPosts() {
    const size_t n = nodes_.size();
    std::vector<char> clash(n * n, 0);
    std::vector<Edge> edges;
    for (size_t a = 0; a < n; ++a) {
      for (size_t b = a + 1; b < n; ++b) {
        const uint32_t shared = nodes_[a].company.SharedPeople(nodes_[b].company);
        const Fit fit = CompareHeld(nodes_[a].held, nodes_[b].held, shared);
        clash[a * n + b] = clash[b * n + a] = fit == Fit::kClash;
        const bool unknown =
            nodes_[a].held.post.sphere == Sphere::kUnknown || nodes_[b].held.post.sphere == Sphere::kUnknown;
        if (fit == Fit::kClash || (fit == Fit::kApart && shared == 0 && !unknown)) continue;
        const double by_fit = fit == Fit::kSame ? 4 : fit == Fit::kTogether ? 2 : 0;
        const bool paper = nodes_[a].held.publication == nodes_[b].held.publication;
        edges.push_back({by_fit + std::min(3.0, 0.75 * shared) + (paper ? 0.5 : 0), a, b});
      }
    }
    std::stable_sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) { return a.strength > b.strength; });
    for (const Edge& edge : edges) {
      const size_t a = Root(edge.a), b = Root(edge.b);
      if (a == b) continue;
      bool apart = false;
      for (size_t x = 0; x < n && !apart; ++x) {
        if (Root(x) != a) continue;
        for (size_t y = 0; y < n && !apart; ++y) apart = clash[x * n + y] && Root(y) == b;
      }
      if (!apart) parents_[std::max(a, b)] = std::min(a, b);
    }
  }

  static bool Clashes(const Seen& seen, const Draft& draft) {
    return std::any_of(seen.posts.begin(), seen.posts.end(), [&](const Post& post) {
      HeldPost held{post, seen.publication};
      held.days.Add(seen.day);
      return std::any_of(draft.posts.begin(), draft.posts.end(),
                         [&](const HeldPost& other) { return CompareHeld(held, other, 1) == Fit::kClash; });
    });
  }

  // Nearly all that is printed of a villager names the village.
  static bool LacksUsualPlace(const Seen& seen, const Draft& draft) {
    return std::any_of(draft.company.places.begin(), draft.company.places.end(), [&](const auto& place) {
      return 5 * place.second >= 4 * draft.members.size() &&
             !std::binary_search(seen.places.begin(), seen.places.end(), place.first);
    });
  }

  // What a sighting has around it that a draft has too. What all namesakes have counts little.
  static double Familiarity(const Seen& seen, const Draft& draft, const std::vector<Draft>& all) {
    const auto shared = [&](const std::vector<TextNumber>& around, Company::Counts Company::*which) {
      double sum = 0;
      for (const TextNumber number : around) {
        const auto at = (draft.company.*which).find(number);
        if (at == (draft.company.*which).end()) continue;
        const auto bearers = std::count_if(all.begin(), all.end(),
                                           [&](const Draft& other) { return (other.company.*which).contains(number); });
        sum += std::log1p(at->second) / static_cast<double>(bearers * bearers);
      }
      return sum;
    };
    double familiarity = shared(seen.people, &Company::people) + 0.5 * shared(seen.places, &Company::places);
    if (LacksUsualPlace(seen, draft)) familiarity -= 0.3;
    if (draft.company.publications.contains(seen.publication)) familiarity += 0.2;
    if (seen.day != kUndated && draft.days.dated() && draft.days.Holds(seen.day, 0)) familiarity += 0.1;
    return familiarity;
  }

  void PlaceUntitled(const std::vector<uint32_t>& untitled, std::vector<Draft>* drafts) const {
    if (untitled.empty()) return;
    const size_t known = drafts->size();
    std::vector<std::pair<size_t, double>> places;  // draft, confidence
    bool strangers = false;
    for (const uint32_t i : untitled) {
      const Seen& seen = sightings_[i];
      double best = kNone, second = kNone;
      size_t at = known;
      for (size_t d = 0; d < known; ++d) {
        const Draft& draft = (*drafts)[d];
        if (Clashes(seen, draft)) continue;
        const double familiarity = Familiarity(seen, draft, *drafts);
        const bool better =
            familiarity > best || (familiarity == best && draft.members.size() > (*drafts)[at].members.size());
        second = std::max(second, better ? best : familiarity);
        if (better) best = familiarity, at = d;
      }
      double confidence = best > 0.5 ? kFamiliar : kOnlyOne;
      if (second > kNone) {
        const double lead = (best - second) / (std::abs(best) + std::abs(second) + 0.1);
        confidence = kGuess + (kFamiliar - kGuess) * std::min(1.0, lead);
      }
      strangers = strangers || at == known;
      places.emplace_back(at, at == known ? kOnlyOne : confidence);
    }
    if (strangers) drafts->emplace_back();
    for (size_t i = 0; i < untitled.size(); ++i)
      (*drafts)[places[i].first].Add(sightings_, untitled[i], places[i].second);
  }

  const Sightings& sightings_;
  std::vector<Node> nodes_;
  std::vector<size_t> parents_;
  std::map<uint32_t, size_t> node_of_;  // by sighting
};

}  // namespace

std::vector<Draft> SplitNamesakes(const Sightings& sightings, uint32_t max_posts) {
  return Splitter(sightings, max_posts).Split();
}

}  // namespace jianbao::resolution
