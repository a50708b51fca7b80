#include "services/index/resolution/drafts.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "libs/text/chars.h"

namespace jianbao::resolution {
namespace {

int32_t DayNumber(const std::optional<absl::CivilDay>& date) {
  return date.has_value() ? static_cast<int32_t>(*date - absl::CivilDay(1970, 1, 1)) : kUndated;
}

void SortOnce(std::vector<uint32_t>* numbers) {
  std::sort(numbers->begin(), numbers->end());
  numbers->erase(std::unique(numbers->begin(), numbers->end()), numbers->end());
}

// Gives a post without named village the one village its article names.
void PlacePosts(const Sighting& sighting, std::vector<Post>* posts) {
  std::string village;
  for (const std::string& place : sighting.places) {
    const std::string found = VillageOf(place);
    if (found.empty() || found == village) continue;
    if (!village.empty()) return;
    village = found;
  }
  for (Post& post : *posts) {
    const bool local = post.sphere == Sphere::kVillage || post.sphere == Sphere::kResident;
    if (local && post.village.empty()) post.village = village;
  }
}

}  // namespace

std::string FoldName(std::string_view name) {
  std::u32string folded;
  for (const char32_t c : text::FromUtf8(name)) {
    if (!text::IsSpace(c)) folded += text::FoldChar(c);
  }
  return text::ToUtf8(folded);
}

uint32_t Sightings::Number(const std::string& text) {
  const auto [at, added] = numbers_.try_emplace(text, static_cast<uint32_t>(texts_.size()));
  if (added) texts_.push_back(text);
  return at->second;
}

Sightings::Sightings(const std::vector<Sighting>& sightings) {
  std::vector<size_t> order(sightings.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::vector<int32_t> days;
  for (const Sighting& sighting : sightings) days.push_back(DayNumber(sighting.date));
  const auto key = [&](size_t i) {
    const Sighting& s = sightings[i];
    return std::tie(days[i], s.issue, s.article, s.name, s.titles, s.people, s.order);
  };
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return key(a) < key(b); });
  std::unordered_map<std::string, std::vector<Post>> posts_of;  // titles repeat
  for (const size_t i : order) {
    const Sighting& sighting = sightings[i];
    Seen seen{.sighting = &sighting, .index = i, .folded = FoldName(sighting.name), .day = days[i]};
    seen.publication = sighting.publication.empty() ? kUnknownPaper : Number(sighting.publication);
    seen.article = Number(sighting.article);
    std::vector<uint32_t> named;
    for (const std::string& person : sighting.people) named.push_back(Number(FoldName(person)));
    if (sighting.order.has_value()) {
      const uint32_t at = *sighting.order;
      if (at > 0 && at <= named.size()) seen.before = named[at - 1];
      if (at < named.size()) seen.after = named[at];
    }
    seen.people = std::move(named);
    SortOnce(&seen.people);
    for (const std::string& place : sighting.places) seen.places.push_back(Number(place));
    SortOnce(&seen.places);
    for (const std::string& title : sighting.titles) {
      const auto [at, added] = posts_of.try_emplace(title);
      if (added) at->second = ParsePosts(title);
      seen.posts.insert(seen.posts.end(), at->second.begin(), at->second.end());
    }
    PlacePosts(sighting, &seen.posts);
    seen_.push_back(std::move(seen));
  }
}

void Days::Add(int32_t day) {
  if (day == kUndated) return;
  first = std::min(first, day);
  last = std::max(last, day);
}

void Days::Add(const Days& other) {
  first = std::min(first, other.first);
  last = std::max(last, other.last);
}

void Company::Add(const Seen& seen) {
  for (const uint32_t person : seen.people) ++people[person];
  for (const uint32_t place : seen.places) ++places[place];
  if (seen.publication != kUnknownPaper) ++publications[seen.publication];
  if (seen.before != kNobody) ++before[seen.before];
  if (seen.after != kNobody) ++after[seen.after];
}

uint32_t Company::SharedPeople(const Company& other) const {
  const auto& few = people.size() < other.people.size() ? people : other.people;
  const auto& many = people.size() < other.people.size() ? other.people : people;
  uint32_t shared = 0;
  for (const auto& [person, count] : few) shared += many.contains(person);
  return shared;
}

void Draft::Add(const Sightings& sightings, uint32_t seen, double confidence) {
  const Seen& added = sightings[seen];
  members.push_back({seen, confidence});
  company.Add(added);
  days.Add(added.day);
  articles.insert(added.article);
  for (const Post& post : added.posts) {
    const auto held = std::find_if(posts.begin(), posts.end(), [&](const HeldPost& h) {
      return h.publication == added.publication && h.post.village == post.village && h.post.office == post.office &&
             h.post.organization == post.organization;
    });
    HeldPost& into = held != posts.end() ? *held : posts.emplace_back(HeldPost{post, added.publication});
    into.days.Add(added.day);
    ++into.sightings;
  }
}

Fit CompareHeld(const HeldPost& a, const HeldPost& b, uint32_t shared_people) {
  const bool overlap = a.days.dated() && b.days.dated() && a.days.Overlaps(b.days);
  const Fit fit = ComparePosts(a.post, b.post, overlap);
  const auto relative = [](const Post& post) {
    return post.sphere == Sphere::kGovernment && post.county.empty() && post.town.empty();
  };
  const bool known = a.publication != kUnknownPaper && b.publication != kUnknownPaper;
  const bool elsewhere =
      known && a.publication != b.publication && relative(a.post) && relative(b.post) && shared_people == 0;
  if (elsewhere && fit != Fit::kClash) return overlap ? Fit::kClash : Fit::kApart;
  return fit;
}

}  // namespace jianbao::resolution
