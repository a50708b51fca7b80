#include "services/index/engine/related_entities.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/status.h"
#include "services/index/engine/entity_rows.h"
#include "services/index/engine/entity_table.h"
#include "services/index/engine/matcher.h"

namespace jianbao::engine {
namespace {

using storage::Family;

// Entities that are weighed: those that share most articles.
constexpr size_t kMaxWeighed = 2'000;

class RelatedFinder {
 public:
  RelatedFinder(const View& view, const ListRelatedOptions& options)
      : view_(view),
        options_(options),
        table_(view.store, view.snapshot.get()),
        context_(options.control.deadline, options.control.cancelled) {}

  absl::StatusOr<RelatedPage> Run() {
    if (context_.CheckNow()) return context_.status();
    JIANBAO_RETURN_IF_ERROR(ReadArticles());
    if (articles_ == 0) return NoSuchEntity(options_.id);
    JIANBAO_RETURN_IF_ERROR(Weigh());
    RelatedPage page;
    for (size_t i = options_.offset; i < found_.size(); ++i) {
      if (page.entities.size() == options_.limit) {
        page.more = true;
        break;
      }
      RelatedEntity& related = found_[i];
      JIANBAO_ASSIGN_OR_RETURN(related.summary, table_.Summarize(related.summary.id));
      page.entities.push_back(std::move(related));
    }
    return page;
  }

 private:
  // From the newest article that names the entity back.
  absl::Status ReadArticles() {
    const std::string prefix = EvidencePrefix(options_.id);
    const auto it = view_.store->NewIterator(Family::kRecords, view_.snapshot.get());
    it->SeekBefore(prefix + std::string(9, '\xff'));
    for (; it->Valid() && it->key().substr(0, prefix.size()) == prefix; it->Prev()) {
      if (articles_ == options_.max_articles) break;
      if (context_.CheckNow()) return context_.status();
      ++articles_;
      JIANBAO_ASSIGN_OR_RETURN(const Evidence evidence, DecodeEvidence(it->key(), it->value()));
      JIANBAO_ASSIGN_OR_RETURN(const ArticleRecord record, view_.ReadArticle(evidence.doc));
      for (const Mention& mention : JoinMentions(record.document.mentions)) Count(mention, record.document);
    }
    return it->status();
  }

  void Count(const Mention& mention, const Document& document) {
    const EntityId id{mention.kind, mention.canonical};
    const bool wanted = options_.kinds.empty() ||
                        std::find(options_.kinds.begin(), options_.kinds.end(), id.kind) != options_.kinds.end();
    if (id == options_.id || !wanted) return;
    RelatedEntity& related = by_id_[id];
    ++related.articles;
    if (!related.title.empty() || mention.titles.empty()) return;
    related.title = mention.titles.front();
    related.title_article = document.name;
    related.title_date = document.date;
  }

  absl::Status Weigh() {
    for (auto& [id, related] : by_id_) {
      related.summary.id = id;
      found_.push_back(std::move(related));
    }
    std::stable_sort(found_.begin(), found_.end(),
                     [](const RelatedEntity& a, const RelatedEntity& b) { return a.articles > b.articles; });
    if (found_.size() > kMaxWeighed) found_.resize(kMaxWeighed);
    for (RelatedEntity& related : found_) {
      if (context_.ShouldStop()) return context_.status();
      JIANBAO_ASSIGN_OR_RETURN(const int64_t named,
                               ReadCount(*view_.store, view_.snapshot.get(), CountKey(related.summary.id)));
      related.weight = Relatedness(view_.state.documents, articles_, static_cast<uint64_t>(named), related.articles);
    }
    std::stable_sort(found_.begin(), found_.end(), [](const RelatedEntity& a, const RelatedEntity& b) {
      return a.weight != b.weight ? a.weight > b.weight : a.articles > b.articles;
    });
    return absl::OkStatus();
  }

  const View& view_;
  const ListRelatedOptions& options_;
  const EntityTable table_;
  SearchContext context_;
  uint64_t articles_ = 0;  // read
  std::map<EntityId, RelatedEntity> by_id_;
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

absl::StatusOr<RelatedPage> ListRelated(const View& view, const ListRelatedOptions& options) {
  return RelatedFinder(view, options).Run();
}

}  // namespace jianbao::engine
