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

// `prefix`: of the terms whose texts are the values.
absl::Status CountTerms(const Leaf& leaf, const Bits& bits, const std::string& prefix, SearchContext* context,
                        std::map<std::string, uint64_t>* counts) {
  std::vector<std::string> terms;
  JIANBAO_RETURN_IF_ERROR(leaf.ForEachTerm(prefix, [&](std::string_view term, uint32_t) {
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

void CountPeriods(const Leaves& leaves, const std::vector<Bits>& matches, FacetKind kind,
                  std::map<std::string, uint64_t>* counts) {
  std::map<int32_t, uint64_t> days;
  for (size_t i = 0; i < matches.size(); ++i) CountDates(*leaves[i], matches[i], &days);
  for (const auto& [day, count] : days) {
    const auto date = FromDayNumber(day);
    if (!date.has_value()) continue;
    (*counts)[kind == FacetKind::kYear ? absl::FormatCivilTime(absl::CivilYear(*date))
                                       : absl::FormatCivilTime(absl::CivilMonth(*date))] += count;
  }
}

absl::Status CountFacet(const Leaves& leaves, const std::vector<Bits>& matches, const FacetRequest& request,
                        SearchContext* context, std::map<std::string, uint64_t>* counts) {
  if (request.kind == FacetKind::kYear || request.kind == FacetKind::kMonth) {
    CountPeriods(leaves, matches, request.kind, counts);
    return absl::OkStatus();
  }
  const std::string prefix = request.kind == FacetKind::kPublication
                                 ? MakeTerm(TermKind::kOrigin, 0, "")
                                 : MakeTerm(TermKind::kKeyword, request.keyword_field, "");
  for (size_t i = 0; i < matches.size(); ++i) {
    JIANBAO_RETURN_IF_ERROR(CountTerms(*leaves[i], matches[i], prefix, context, counts));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CountFacets(const Leaves& leaves, const std::vector<Bits>& matches, const SearchOptions& options,
                         SearchContext* context, SearchResult* result) {
  for (const FacetRequest& request : options.facets) {
    std::map<std::string, uint64_t> counts;
    JIANBAO_RETURN_IF_ERROR(CountFacet(leaves, matches, request, context, &counts));
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
