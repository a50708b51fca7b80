#include "services/index/engine/related_entities.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/status.h"
#include "services/index/engine/entity_rows.h"
#include "services/index/engine/entity_table.h"
#include "services/index/engine/matcher.h"
#include "services/index/engine/records.h"

namespace jianbao::engine {
namespace {

using storage::Family;

// Entities that are weighed: those that share most articles.
constexpr size_t kMaxWeighed = 2'000;

// Names of people that are resolved: those that share most articles. Others are answered by their names.
constexpr size_t kMaxResolved = 200;

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
    if (articles_ == 0) return NoSuchEntity(options_.id);
    JIANBAO_RETURN_IF_ERROR(ResolvePeople());
    JIANBAO_RETURN_IF_ERROR(Weigh());
    RelatedPage page;
    for (size_t i = options_.offset; i < found_.size(); ++i) {
      if (page.entities.size() == options_.limit) {
        page.more = true;
        break;
      }
      RelatedEntity& related = found_[i].entity;
      if (related.summary.articles == 0) {
        JIANBAO_ASSIGN_OR_RETURN(related.summary, table_.Summarize(related.summary.id));
      }
      page.entities.push_back(std::move(related));
    }
    return page;
  }

 private:
  // An article that names both, and the first title it prints against the other.
  struct SharedArticle {
    DocId doc;
    std::string title;  // the rest is filled in only where there is one
    std::string article;
    std::optional<absl::CivilDay> date;
  };
  struct Related {
    RelatedEntity entity;
    std::vector<SharedArticle> shared;  // by name the newest first
  };

  // From the newest article that names the entity back.
  absl::Status ReadArticles() {
    const std::string prefix = EvidencePrefix(options_.id);
    const auto it = view_.store->NewIterator(Family::kRecords, view_.snapshot.get());
    it->SeekBefore(prefix + std::string(9, '\xff'));
    for (; it->Valid() && it->key().substr(0, prefix.size()) == prefix; it->Prev()) {
      if (articles_ == options_.max_articles) break;
      JIANBAO_ASSIGN_OR_RETURN(const Evidence evidence, DecodeEvidence(it->key(), it->value()));
      JIANBAO_RETURN_IF_ERROR(ReadArticle(evidence.doc));
    }
    return it->status();
  }

  absl::Status ReadArticlesOfPerson() {
    const std::vector<PersonSighting>& sightings = person_->sightings;
    for (auto seen = sightings.rbegin(); seen != sightings.rend(); ++seen) {
      if (articles_ == options_.max_articles) break;
      if (seen != sightings.rbegin() && seen->doc == std::prev(seen)->doc) continue;
      JIANBAO_RETURN_IF_ERROR(ReadArticle(seen->doc));
    }
    return absl::OkStatus();
  }

  absl::Status ReadArticle(DocId doc) {
    if (context_.CheckNow()) return context_.status();
    ++articles_;
    JIANBAO_ASSIGN_OR_RETURN(const ArticleRecord record, view_.ReadArticle(doc));
    for (const Mention& mention : JoinMentions(record.document.mentions)) Count(mention, doc, record.document);
    return absl::OkStatus();
  }

  bool IsAskedFor(const EntityId& id, DocId doc) const {
    return person_ == nullptr ? id == options_.id : id.kind == kPersonKind && person_->IsSeen(id.canonical, doc);
  }

  void Count(const Mention& mention, DocId doc, const Document& document) {
    const EntityId id{mention.kind, mention.canonical};
    const bool wanted = options_.kinds.empty() ||
                        std::find(options_.kinds.begin(), options_.kinds.end(), id.kind) != options_.kinds.end();
    if (!wanted || IsAskedFor(id, doc)) return;
    SharedArticle shared{doc, "", "", std::nullopt};
    if (!mention.titles.empty()) shared = {doc, mention.titles.front(), document.name, document.date};
    by_id_[id].shared.push_back(std::move(shared));
  }

  // Gives the articles of a name to the people that are meant by it.
  absl::Status ResolvePeople() {
    std::vector<std::pair<size_t, EntityId>> names;
    for (const auto& [id, related] : by_id_) {
      if (id.kind == kPersonKind) names.emplace_back(related.shared.size(), id);
    }
    std::stable_sort(names.begin(), names.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    if (names.size() > kMaxResolved) names.resize(kMaxResolved);
    std::map<EntityId, Related> people;
    for (const auto& [count, id] : names) {
      if (context_.CheckNow()) return context_.status();
      JIANBAO_ASSIGN_OR_RETURN(const std::vector<PersonPtr> named, people_.Named(view_, id.canonical, &context_));
      const Related of_name = std::move(by_id_.extract(id).mapped());
      for (const PersonPtr& person : named) {
        std::set<DocId> meant;
        for (const PersonSighting& seen : person->sightings) {
          if (person->names[seen.name] == id.canonical) meant.insert(seen.doc);
        }
        for (const SharedArticle& shared : of_name.shared) {
          if (!meant.contains(shared.doc)) continue;
          Related& related = people[person->summary.id];
          related.entity.summary = person->summary;
          related.shared.push_back(shared);
        }
      }
    }
    for (auto& [id, person] : people) {
      Related& related = by_id_[id];
      related.entity.summary = person.entity.summary;
      related.shared.insert(related.shared.end(), person.shared.begin(), person.shared.end());
    }
    return absl::OkStatus();
  }

  // Counts the articles and finds the newest title.
  static void Sum(Related* related) {
    RelatedEntity& entity = related->entity;
    std::set<DocId> docs;
    for (SharedArticle& shared : related->shared) {
      docs.insert(shared.doc);
      const bool newer = entity.title.empty() || ToDayNumber(shared.date) > ToDayNumber(entity.title_date);
      if (shared.title.empty() || !newer) continue;
      entity.title = std::move(shared.title);
      entity.title_article = std::move(shared.article);
      entity.title_date = shared.date;
    }
    entity.articles = docs.size();
  }

  absl::Status Weigh() {
    for (auto& [id, related] : by_id_) {
      related.entity.summary.id = id;
      Sum(&related);
      found_.push_back(std::move(related));
    }
    std::stable_sort(found_.begin(), found_.end(),
                     [](const Related& a, const Related& b) { return a.entity.articles > b.entity.articles; });
    if (found_.size() > kMaxWeighed) found_.resize(kMaxWeighed);
    for (Related& related : found_) {
      if (context_.ShouldStop()) return context_.status();
      uint64_t named = related.entity.summary.articles;
      if (named == 0) {
        JIANBAO_ASSIGN_OR_RETURN(const int64_t count,
                                 ReadCount(*view_.store, view_.snapshot.get(), CountKey(related.entity.summary.id)));
        named = static_cast<uint64_t>(count);
      }
      related.entity.weight = Relatedness(view_.state.documents, articles_, named, related.entity.articles);
    }
    std::stable_sort(found_.begin(), found_.end(), [](const Related& a, const Related& b) {
      return a.entity.weight != b.entity.weight ? a.entity.weight > b.entity.weight
                                                : a.entity.articles > b.entity.articles;
    });
    return absl::OkStatus();
  }

  const View& view_;
  const People& people_;
  const ListRelatedOptions& options_;
  const EntityTable table_;
  SearchContext context_;
  PersonPtr person_;       // who is asked for; null: no person
  uint64_t articles_ = 0;  // read
  std::map<EntityId, Related> by_id_;
  std::vector<Related> found_;
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
