#include "services/index/engine/facets.h"

#include <algorithm>
#include <bit>
#include <map>
#include <string>
#include <utility>

#include "libs/base/status.h"
#include "services/index/engine/records.h"
#include "services/index/engine/term.h"

namespace jianbao::engine {
namespace {

using Bits = std::vector<uint64_t>;

uint64_t CountIn(const PostingList& list, const Bits& bits) {
  std::array<LocalDoc, kBlockSize> docs;
  uint64_t count = 0;
  for (uint32_t block = 0; block < list.blocks() && list.DecodeDocs(block, docs.data()); ++block) {
    for (uint32_t i = 0; i < list.BlockSize(block); ++i) {
      if (docs[i] / 64 < bits.size()) count += bits[docs[i] / 64] >> (docs[i] % 64) & 1;
    }
  }
  return count;
}

absl::Status CountField(const Leaf& leaf, const Bits& bits, uint8_t field, SearchContext* context,
                        std::map<std::string, uint64_t>* counts) {
  std::vector<std::string> terms;
  JIANBAO_RETURN_IF_ERROR(
      leaf.ForEachTerm(MakeTerm(TermKind::kKeyword, field, ""), [&](std::string_view term, uint32_t) {
        terms.emplace_back(term);
        return true;
      }));
  for (const std::string& term : terms) {
    if (context->ShouldStop()) return context->status();
    PostingList list;
    JIANBAO_ASSIGN_OR_RETURN(const bool found, leaf.Find(term, &list));
    if (!found) continue;
    if (const uint64_t count = CountIn(list, bits); count > 0) (*counts)[std::string(TextOf(term))] += count;
  }
  return absl::OkStatus();
}

std::vector<FacetValue> MostFrequent(const std::map<std::string, uint64_t>& counts, uint32_t limit) {
  std::vector<FacetValue> values;
  for (const auto& [value, count] : counts) values.push_back({value, count});
  std::stable_sort(values.begin(), values.end(),
                   [](const FacetValue& a, const FacetValue& b) { return a.count > b.count; });
  if (values.size() > limit) values.resize(limit);
  return values;
}

absl::CivilDay BucketOf(absl::CivilDay day, HistogramUnit unit) {
  switch (unit) {
    case HistogramUnit::kYear: return absl::CivilDay(absl::CivilYear(day));
    case HistogramUnit::kMonth: return absl::CivilDay(absl::CivilMonth(day));
    default: return day;
  }
}

void CountDates(const Leaf& leaf, const Bits& bits, std::map<int32_t, uint64_t>* days) {
  for (size_t word = 0; word < bits.size(); ++word) {
    for (uint64_t rest = bits[word]; rest != 0; rest &= rest - 1) {
      ++(*days)[leaf.columns().dates[word * 64 + std::countr_zero(rest)]];
    }
  }
}

}  // namespace

absl::Status CountFacets(const Leaves& leaves, const std::vector<Bits>& matches, const SearchOptions& options,
                         SearchContext* context, SearchResult* result) {
  for (const FacetRequest& request : options.facets) {
    std::map<std::string, uint64_t> counts;
    for (size_t i = 0; i < matches.size(); ++i) {
      JIANBAO_RETURN_IF_ERROR(CountField(*leaves[i], matches[i], request.keyword_field, context, &counts));
    }
    result->facets.push_back(MostFrequent(counts, request.limit));
  }
  if (options.histogram == HistogramUnit::kNone) return absl::OkStatus();
  std::map<int32_t, uint64_t> days;
  for (size_t i = 0; i < matches.size(); ++i) CountDates(*leaves[i], matches[i], &days);
  std::map<absl::CivilDay, uint64_t> buckets;
  for (const auto& [day, count] : days) {
    if (const auto date = FromDayNumber(day)) buckets[BucketOf(*date, options.histogram)] += count;
  }
  result->histogram.assign(buckets.begin(), buckets.end());
  return absl::OkStatus();
}

}  // namespace jianbao::engine
