// search, similar, suggest, export: finding articles.
#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "cli/commands.h"
#include "cli/publication_flag.h"
#include "cli/render.h"
#include "google/protobuf/descriptor.h"
#include "libs/base/error.h"
#include "libs/base/status.h"

namespace jianbao::cli {
namespace {

using query::v1::SearchRequest;
using type::v1::KeywordNode;

struct SearchFlags {
  std::string query;
  std::optional<std::string> from, to;
  std::string publication;
  std::string match = "auto";
  std::string sort = "relevance";
  std::string page_token;
  std::vector<std::string> facets;
  std::vector<std::string> ranking;
  int page_size = 10;
  int snippets = 1;
  int64_t min_revision = 0;
  bool exact_total = false;
  bool explain = false;
  std::string histogram = "none";
};

struct SuggestFlags {
  std::string prefix;
  int limit = 10;
  int64_t min_revision = 0;
};

template <typename Value, size_t kSize>
Value Named(const std::pair<std::string_view, Value> (&table)[kSize], std::string_view name) {
  const auto* entry = std::find_if(std::begin(table), std::end(table), [&](const auto& e) { return e.first == name; });
  return entry == std::end(table) ? table[0].second : entry->second;
}

query::v1::MatchMode ToMatchMode(const std::string& name) {
  static constexpr std::pair<std::string_view, query::v1::MatchMode> kModes[] = {{"auto", query::v1::AUTO},
                                                                                 {"exact", query::v1::EXACT},
                                                                                 {"all", query::v1::ALL_TERMS},
                                                                                 {"near", query::v1::NEAR_SPELLINGS},
                                                                                 {"any", query::v1::ANY_TERM}};
  return Named(kModes, name);
}

query::v1::SortOrder ToSortOrder(const std::string& name) {
  static constexpr std::pair<std::string_view, query::v1::SortOrder> kOrders[] = {
      {"relevance", query::v1::RELEVANCE}, {"newest", query::v1::NEWEST}, {"oldest", query::v1::OLDEST}};
  return Named(kOrders, name);
}

type::v1::DateUnit ToDateUnit(const std::string& name) {
  static constexpr std::pair<std::string_view, type::v1::DateUnit> kUnits[4] = {
      {"none", type::v1::DATE_UNIT_UNSPECIFIED},
      {"year", type::v1::DATE_UNIT_YEAR},
      {"month", type::v1::DATE_UNIT_MONTH},
      {"day", type::v1::DATE_UNIT_DAY}};
  return Named(kUnits, name);
}

absl::Status BadRanking(const std::string& setting, const std::string& want) {
  return Error(absl::StatusCode::kInvalidArgument, "RANKING_SETTING_MALFORMED",
               absl::StrCat("cannot read \"", setting, "\", want ", want))
      .Field("--ranking");
}

// "headline=3": a field of the message, by its name in the contract.
absl::Status SetRanking(const std::string& setting, type::v1::Ranking* ranking) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(setting, absl::MaxSplits('=', 1));
  const auto& [name, value] = parts;
  if (!absl::StrContains(setting, "=")) return BadRanking(setting, "name=value, as in headline=3");
  const auto* descriptor = type::v1::Ranking::descriptor();
  const auto* field = descriptor->FindFieldByName(name);
  if (field == nullptr) {
    std::vector<std::string> names;
    for (int i = 0; i < descriptor->field_count(); ++i) names.push_back(descriptor->field(i)->name());
    return BadRanking(setting, absl::StrCat("name=value with one of ", absl::StrJoin(names, ", ")));
  }
  const auto* reflection = ranking->GetReflection();
  float number = 0;
  int days = 0;
  switch (field->cpp_type()) {
    case google::protobuf::FieldDescriptor::CPPTYPE_FLOAT:
      if (!absl::SimpleAtof(value, &number)) return BadRanking(setting, "a number, as in headline=3");
      reflection->SetFloat(ranking, field, number);
      break;
    case google::protobuf::FieldDescriptor::CPPTYPE_INT32:
      if (!absl::SimpleAtoi(value, &days)) return BadRanking(setting, "a whole number, as in half_life_days=90");
      reflection->SetInt32(ranking, field, days);
      break;
    default: reflection->SetString(ranking, field, value);
  }
  return absl::OkStatus();
}

absl::StatusOr<SearchRequest> MakeSearch(const SearchFlags& flags) {
  SearchRequest request;
  request.set_query(flags.query);
  if (flags.from.has_value()) request.set_earliest(*flags.from);
  if (flags.to.has_value()) request.set_latest(*flags.to);
  request.set_publication(PublicationName(flags.publication));
  request.set_match_mode(ToMatchMode(flags.match));
  request.set_sort_order(ToSortOrder(flags.sort));
  request.set_page_size(flags.page_size);
  request.set_page_token(flags.page_token);
  request.set_max_snippets(flags.snippets);
  request.set_min_revision(flags.min_revision);
  request.set_exact_total(flags.exact_total);
  request.set_explain(flags.explain);
  request.set_histogram(ToDateUnit(flags.histogram));
  for (const std::string& facet : flags.facets) {
    KeywordNode::Key key;
    // As the query language says it.
    const std::string name = facet == "org" ? "organization" : facet;
    if (!KeywordNode::Key_Parse(absl::AsciiStrToUpper(name), &key)) {
      return Error(absl::StatusCode::kInvalidArgument, "FACET_UNKNOWN",
                   "unknown facet \"" + facet +
                       "\", want publication, year, month, column, genre, person, organization, "
                       "place or reporter")
          .Field("--facet");
    }
    request.add_facets()->set_key(key);
  }
  for (const std::string& setting : flags.ranking) {
    JIANBAO_RETURN_IF_ERROR(SetRanking(setting, request.mutable_ranking()));
  }
  if (request.ranking().freshness() > 0 && !request.ranking().has_reference_date()) {
    return BadRanking("freshness", "the day from which age counts beside it: --ranking=reference_date=2023-12-31");
  }
  return request;
}

int Search(const SearchFlags& flags, const Session& session) {
  const absl::StatusOr<SearchRequest> request = MakeSearch(flags);
  if (!request.ok()) return session.Refuse(request.status());
  return session.Show(session.client().Search(*request),
                      [&](const query::v1::SearchResponse& response, const Terminal& terminal) {
                        return RenderSearch(response, *request, terminal);
                      });
}

// Every hit as one line: JSON, or date, headline and name with tabs between them.
int Export(const SearchFlags& flags, const Session& session) {
  const absl::StatusOr<SearchRequest> search = MakeSearch(flags);
  if (!search.ok()) return session.Refuse(search.status());
  query::v1::StreamSearchRequest request;
  *request.mutable_search() = *search;
  int64_t hits = 0;
  const absl::Status status =
      session.client().StreamSearch(request, [&](const query::v1::StreamSearchResponse& response) {
        ++hits;
        const auto& article = response.hit().article();
        const auto plain = [](const std::string& text) { return StyledText(text).ToString(false); };  // no tabs in it
        session.Print((session.json() ? ToJsonLine(response)
                                      : absl::StrCat(plain(article.publish_date()), "\t", plain(article.headline()),
                                                     "\t", plain(article.name()))) +
                      "\n");
        return true;
      });
  if (!status.ok()) return session.Fail(status);
  if (hits == 0 && flags.match == "exact") session.Note("no hits as written; --match=auto also takes near ones");
  return kExitOk;
}

void AddSearchOptions(Command* command, SearchFlags* flags) {
  command->Positional("query", &flags->query, "query text, see docs/QUERY_LANGUAGE.md");
  command->Date("from", &flags->from, "published on or after this day, YYYY-MM-DD");
  command->Date("to", &flags->to, "published on or before this day, YYYY-MM-DD");
  command->Option("publication", &flags->publication, kPublicationHelp);
  command->Choice("match", &flags->match, {"auto", "exact", "all", "near", "any"}, "how strictly the query is taken");
  command->Choice("sort", &flags->sort, {"relevance", "newest", "oldest"}, "order of hits");
}

}  // namespace

void AddSearchCommands(App* app) {
  auto flags = std::make_shared<SearchFlags>();
  Command search = app->Add("search", "find articles", "jianbao search '秸秆禁烧' --from=2022-01-01 --facet=person",
                            [flags](const Session& session) { return Search(*flags, session); });
  AddSearchOptions(&search, flags.get());
  search.Option("page_size", &flags->page_size, 1, 100, "hits on a page");
  search.Option("page_token", &flags->page_token, "go on where the page before ended");
  search.Option("snippets", &flags->snippets, 1, 5, "passages of the body a hit");
  search.Option("facet", &flags->facets,
                "count hits by publication, year, month, column, genre, person, organization (org), place or reporter; "
                "repeatable");
  search.Choice("histogram", &flags->histogram, {"none", "year", "month", "day"}, "hits over time");
  search.Option("min_revision", &flags->min_revision, "see at least this write");
  search.Option("exact_total", &flags->exact_total, "count every match");
  search.Option("explain", &flags->explain, "say how each score came about");
  search.Option(
      "ranking", &flags->ranking,
      "what counts how much, name=value, repeatable: headline (2), heads (1.3), body (1), byline (0.7), proximity "
      "(0.5), entity (0.3), characters (2), lead (0.5), freshness (0), which needs reference_date=YYYY-MM-DD, "
      "half_life_days (365)");

  auto export_flags = std::make_shared<SearchFlags>();
  export_flags->match = "exact";  // nobody looks at each line, so that each must be what was asked for
  Command all =
      app->Add("export", "every hit of a search, one line each", "jianbao export '人物:贺若澜 日期:2023' --format=json",
               [export_flags](const Session& session) { return Export(*export_flags, session); });
  AddSearchOptions(&all, export_flags.get());

  auto article = std::make_shared<std::string>();
  Command similar = app->Add("similar", "articles like one article",
                             "jianbao similar publications/jin-ri-qing-he/issues/2021-03-16/articles/3",
                             [article](const Session& session) {
                               query::v1::SimilarArticlesRequest request;
                               request.set_name(*article);
                               return session.Show(session.client().SimilarArticles(request), RenderSimilar);
                             });
  similar.Positional("name", article.get(), "resource name of an article");

  auto suggestions = std::make_shared<SuggestFlags>();
  Command suggest = app->Add("suggest", "names that begin as typed: in Chinese, in pinyin (heruo) or by initials (hrl)",
                             "jianbao suggest hrl", [suggestions](const Session& session) {
                               query::v1::SuggestRequest request;
                               request.set_prefix(suggestions->prefix);
                               request.set_limit(suggestions->limit);
                               request.set_min_revision(suggestions->min_revision);
                               return session.Show(session.client().Suggest(request), RenderSuggestions);
                             });
  suggest.Positional("prefix", &suggestions->prefix, "the beginning of a name");
  suggest.Option("limit", &suggestions->limit, 1, 50, "at most so many");
  suggest.Option("min_revision", &suggestions->min_revision, "see at least this write");
}

}  // namespace jianbao::cli
