#include "services/index/resolution/drafts.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "libs/base/checksum.h"
#include "libs/text/chars.h"

namespace jianbao::resolution {
namespace {

int32_t DayNumber(const std::optional<absl::CivilDay>& date) {
  return date.has_value() ? static_cast<int32_t>(*date - absl::CivilDay(1970, 1, 1)) : kUndated;
}

void SortOnce(std::vector<TextNumber>* numbers) {
  std::sort(numbers->begin(), numbers->end());
  numbers->erase(std::unique(numbers->begin(), numbers->end()), numbers->end());
}

// `of_name`, each with its day, as ComesBefore() says, and those of one article by what else is known of them.
std::vector<std::pair<int32_t, size_t>> InOrder(const std::vector<Sighting>& given,
                                                const std::vector<size_t>& of_name) {
  std::vector<std::pair<int32_t, size_t>> order;
  order.reserve(of_name.size());
  for (const size_t i : of_name) order.emplace_back(DayNumber(given[i].date), i);
  const auto rest = [&](size_t i) {
    const Sighting& s = given[i];
    return std::tie(s.issue, s.article, s.name, s.titles, s.people, s.order);
  };
  std::sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : rest(a.second) < rest(b.second);
  });
  return order;
}

// The one village a sighting's places name; empty where they name none or several.
std::string VillageAround(const Sighting& sighting) {
  std::string village;
  for (const std::string& place : sighting.places) {
    const std::string found = VillageOf(place);
    if (found.empty() || found == village) continue;
    if (!village.empty()) return "";
    village = found;
  }
  return village;
}

}  // namespace

TextNumber NumberOf(std::string_view text) { return Checksum64(text); }

std::string FoldName(std::string_view name) {
  std::u32string folded;
  for (const char32_t c : text::FromUtf8(name)) {
    if (!text::IsSpace(c)) folded += text::FoldChar(c);
  }
  return text::ToUtf8(folded);
}

bool ComesBefore(const Seen& a, const Seen& b) {
  if (a.day != b.day) return a.day < b.day;
  if (a.issue() != b.issue()) return a.issue() < b.issue();
  return std::tie(a.article_name, *a.form) < std::tie(b.article_name, *b.form);
}

Sightings::Sightings(std::string folded, const std::vector<Sighting>& given, const std::vector<size_t>& of_name)
    : folded_(std::move(folded)) {
  seen_.reserve(of_name.size());
  absl::flat_hash_map<std::string_view, TextNumber> numbers;  // of people as printed: the same ones come back
  const auto person_number = [&](const std::string& person) {
    const auto [at, added] = numbers.try_emplace(person, 0);
    if (!added) return at->second;
    std::string name = FoldName(person);
    at->second = NumberOf(name);
    people_.emplace_back(at->second, std::move(name));
    return at->second;
  };
  for (const auto& [day, i] : InOrder(given, of_name)) {
    const Sighting& sighting = given[i];
    Seen seen{.index = i, .day = day};
    seen.publication = sighting.publication.empty() ? kUnknownPaper : NumberOf(sighting.publication);
    seen.article = NumberOf(sighting.article);
    seen.article_name = sighting.article;
    seen.issue_size = static_cast<uint32_t>(sighting.issue.size());
    if (!sighting.article.starts_with(sighting.issue)) {
      seen.other_issue = std::make_unique<const std::string>(sighting.issue);
    }
    seen.people.reserve(sighting.people.size());
    for (const std::string& person : sighting.people) seen.people.push_back(person_number(person));
    seen.ordered = sighting.order.has_value();
    if (seen.ordered) {
      const uint32_t at = *sighting.order;
      if (at > 0 && at <= seen.people.size()) seen.before = seen.people[at - 1];
      if (at < seen.people.size()) seen.after = seen.people[at];
    }
    SortOnce(&seen.people);
    for (const std::string& place : sighting.places) seen.places.push_back(NumberOf(place));
    SortOnce(&seen.places);
    seen.form = &forms_.try_emplace(sighting.name).first->first;
    seen.titles = &titles_.try_emplace(sighting.titles).first->first;
    seen.posts = PostsOf(sighting);
    seen_.push_back(std::move(seen));
  }
  std::sort(people_.begin(), people_.end());
  people_.erase(std::unique(people_.begin(), people_.end()), people_.end());
  people_.shrink_to_fit();
}

const std::string& Sightings::text(TextNumber person) const {
  return std::lower_bound(people_.begin(), people_.end(), person,
                          [](const auto& known, TextNumber number) { return known.first < number; })
      ->second;
}

std::span<const Post> Sightings::PostsOf(const Sighting& sighting) {
  if (sighting.titles.empty()) return {};
  std::string village = VillageAround(sighting);
  const auto [at, added] = posts_.try_emplace({sighting.titles, village});
  std::vector<Post>& posts = at->second;
  if (!added) return posts;
  for (const std::string& title : sighting.titles) {
    for (Post& post : ParsePosts(title)) posts.push_back(std::move(post));
  }
  for (Post& post : posts) {
    const bool local = post.sphere == Sphere::kVillage || post.sphere == Sphere::kResident;
    if (local && post.village.empty()) post.village = village;
  }
  return posts;
}

void Sightings::DropPlaces() {
  for (Seen& seen : seen_) seen.places = {};
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
  for (const TextNumber person : seen.people) ++people[person];
  for (const TextNumber place : seen.places) ++places[place];
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
  articles.push_back(added.article);
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

void Draft::Finish(const Sightings& sightings) {
  of = &sightings;
  std::sort(members.begin(), members.end(), [](const Member& a, const Member& b) { return a.seen < b.seen; });
  SortOnce(&articles);
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
