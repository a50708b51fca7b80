#include "tests/acceptance/page_generator.h"

#include <algorithm>
#include <random>
#include <utility>

#include "libs/text/chars.h"

namespace jianbao::acceptance {
namespace {

using Json = nlohmann::json;

// The standard's distributions differ between libraries; these do not.
class Dice {
 public:
  explicit Dice(uint64_t seed) : engine_(seed) {}

  size_t Below(size_t n) { return static_cast<size_t>(engine_() % n); }
  size_t Between(size_t low, size_t high) { return low + Below(high - low + 1); }
  bool Chance(double p) { return static_cast<double>(engine_() >> 11) * 0x1.0p-53 < p; }

  template <typename T>
  void Shuffle(std::vector<T>* items) {
    for (size_t i = items->size(); i > 1; --i) std::swap((*items)[i - 1], (*items)[Below(i)]);
  }

 private:
  std::mt19937_64 engine_;
};

// A printed piece: one line of the file, or the part of one.
struct Piece {
  int article = 0;
  std::string role;
  std::u32string text;
  size_t order = 0;     // place among the body pieces of its article, in reading order
  bool joined = false;  // stands behind the piece before, on the same line
};

// Pieces that print together: a head, or what one column holds of an article.
struct Block {
  std::vector<Piece> pieces;
  int article = 0;
  bool continuation = false;  // and not the beginning of its article
  bool moves = false;         // to be printed in another place
};

// Marks that may not begin a printed line.
bool StaysBehind(char32_t c) {
  static constexpr std::u32string_view kMarks = U"，。、；：！？”’）》〉】」』%％,.;:!?)\"";
  return kMarks.find(c) != std::u32string_view::npos;
}

class Printer {
 public:
  Printer(const std::vector<Story>& stories, const PageDefects& defects, uint64_t seed)
      : stories_(stories), defects_(defects), dice_(seed) {}

  GeneratedPage Print() {
    Choose();
    spaces_ = dice_.Chance(defects_.spaces_at_wraps);
    if (!dice_.Chance(defects_.without_masthead)) PrintMasthead();
    LayOut();
    Displace();
    return Write();
  }

 private:
  void Choose() {
    std::vector<size_t> all(stories_.size());
    for (size_t i = 0; i < all.size(); ++i) all[i] = i;
    dice_.Shuffle(&all);
    const size_t count = std::min(all.size(), dice_.Between(7, 11));
    for (size_t k = 0; k < count; ++k) {
      chosen_.push_back(&stories_[all[k]]);
      Json gold = chosen_.back()->gold;
      gold["id"] = static_cast<int>(k) + 1;
      gold["truncated"] = false;
      golds_.push_back(std::move(gold));
    }
  }

  void PrintMasthead() {
    Block block;
    block.pieces.push_back({0, "masthead", U"2022年3月15日 星期二 农历壬寅年二月十三"});
    block.pieces.push_back({0, "masthead", U"今日4版 总第1728期"});
    blocks_.push_back(std::move(block));
    dated_ = true;
  }

  // ---- columns

  void LayOut() {
    std::vector<std::vector<Block>> stories;
    for (size_t k = 0; k < chosen_.size(); ++k) stories.push_back(SetStory(static_cast<int>(k)));
    for (size_t k = 0; k < stories.size(); ++k) {
      const bool pair = k + 1 < stories.size() && dice_.Chance(defects_.interleaved);
      if (!pair) {
        for (Block& block : stories[k]) blocks_.push_back(std::move(block));
        continue;
      }
      const size_t longest = std::max(stories[k].size(), stories[k + 1].size());
      for (size_t i = 0; i < longest; ++i) {
        for (std::vector<Block>* story : {&stories[k], &stories[k + 1]}) {
          if (i < story->size()) blocks_.push_back(std::move((*story)[i]));
        }
      }
      ++k;
    }
  }

  // The head with the first column, then a block for each further one.
  std::vector<Block> SetStory(int k) {
    const Story& story = *chosen_[static_cast<size_t>(k)];
    std::vector<Block> out(1);
    out[0].article = k + 1;
    if (dice_.Chance(defects_.lost_headlines)) {
      LoseHead(k, story, &out[0]);
    } else {
      for (const StoryLine& line : story.head) out[0].pieces.push_back({k + 1, line.role, line.text});
    }
    SetBody(k, story, &out);
    for (const StoryLine& line : story.foot) out.back().pieces.push_back({k + 1, line.role, line.text});
    if (out.size() > 1 && dice_.Chance(defects_.truncated)) Truncate(k, &out);
    return out;
  }

  // What is left of a headline set in a vertical strip.
  void LoseHead(int k, const Story& story, Block* block) {
    Json& gold = golds_[static_cast<size_t>(k)];
    gold["headline"] = nullptr;
    gold["kicker"] = nullptr;
    gold["column"] = nullptr;
    gold["decks"] = Json::array();
    for (const StoryLine& line : story.head) {
      if (line.role == "signature") block->pieces.push_back({k + 1, line.role, line.text});
      if (line.role != "headline") continue;
      for (const char32_t c : line.text) {
        if (text::IsHan(c) && dice_.Chance(0.3)) block->pieces.push_back({k + 1, "noise", std::u32string(1, c)});
      }
    }
  }

  void SetBody(int k, const Story& story, std::vector<Block>* out) {
    size_t room = dice_.Between(60, 220), order = 0;
    for (const StoryLine& line : story.body) {
      if (line.role == "subhead") {
        out->back().pieces.push_back({k + 1, "subhead", line.text});
        continue;
      }
      std::u32string_view rest = line.text;
      while (!rest.empty()) {
        size_t take = std::min(rest.size(), std::max<size_t>(room, 4));
        while (take < rest.size() && StaysBehind(rest[take])) ++take;
        out->back().pieces.push_back({k + 1, "body", std::u32string(rest.substr(0, take)), order++});
        rest.remove_prefix(take);
        room -= std::min(room, take);
        if (room > 3) continue;
        room = dice_.Between(90, 260);
        Block next;
        next.article = k + 1;
        next.continuation = true;
        out->push_back(std::move(next));
      }
    }
    if (out->back().pieces.empty()) out->pop_back();
  }

  void Truncate(int k, std::vector<Block>* out) {
    out->pop_back();
    const Piece& last = out->back().pieces.back();
    Json& gold = golds_[static_cast<size_t>(k)];
    gold["truncated"] = last.role == "body" && !text::IsSentenceEnd(last.text.back()) && last.text.back() != U'”' &&
                        last.text.back() != U'"';
    gold["source"] = nullptr;
    gold["signatories"] = Json::array();
  }

  // ---- disorder

  // Takes blocks out and puts each before another one, up to six places away.
  void Displace() {
    constexpr size_t kReach = 6;
    for (Block& block : blocks_) block.moves = block.continuation && dice_.Chance(defects_.displaced);
    for (size_t from = 0; from < blocks_.size(); ++from) {
      if (!std::exchange(blocks_[from].moves, false)) continue;
      const size_t low = from > kReach ? from - kReach : 0, high = std::min(blocks_.size() - 1, from + kReach);
      const size_t to = dice_.Between(low, high);
      const auto place = [this](size_t i) { return blocks_.begin() + static_cast<ptrdiff_t>(i); };
      if (to < from) {
        std::rotate(place(to), place(from), place(from + 1));
      } else if (to > from) {
        std::rotate(place(from), place(from + 1), place(to + 1));
        --from;  // what has moved up is looked at next
      }
    }
  }

  std::u32string Misread(std::u32string_view text) {
    std::u32string out;
    for (const char32_t c : text) {
      if (c == U' ' || !dice_.Chance(defects_.noise)) {
        out += c;
        continue;
      }
      const size_t what = dice_.Below(10);
      if (what < 8) out += SomeCharacter();
      if (what == 8) out += c, out += SomeCharacter();
      // 9: lost
    }
    return out.empty() ? std::u32string(text) : out;
  }

  // As frequent as it is in print.
  char32_t SomeCharacter() {
    const Story& story = stories_[dice_.Below(stories_.size())];
    const std::u32string& text = story.body[dice_.Below(story.body.size())].text;
    for (int tries = 0; tries < 20; ++tries) {
      const char32_t c = text[dice_.Below(text.size())];
      if (text::IsHan(c)) return c;
    }
    return U'一';
  }

  // White space where the printed column, some 18 characters wide, ended a line.
  std::u32string WithSpaces(std::u32string_view text) {
    const size_t width = 18;
    std::u32string out;
    size_t since = 2;
    for (size_t i = 0; i < text.size(); ++i) {
      if (since >= width && !StaysBehind(text[i])) {
        out += U' ';
        since = 0;
      }
      out += text[i];
      ++since;
    }
    return out;
  }

  // ---- the file

  GeneratedPage Write() {
    std::vector<Piece*> pieces;
    for (Block& block : blocks_) {
      for (Piece& piece : block.pieces) pieces.push_back(&piece);
    }
    for (size_t i = 0; i < pieces.size(); ++i) {
      Piece& piece = *pieces[i];
      piece.text = Misread(piece.text);
      if (piece.role == "body" && spaces_) piece.text = WithSpaces(piece.text);
      const bool opens_head = piece.role == "headline" || piece.role == "kicker";
      piece.joined = opens_head && i > 0 && pieces[i - 1]->role == "body" && pieces[i - 1]->article != piece.article &&
                     dice_.Chance(defects_.merged_lines);
    }
    return {Join(pieces), Annotate(pieces)};
  }

  static std::string Join(const std::vector<Piece*>& pieces) {
    std::u32string page;
    for (const Piece* piece : pieces) {
      if (!page.empty()) page += piece->joined ? U" " : U"\n\n";
      page += piece->text;
    }
    return text::ToUtf8(page) + "\n";
  }

  std::string Annotate(const std::vector<Piece*>& pieces) {
    Json spans = Json::array();
    std::vector<std::vector<std::pair<size_t, Json>>> order(golds_.size());
    std::vector<std::vector<std::pair<std::string, std::string>>> titles(golds_.size());
    size_t line = 1, at = 0;
    for (size_t i = 0; i < pieces.size(); ++i) {
      const Piece& piece = *pieces[i];
      if (i > 0) {
        line += piece.joined ? 0 : 2;
        at = piece.joined ? at + 1 : 0;
      }
      const size_t end = at + piece.text.size();
      spans.push_back({{"line", line}, {"start", at}, {"end", end}, {"article", piece.article}, {"role", piece.role}});
      if (piece.article > 0) {
        const auto k = static_cast<size_t>(piece.article - 1);
        if (piece.role == "body") order[k].emplace_back(piece.order, Json::array({line, at, end}));
        titles[k].emplace_back(piece.role, text::ToUtf8(piece.text));
      }
      at = end;
    }
    Json articles = Json::array();
    for (size_t k = 0; k < golds_.size(); ++k) articles.push_back(WithPlaces(golds_[k], &order[k], titles[k]));
    Json issue;
    for (const char* key : {"publication", "date", "lunar_date", "weekday", "issue_number", "page_count", "organizer",
                            "publisher", "inferred_date"})
      issue[key] = nullptr;
    if (dated_) {
      issue["date"] = "2022-03-15";
      issue["weekday"] = "星期二";
      issue["issue_number"] = 1728;
      issue["page_count"] = 4;
    }
    return Json{{"issue", issue}, {"spans", spans}, {"articles", articles}}.dump();
  }

  // The annotation of a story at the places where it is printed now, its titles as they are printed.
  static Json WithPlaces(Json gold, std::vector<std::pair<size_t, Json>>* order,
                         const std::vector<std::pair<std::string, std::string>>& titles) {
    std::sort(order->begin(), order->end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    gold["reading_order"] = Json::array();
    for (const auto& [place, span] : *order) gold["reading_order"].push_back(span);
    gold["decks"] = Json::array();
    gold["subheads"] = Json::array();
    std::string headline, kicker;
    for (const auto& [role, text] : titles) {
      if (role == "headline") headline += (headline.empty() ? "" : " ") + text;
      if (role == "kicker") kicker += (kicker.empty() ? "" : " ") + text;
      if (role == "deck") gold["decks"].push_back(text);
      if (role == "subhead") gold["subheads"].push_back(text);
    }
    if (!headline.empty()) gold["headline"] = headline;
    if (!kicker.empty()) gold["kicker"] = kicker;
    gold["dateline"] = nullptr;  // the stories come from issues of other years
    return gold;
  }

  const std::vector<Story>& stories_;
  const PageDefects& defects_;
  Dice dice_;
  std::vector<const Story*> chosen_;
  std::vector<Json> golds_;
  std::vector<Block> blocks_;
  bool spaces_ = false;
  bool dated_ = false;
};

}  // namespace

GeneratedPage PageGenerator::Generate(uint64_t seed) const { return Printer(stories_, defects_, seed).Print(); }

}  // namespace jianbao::acceptance
