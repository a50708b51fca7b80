#include "services/index/engine/facets.h"

#include <algorithm>
#include <bit>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "libs/base/status.h"
#include "services/index/engine/records.h"
#include "services/index/engine/term.h"

namespace jianbao::engine {
namespace {

using Bits = std::vector<uint64_t>;

// Of values whose texts the leaves hold.
using Counts = absl::flat_hash_map<std::string_view, uint64_t>;

std::vector<FacetValue> MostFrequent(const Counts& counts, uint32_t limit) {
  std::vector<std::pair<std::string_view, uint64_t>> values(counts.begin(), counts.end());
  const auto kept = values.begin() + static_cast<ptrdiff_t>(std::min<size_t>(limit, values.size()));
  std::partial_sort(values.begin(), kept, values.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  std::vector<FacetValue> most;
  for (auto value = values.begin(); value != kept; ++value) {
    most.push_back({std::string(value->first), value->second});
  }
  return most;
}

absl::CivilDay BucketOf(absl::CivilDay day, HistogramUnit unit) {
  switch (unit) {
    case HistogramUnit::kYear: return absl::CivilDay(absl::CivilYear(day));
    case HistogramUnit::kMonth: return absl::CivilDay(absl::CivilMonth(day));
    default: return day;
  }
}

// Articles of each day. Those of an issue stand side by side, so the day is looked up once for many.
std::map<int32_t, uint64_t> CountDays(const Leaves& leaves, const std::vector<Bits>& matches) {
  std::map<int32_t, uint64_t> days;
  auto at = days.end();
  for (size_t i = 0; i < matches.size(); ++i) {
    const int32_t* const dates = leaves[i]->columns().dates;
    for (size_t word = 0; word < matches[i].size(); ++word) {
      for (uint64_t rest = matches[i][word]; rest != 0; rest &= rest - 1) {
        const int32_t day = dates[word * 64 + std::countr_zero(rest)];
        if (at == days.end() || at->first != day) at = days.try_emplace(day, 0).first;
        ++at->second;
      }
    }
  }
  return days;
}

std::vector<FacetValue> CountPeriods(const Leaves& leaves, const std::vector<Bits>& matches,
                                     const FacetRequest& request) {
  std::map<std::string, uint64_t> periods;
  for (const auto& [day, count] : CountDays(leaves, matches)) {
    const auto date = FromDayNumber(day);
    if (!date.has_value()) continue;
    periods[request.kind == FacetKind::kYear ? absl::FormatCivilTime(absl::CivilYear(*date))
                                             : absl::FormatCivilTime(absl::CivilMonth(*date))] += count;
  }
  return MostFrequent(Counts(periods.begin(), periods.end()), request.limit);
}

absl::StatusOr<std::vector<FacetValue>> CountFacet(const Leaves& leaves, const std::vector<Bits>& matches,
                                                   const FacetRequest& request, SearchContext* context) {
  if (request.kind == FacetKind::kYear || request.kind == FacetKind::kMonth) {
    return CountPeriods(leaves, matches, request);
  }
  const std::string prefix = request.kind == FacetKind::kPublication
                                 ? MakeTerm(TermKind::kOrigin, 0, "")
                                 : MakeTerm(TermKind::kKeyword, request.keyword_field, "");
  const auto check = [&] { return context->ShouldStop() ? context->status() : absl::OkStatus(); };
  Counts counts;
  for (size_t i = 0; i < matches.size(); ++i) {
    JIANBAO_RETURN_IF_ERROR(leaves[i]->CountValues(
        prefix, matches[i], check, [&](std::string_view value, uint64_t count) { counts[value] += count; }));
  }
  return MostFrequent(counts, request.limit);
}

}  // namespace

absl::Status CountFacets(const Leaves& leaves, const std::vector<Bits>& matches, const SearchOptions& options,
                         SearchContext* context, SearchResult* result) {
  for (const FacetRequest& request : options.facets) {
    JIANBAO_ASSIGN_OR_RETURN(std::vector<FacetValue> values, CountFacet(leaves, matches, request, context));
    result->facets.push_back(std::move(values));
  }
  if (options.histogram == HistogramUnit::kNone) return absl::OkStatus();
  std::map<absl::CivilDay, uint64_t> buckets;
  for (const auto& [day, count] : CountDays(leaves, matches)) {
    if (const auto date = FromDayNumber(day)) buckets[BucketOf(*date, options.histogram)] += count;
  }
  result->histogram.assign(buckets.begin(), buckets.end());
  return absl::OkStatus();
}

}  // namespace jianbao::engine
