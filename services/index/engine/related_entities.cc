#include "services/index/engine/related_entities.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"
#include "libs/base/status.h"
#include "services/index/engine/entity_rows.h"
#include "services/index/engine/entity_table.h"
#include "services/index/engine/records.h"
#include "services/index/engine/search_context.h"

namespace jianbao::engine {
namespace {

using storage::Family;

// Entities that are weighed: those that share most articles.
constexpr size_t kMaxWeighed = 2'000;

// Names of people that are resolved: those that weigh most, and others of the people they mean. The rest are answered
// by their names.
constexpr size_t kMaxResolved = 48;
constexpr size_t kMaxResolvedOnTheWay = 2 * kMaxResolved;

struct HashOfId {
  size_t operator()(const EntityId& id) const {
    return absl::Hash<std::pair<uint8_t, std::string_view>>()({id.kind, id.canonical});
  }
};

class RelatedFinder {
 public:
  RelatedFinder(const View& view, const People& people, const ListRelatedOptions& options)
      : view_(view),
        people_(people),
        options_(options),
        table_(view.store, view.snapshot.get()),
        context_(options.control.deadline, options.control.cancelled) {}

  absl::StatusOr<RelatedPage> Run() {
    if (context_.CheckNow()) return context_.status();
    if (options_.id.kind == kPersonKind) {
      JIANBAO_ASSIGN_OR_RETURN(person_, people_.Get(view_, options_.id.canonical, &context_));
      JIANBAO_RETURN_IF_ERROR(ReadArticlesOfPerson());
    } else {
      JIANBAO_RETURN_IF_ERROR(ReadArticles());
    }
    if (articles_.empty()) return NoSuchEntity(options_.id);
    JIANBAO_RETURN_IF_ERROR(WeighNames());
    JIANBAO_RETURN_IF_ERROR(ResolvePeople());
    for (Named* named : names_) {
      if (!named->resolved) found_.push_back(ToRelated(*named));
    }
    std::sort(found_.begin(), found_.end(), [](const RelatedEntity& a, const RelatedEntity& b) {
      if (a.weight != b.weight) return a.weight > b.weight;
      return a.articles != b.articles ? a.articles > b.articles : a.summary.id < b.summary.id;
    });
    return MakePage();
  }

 private:
  // An article that names who is asked for.
  struct Article {
    DocId doc;
    std::string name;
    std::optional<absl::CivilDay> date;
  };
  // An article that names another one too.
  struct Shared {
    uint32_t article;   // index into articles_, which are the newest first
    std::string title;  // the first it prints against the other; may be empty
  };
  // Another one, as it is recorded.
  struct Named {
    EntityId id;
    std::vector<Shared> shared;  // the newest first
    double weight = 0;
    bool resolved = false;  // its articles belong to people who are in found_
  };
  using Sightings = std::span<const PersonSighting>;

  // From the newest article that names the entity back.
  absl::Status ReadArticles() {
    const std::string prefix = EvidencePrefix(options_.id);
    const auto it = view_.store->NewIterator(Family::kRecords, view_.snapshot.get());
    it->SeekBefore(prefix + std::string(9, '\xff'));
    for (; it->Valid() && it->key().starts_with(prefix); it->Prev()) {
      if (articles_.size() == options_.max_articles) break;
      JIANBAO_ASSIGN_OR_RETURN(const DocId doc, DocOfEvidenceKey(it->key()));
      JIANBAO_RETURN_IF_ERROR(ReadArticle(doc, {}));
    }
    return it->status();
  }

  absl::Status ReadArticlesOfPerson() {
    const Sightings sightings = person_->sightings;
    size_t end = sightings.size();
    while (end > 0 && articles_.size() < options_.max_articles) {
      size_t begin = end - 1;
      while (begin > 0 && sightings[begin - 1].doc == sightings[begin].doc) --begin;
      JIANBAO_RETURN_IF_ERROR(ReadArticle(sightings[begin].doc, sightings.subspan(begin, end - begin)));
      end = begin;
    }
    return absl::OkStatus();
  }

  // `seen`: where the article names the person asked for.
  absl::Status ReadArticle(DocId doc, Sightings seen) {
    if (context_.ShouldStop()) return context_.status();
    JIANBAO_ASSIGN_OR_RETURN(Document document, view_.ReadMentions(doc));
    const auto article = static_cast<uint32_t>(articles_.size());
    for (Mention& mention : document.mentions) {
      if (IsWanted(mention) && !IsAskedFor(mention, seen)) Count(std::move(mention), article);
    }
    articles_.push_back({doc, std::move(document.name), document.date});
    return absl::OkStatus();
  }

  bool IsWanted(const Mention& mention) const {
    const std::vector<uint8_t>& kinds = options_.kinds;
    return !mention.canonical.empty() &&
           (kinds.empty() || std::find(kinds.begin(), kinds.end(), mention.kind) != kinds.end());
  }

  bool IsAskedFor(const Mention& mention, Sightings seen) const {
    if (mention.kind != options_.id.kind) return false;
    if (person_ == nullptr) return mention.canonical == options_.id.canonical;
    return std::any_of(seen.begin(), seen.end(), [&](const PersonSighting& sighting) {
      return person_->names[sighting.name] == mention.canonical;
    });
  }

  void Count(Mention mention, uint32_t article) {
    std::vector<Shared>& shared = by_id_[{mention.kind, std::move(mention.canonical)}].shared;
    if (shared.empty() || shared.back().article != article) shared.push_back({article, ""});
    for (std::string& title : mention.titles) {
      if (shared.back().title.empty()) shared.back().title = std::move(title);
    }
  }

  // Weighs those that share most, as if names meant one person each.
  absl::Status WeighNames() {
    for (auto& [id, named] : by_id_) {
      named.id = id;
      names_.push_back(&named);
    }
    const auto shares_more = [](const Named* a, const Named* b) {
      return a->shared.size() != b->shared.size() ? a->shared.size() > b->shared.size() : a->id < b->id;
    };
    const size_t weighed = std::min(names_.size(), kMaxWeighed);
    std::partial_sort(names_.begin(), names_.begin() + static_cast<ptrdiff_t>(weighed), names_.end(), shares_more);
    names_.resize(weighed);
    for (Named* named : names_) {
      if (context_.ShouldStop()) return context_.status();
      JIANBAO_ASSIGN_OR_RETURN(const int64_t count, ReadCount(*view_.store, view_.snapshot.get(), CountKey(named->id)));
      named->weight = WeightOf(static_cast<uint64_t>(count), named->shared.size());
    }
    std::stable_sort(names_.begin(), names_.end(),
                     [](const Named* a, const Named* b) { return a->weight > b->weight; });
    return absl::OkStatus();
  }

  double WeightOf(uint64_t articles, uint64_t shared) const {
    return Relatedness(view_.state.documents, articles_.size(), articles, shared);
  }

  // Gives the articles of names to the people that are meant by them.
  absl::Status ResolvePeople() {
    std::deque<Named*> open;
    for (Named* named : names_) {
      if (named->id.kind != kPersonKind || open.size() == kMaxResolved) continue;
      named->resolved = true;
      open.push_back(named);
    }
    std::set<EntityId> met;
    for (size_t resolved = 0; !open.empty() && resolved < kMaxResolvedOnTheWay; ++resolved) {
      if (context_.CheckNow()) return context_.status();
      JIANBAO_ASSIGN_OR_RETURN(const auto people, people_.Named(view_, open.front()->id.canonical, &context_));
      open.pop_front();
      for (const PersonPtr& person : people) {
        if (!met.insert(person->summary.id).second) continue;
        AddPerson(*person, &open);
      }
    }
    for (Named* named : open) named->resolved = false;
    return absl::OkStatus();
  }

  // Names of the person that were not resolved yet come into `open`: whoever else is meant by them is to be found too.
  void AddPerson(const Person& person, std::deque<Named*>* open) {
    std::vector<const Shared*> shared;
    for (uint32_t i = 0; i < person.names.size(); ++i) {
      const auto at = by_id_.find(EntityId{kPersonKind, person.names[i]});
      if (at == by_id_.end()) continue;
      Named& named = at->second;
      if (!named.resolved) {
        named.resolved = true;
        open->push_back(&named);
      }
      absl::flat_hash_map<uint32_t, const Shared*> by_doc;
      for (const Shared& one : named.shared) by_doc.emplace(articles_[one.article].doc.value(), &one);
      for (const PersonSighting& seen : person.sightings) {
        if (seen.name != i) continue;
        const auto in = by_doc.find(seen.doc.value());
        if (in != by_doc.end()) shared.push_back(in->second);
      }
    }
    if (shared.empty()) return;
    std::stable_sort(shared.begin(), shared.end(),
                     [](const Shared* a, const Shared* b) { return a->article < b->article; });
    RelatedEntity related;
    related.summary = person.summary;
    Sum(shared, &related);
    related.weight = WeightOf(person.summary.articles, related.articles);
    found_.push_back(std::move(related));
  }

  RelatedEntity ToRelated(const Named& named) const {
    std::vector<const Shared*> shared;
    for (const Shared& one : named.shared) shared.push_back(&one);
    RelatedEntity related;
    related.summary.id = named.id;
    Sum(shared, &related);
    related.weight = named.weight;
    return related;
  }

  // Counts the articles of `shared`, which are the newest first, and finds the newest title.
  void Sum(const std::vector<const Shared*>& shared, RelatedEntity* related) const {
    for (size_t i = 0; i < shared.size(); ++i) {
      related->articles += i == 0 || shared[i - 1]->article != shared[i]->article ? 1 : 0;
      if (!related->title.empty() || shared[i]->title.empty()) continue;
      const Article& article = articles_[shared[i]->article];
      related->title = shared[i]->title;
      related->title_article = article.name;
      related->title_date = article.date;
    }
  }

  absl::StatusOr<RelatedPage> MakePage() {
    RelatedPage page;
    for (size_t i = options_.offset; i < found_.size(); ++i) {
      if (page.entities.size() == options_.limit) {
        page.more = true;
        break;
      }
      RelatedEntity& related = found_[i];
      if (related.summary.articles == 0) {
        JIANBAO_ASSIGN_OR_RETURN(related.summary, table_.Summarize(related.summary.id));
      }
      page.entities.push_back(std::move(related));
    }
    return page;
  }

  const View& view_;
  const People& people_;
  const ListRelatedOptions& options_;
  const EntityTable table_;
  SearchContext context_;
  PersonPtr person_;               // who is asked for; null: no person
  std::vector<Article> articles_;  // read
  absl::flat_hash_map<EntityId, Named, HashOfId> by_id_;
  std::vector<Named*> names_;  // that are weighed
  std::vector<RelatedEntity> found_;
};

}  // namespace

double Relatedness(uint64_t all, uint64_t one, uint64_t other, uint64_t both) {
  const auto n = static_cast<double>(all), a = static_cast<double>(one), b = static_cast<double>(other);
  const auto k = static_cast<double>(both);
  const auto term = [n](double observed, double row, double column) {
    return observed > 0 ? observed * std::log(observed * n / (row * column)) : 0;
  };
  const double ratio =
      2 * (term(k, a, b) + term(a - k, a, n - b) + term(b - k, n - a, b) + term(n - a - b + k, n - a, n - b));
  const double sure = std::max(0.0, ratio);  // rounding can leave less than nothing
  return k * n < a * b ? -sure : sure;
}

absl::StatusOr<RelatedPage> ListRelated(const View& view, const People& people, const ListRelatedOptions& options) {
  return RelatedFinder(view, people, options).Run();
}

}  // namespace jianbao::engine
