#include "tests/acceptance/page_score.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/text/chars.h"
#include "nlohmann/json.hpp"

namespace jianbao::acceptance {
namespace {

using Json = nlohmann::json;
using ingest::v1::ParseIssueResponse;
using type::v1::Article;
using type::v1::Block;

// Without white space; the quotes, commas and brackets that annotators type in either width made alike.
std::string Squash(std::string_view text) {
  std::string out;
  for (const char32_t c : text::FromUtf8(text)) {
    if (text::IsSpace(c)) continue;
    switch (c) {
      case U'“':
      case U'”': out += '"'; break;
      case U'，': out += ','; break;
      case U'（': out += '('; break;
      case U'）': out += ')'; break;
      default: text::AppendUtf8(c, &out);
    }
  }
  return out;
}

double F1(size_t both, size_t ours, size_t gold) {
  return ours + gold == 0 ? 1.0 : 2.0 * static_cast<double>(both) / static_cast<double>(ours + gold);
}

std::string Text(const Json& value) { return value.is_string() ? value.get<std::string>() : std::string(); }

// An article id per character for either side; 0 = no article, -1 = no block.
struct Page {
  std::u32string chars;
  std::vector<size_t> line_begin;    // character index of each line
  std::vector<size_t> byte_to_char;  // for every byte of the source
  std::vector<int> gold_article, our_article, our_hits, gold_role, our_role;
  std::vector<size_t> ink;  // characters that are not white space
};

Page LayOut(std::string_view source) {
  Page page;
  page.chars = text::FromUtf8(source);
  for (size_t i = 0; i < page.chars.size(); ++i) {
    const int bytes = text::Utf8Length(page.chars[i]);
    page.byte_to_char.insert(page.byte_to_char.end(), static_cast<size_t>(bytes), i);
    if (i == 0 || page.chars[i - 1] == U'\n') page.line_begin.push_back(i);
    if (!text::IsSpace(page.chars[i])) page.ink.push_back(i);
  }
  page.byte_to_char.push_back(page.chars.size());
  page.gold_article.assign(page.chars.size(), 0);
  page.our_article = page.our_hits = page.gold_role = page.our_role = page.gold_article;
  return page;
}

void PaintGold(const Json& gold, Page* page) {
  for (const Json& span : gold["spans"]) {
    const size_t line = page->line_begin.at(span["line"].get<size_t>() - 1);
    std::string name = span["role"];
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    Block::Role role = Block::ROLE_UNSPECIFIED;
    Block::Role_Parse(name, &role);
    const int article = span["article"];
    for (size_t i = line + span["start"].get<size_t>(); i < line + span["end"].get<size_t>() && i < page->chars.size();
         ++i) {
      page->gold_article[i] = article;
      page->gold_role[i] = role;
    }
  }
}

void PaintBlock(const Block& block, int article, Page* page) {
  for (const auto& span : block.spans()) {
    const size_t begin = page->byte_to_char.at(static_cast<size_t>(span.begin()));
    const size_t end = page->byte_to_char.at(static_cast<size_t>(span.end()));
    for (size_t i = begin; i < end; ++i) {
      page->our_article[i] = article;
      page->our_role[i] = block.role();
      ++page->our_hits[i];
    }
  }
}

void PaintOurs(const ParseIssueResponse& parsed, Page* page) {
  for (int i = 0; i < parsed.articles_size(); ++i) {
    for (const Block& block : parsed.articles(i).blocks()) PaintBlock(block, i + 1, page);
  }
  for (const Block& block : parsed.unassigned()) PaintBlock(block, 0, page);
}

size_t Pairs(const auto& counts) {
  size_t pairs = 0;
  for (const auto& [id, n] : counts) pairs += n * (n - 1) / 2;
  return pairs;
}

// Which parsed article stands for which gold one.
struct Matching {
  std::map<int, int> best;   // gold id -> parsed number with most characters in common
  std::map<int, int> owner;  // parsed number -> gold id it stands for best
};

// Characters of each article, by gold and by ours, and of each pair.
struct Shared {
  std::map<int, size_t> gold, ours;
  std::map<std::pair<int, int>, size_t> both;

  // Whether the two have at least 90 % of their characters, of both together, in common.
  bool Match(int gold_id, int our_number) const {
    const auto found = both.find({gold_id, our_number});
    if (found == both.end()) return false;
    return 10 * found->second >= 9 * (gold.at(gold_id) + ours.at(our_number) - found->second);
  }
};

Shared CountShared(const Page& page) {
  Shared shared;
  for (const size_t i : page.ink) {
    ++shared.gold[page.gold_article[i]];
    ++shared.ours[page.our_article[i]];
    ++shared.both[{page.gold_article[i], page.our_article[i]}];
  }
  return shared;
}

Matching ScoreArticles(const Page& page, size_t our_count, size_t gold_count, Figures* figures) {
  const Shared shared = CountShared(page);
  (*figures)["pairs"] = F1(Pairs(shared.both), Pairs(shared.ours), Pairs(shared.gold));
  size_t matched = 0;
  Matching matching;
  std::map<int, size_t> most;
  for (const auto& [ids, n] : shared.both) {
    const auto [gold, ours] = ids;
    if (gold == 0 || ours == 0) continue;
    if (shared.Match(gold, ours)) ++matched;
    if (n > most[gold]) {
      most[gold] = n;
      matching.best[gold] = ours;
    }
  }
  for (const auto& [gold, ours] : matching.best) matching.owner.try_emplace(ours, gold);
  (*figures)["articles"] = F1(matched, our_count, gold_count);
  return matching;
}

void ScoreCharacters(const Page& page, Figures* figures) {
  size_t covered = 0, right = 0;
  for (const size_t i : page.ink) {
    covered += page.our_hits[i] == 1 ? 1 : 0;
    right += page.gold_role[i] == page.our_role[i] ? 1 : 0;
  }
  const auto ink = static_cast<double>(std::max<size_t>(1, page.ink.size()));
  (*figures)["coverage"] = static_cast<double>(covered) / ink;
  (*figures)["roles"] = static_cast<double>(right) / ink;
}

std::u32string Piece(const Page& page, const Json& span) {
  const size_t line = page.line_begin.at(span[0].get<size_t>() - 1);
  const size_t begin = line + span[1].get<size_t>(), end = line + span[2].get<size_t>();
  return text::FromUtf8(Squash(text::ToUtf8(std::u32string_view(page.chars).substr(begin, end - begin))));
}

// Does some place of `body` hold the end of one piece and, at most a few characters later, the beginning of the next?
// The first character of the next piece may be gone: a doubled character at a seam is dropped.
bool AreNeighbours(const std::u32string& body, const std::u32string& before, const std::u32string& after) {
  const std::u32string tail = before.substr(before.size() - std::min<size_t>(8, before.size()));
  const std::u32string head = after.size() > 1 ? after.substr(1, 6) : std::u32string();
  if (head.empty()) return false;
  for (size_t at = body.find(tail); at != std::u32string::npos; at = body.find(tail, at + 1)) {
    if (body.substr(at + tail.size(), 10).find(head) != std::u32string::npos) return true;
  }
  return false;
}

double ScoreOrder(const Json& gold, const Page& page, const ParseIssueResponse& parsed, const Matching& matching) {
  size_t kept = 0, total = 0;
  for (const Json& article : gold["articles"]) {
    const auto found = matching.best.find(article["id"].get<int>());
    const std::u32string body = found == matching.best.end()
                                    ? std::u32string()
                                    : text::FromUtf8(Squash(parsed.articles(found->second - 1).body()));
    const Json& order = article["reading_order"];
    for (size_t i = 0; i + 1 < order.size(); ++i, ++total) {
      kept += AreNeighbours(body, Piece(page, order[i]), Piece(page, order[i + 1])) ? 1 : 0;
    }
  }
  return total == 0 ? 1.0 : static_cast<double>(kept) / static_cast<double>(total);
}

// Items of an article for a micro F1: (what, value).
using Items = std::vector<std::pair<std::string, std::string>>;

Items GoldHeads(const Json& article) {
  Items items;
  for (const char* key : {"kicker", "column"}) {
    if (article[key].is_string()) items.emplace_back(key, Squash(Text(article[key])));
  }
  for (const Json& deck : article["decks"]) items.emplace_back("deck", Squash(Text(deck)));
  for (const Json& subhead : article["subheads"]) items.emplace_back("subhead", Squash(Text(subhead)));
  return items;
}

Items OurHeads(const Article& article) {
  Items items;
  if (!article.kicker().empty()) items.emplace_back("kicker", Squash(article.kicker()));
  if (!article.column().empty()) items.emplace_back("column", Squash(article.column()));
  for (const auto& deck : article.decks()) items.emplace_back("deck", Squash(deck));
  for (const auto& subhead : article.subheads()) items.emplace_back("subhead", Squash(subhead));
  return items;
}

Items GoldBylines(const Json& article) {
  Items items;
  for (const Json& byline : article["bylines"]) {
    for (const Json& name : byline["names"]) items.emplace_back(Text(byline["role"]), Squash(Text(name)));
  }
  return items;
}

Items OurBylines(const Article& article) {
  Items items;
  for (const auto& byline : article.bylines()) {
    for (const auto& name : byline.names()) items.emplace_back(byline.role(), Squash(name));
  }
  return items;
}

Items GoldFacts(const Json& article) {
  Items items;
  if (Text(article["dateline"]).size() == 10) items.emplace_back("dateline", Text(article["dateline"]));
  if (article["source"].is_string()) items.emplace_back("source", Squash(Text(article["source"])));
  for (const Json& signatory : article["signatories"]) items.emplace_back("signatory", Squash(Text(signatory)));
  if (article["jump_to_page"].is_number())
    items.emplace_back("jump", std::to_string(article["jump_to_page"].get<int>()));
  if (article.value("truncated", false)) items.emplace_back("truncated", "");
  return items;
}

Items OurFacts(const Article& article) {
  Items items;
  if (article.has_dateline()) items.emplace_back("dateline", article.dateline());
  if (article.has_source()) items.emplace_back("source", Squash(article.source()));
  for (const auto& signatory : article.signatories()) items.emplace_back("signatory", Squash(signatory));
  if (article.has_jump_to_page()) items.emplace_back("jump", std::to_string(article.jump_to_page()));
  if (article.truncated()) items.emplace_back("truncated", "");
  return items;
}

// Every printed form of a misread name stands for the person.
class People {
 public:
  explicit People(const Json& gold) {
    for (const Json& article : gold["articles"]) {
      for (const Json& person : article["persons"]) {
        const std::string name = Squash(Text(person["name"]));
        known_[name] = name;
        for (const Json& form : person["surfaces"]) known_[Squash(Text(form))] = name;
      }
    }
  }
  std::string NameOf(const type::v1::Mention& mention) const {
    const std::string printed = Squash(mention.canonical().empty() ? mention.text() : mention.canonical());
    const auto found = known_.find(printed);
    return found == known_.end() ? printed : found->second;
  }

 private:
  std::map<std::string, std::string> known_;
};

Items Once(Items items) {
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
  return items;
}

Items GoldPersons(const Json& article) {
  Items items;
  for (const Json& person : article["persons"]) items.emplace_back("", Squash(Text(person["name"])));
  return Once(items);
}

Items GoldTitles(const Json& article) {
  Items items;
  for (const Json& person : article["persons"]) {
    for (const Json& title : person["titles"]) items.emplace_back(Squash(Text(person["name"])), Squash(Text(title)));
  }
  return Once(items);
}

Items GoldNames(const Json& article, const char* key) {
  Items items;
  for (const Json& name : article[key]) items.emplace_back("", Squash(Text(name)));
  return Once(items);
}

Items OurNames(const Article& article, type::v1::Mention::Kind kind, const People& people) {
  Items items;
  for (const auto& mention : article.mentions()) {
    if (mention.kind() != kind) continue;
    const std::string& best = mention.canonical().empty() ? mention.text() : mention.canonical();
    items.emplace_back("", kind == type::v1::Mention::PERSON ? people.NameOf(mention) : Squash(best));
  }
  return Once(items);
}

Items OurTitles(const Article& article, const People& people) {
  Items items;
  for (const auto& mention : article.mentions()) {
    if (mention.kind() != type::v1::Mention::PERSON) continue;
    for (const auto& title : mention.titles()) items.emplace_back(people.NameOf(mention), Squash(title));
  }
  return Once(items);
}

// F1 over all articles; an item counts where it belongs to the article that stands for the gold one.
double MicroF1(const Json& gold, const ParseIssueResponse& parsed, const Matching& matching, auto gold_items,
               auto our_items) {
  using Keyed = std::tuple<int, std::string, std::string>;
  std::multiset<Keyed> wanted, got;
  for (const Json& article : gold["articles"]) {
    for (const auto& [what, value] : gold_items(article)) wanted.emplace(article["id"].get<int>(), what, value);
  }
  for (int i = 1; i <= parsed.articles_size(); ++i) {
    const auto owner = matching.owner.find(i);
    for (const auto& [what, value] : our_items(parsed.articles(i - 1))) {
      got.emplace(owner == matching.owner.end() ? -i : owner->second, what, value);
    }
  }
  std::vector<Keyed> both;
  std::set_intersection(wanted.begin(), wanted.end(), got.begin(), got.end(), std::back_inserter(both));
  return F1(both.size(), got.size(), wanted.size());
}

double ScoreHeadlines(const Json& gold, const ParseIssueResponse& parsed, const Matching& matching) {
  size_t right = 0, total = 0;
  for (const Json& article : gold["articles"]) {
    if (!article["headline"].is_string() || Text(article["headline"]).empty()) continue;
    ++total;
    const auto found = matching.best.find(article["id"].get<int>());
    if (found == matching.best.end()) continue;
    right += Squash(Text(article["headline"])) == Squash(parsed.articles(found->second - 1).headline()) ? 1 : 0;
  }
  return static_cast<double>(right) / static_cast<double>(std::max<size_t>(1, total));
}

double ScoreMasthead(const Json& gold, const type::v1::Issue& issue) {
  std::vector<bool> checks;
  const auto check = [&](const Json& want, const std::string& got) {
    if (want.is_string()) checks.push_back(Squash(Text(want)) == Squash(got));
    if (want.is_number()) checks.push_back(std::to_string(want.get<int>()) == got);
  };
  const Json& facts = gold["issue"];
  check(facts["publication"], issue.publication());
  check(facts["date"], issue.publish_date());
  check(facts["issue_number"], std::to_string(issue.issue_number()));
  check(facts["page_count"], std::to_string(issue.page_count()));
  check(facts["lunar_date"], issue.lunar_date());
  check(facts["weekday"], issue.weekday());
  check(facts["organizer"], issue.organizer());
  check(facts["publisher"], issue.publisher());
  if (facts["date"].is_null() && facts.contains("inferred_date") && facts["inferred_date"].is_object()) {
    const std::string earliest = facts["inferred_date"]["earliest"], latest = facts["inferred_date"]["latest"];
    checks.push_back(issue.date_source() == type::v1::Issue::INFERRED && earliest <= issue.publish_date() &&
                     issue.publish_date() <= latest);
    checks.push_back(issue.date_range().earliest() <= issue.publish_date() &&
                     issue.publish_date() <= issue.date_range().latest());
  }
  return checks.empty()
             ? 1.0
             : static_cast<double>(std::count(checks.begin(), checks.end(), true)) / static_cast<double>(checks.size());
}

}  // namespace

struct GoldPage::Painted {
  Json gold;
  Page page;  // without ours
};

GoldPage::GoldPage(Json gold, std::string_view source) : painted_(new Painted{std::move(gold), LayOut(source)}) {
  PaintGold(painted_->gold, &painted_->page);
}

GoldPage::GoldPage(GoldPage&&) noexcept = default;
GoldPage::~GoldPage() = default;

Figures GoldPage::Score(const ParseIssueResponse& parsed) const {
  const Json& gold = painted_->gold;
  Page page = painted_->page;
  PaintOurs(parsed, &page);
  Figures figures;
  ScoreCharacters(page, &figures);
  const Matching matching =
      ScoreArticles(page, static_cast<size_t>(parsed.articles_size()), gold["articles"].size(), &figures);
  const People people(gold);
  const auto micro = [&](auto gold_items, auto our_items) {
    return MicroF1(gold, parsed, matching, gold_items, our_items);
  };
  const auto names = [&](const char* key, type::v1::Mention::Kind kind) {
    return micro([key](const Json& a) { return GoldNames(a, key); },
                 [&](const Article& a) { return OurNames(a, kind, people); });
  };
  figures["order"] = ScoreOrder(gold, page, parsed, matching);
  figures["headlines"] = ScoreHeadlines(gold, parsed, matching);
  figures["heads"] = micro(GoldHeads, OurHeads);
  figures["bylines"] = micro(GoldBylines, OurBylines);
  figures["facts"] = micro(GoldFacts, OurFacts);
  figures["masthead"] = ScoreMasthead(gold, parsed.issue());
  figures["persons"] =
      micro(GoldPersons, [&](const Article& a) { return OurNames(a, type::v1::Mention::PERSON, people); });
  figures["titles"] = micro(GoldTitles, [&](const Article& a) { return OurTitles(a, people); });
  figures["organizations"] = names("orgs", type::v1::Mention::ORGANIZATION);
  figures["places"] = names("places", type::v1::Mention::PLACE);
  return figures;
}

Judgements GoldPage::Judge(const ParseIssueResponse& parsed) const {
  Page page = painted_->page;
  PaintOurs(parsed, &page);
  Figures unused;
  const Shared shared = CountShared(page);
  const Matching matching =
      ScoreArticles(page, static_cast<size_t>(parsed.articles_size()), painted_->gold["articles"].size(), &unused);
  Judgements out;
  const auto judge = [&](const Block& block, int article) {
    const auto owner = matching.owner.find(article);
    const int gold = article == 0 ? 0 : owner == matching.owner.end() ? -1 : owner->second;
    size_t right = 0, all = 0;
    for (const auto& span : block.spans()) {
      for (size_t i = page.byte_to_char.at(static_cast<size_t>(span.begin()));
           i < page.byte_to_char.at(static_cast<size_t>(span.end())); ++i) {
        if (text::IsSpace(page.chars[i])) continue;
        ++all;
        right += page.gold_article[i] == gold && page.gold_role[i] == block.role() ? 1 : 0;
      }
    }
    if (all > 0) out.blocks.push_back({block.confidence(), static_cast<double>(all), 2 * right > all});
  };
  for (const Block& block : parsed.unassigned()) judge(block, 0);
  for (int k = 1; k <= parsed.articles_size(); ++k) {
    for (const Block& block : parsed.articles(k - 1).blocks()) judge(block, k);
    const auto owner = matching.owner.find(k);
    const bool right = owner != matching.owner.end() && shared.Match(owner->second, k);
    out.articles.push_back({parsed.articles(k - 1).confidence(), 1, right});
  }
  return out;
}

Figures Mean(const std::map<std::string, Figures>& pages) {
  Figures mean;
  for (const auto& [page, figures] : pages) {
    for (const auto& [name, value] : figures) mean[name] += value;
  }
  for (auto& [name, value] : mean) value /= static_cast<double>(pages.size());  // last, so that a mean of ones is one
  return mean;
}

std::string FormatTable(const std::map<std::string, Figures>& pages) {
  constexpr const char* kColumns[] = {"coverage",  "articles", "pairs",         "roles", "order",
                                      "headlines", "heads",    "bylines",       "facts", "masthead",
                                      "persons",   "titles",   "organizations", "places"};
  std::string table = absl::StrFormat("%-6s", "page");
  for (const char* column : kColumns) absl::StrAppendFormat(&table, " %9.9s", column);
  const auto add_row = [&](const std::string& name, const Figures& figures) {
    absl::StrAppendFormat(&table, "\n%-6.6s", name);
    for (const char* column : kColumns) absl::StrAppendFormat(&table, " %9.3f", figures.at(column));
  };
  for (const auto& [page, figures] : pages) add_row(page, figures);
  add_row("mean", Mean(pages));
  return table + "\n";
}

}  // namespace jianbao::acceptance
