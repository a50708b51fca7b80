#include "services/query/snippet.h"

#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace jianbao::query {
namespace {

using google::protobuf::RepeatedPtrField;
using text::ByteSpan;
using Match = index::v1::FetchArticlesResponse::Match;

void AddMatch(type::v1::SearchField field, int index, int begin, int end, RepeatedPtrField<Match>* matches) {
  Match* match = matches->Add();
  match->set_field(field);
  match->set_index(index);
  match->mutable_span()->set_begin(begin);
  match->mutable_span()->set_end(end);
}

// Every occurrence of `needle`.
std::vector<ByteSpan> Occurrences(const std::string& text, const std::string& needle) {
  std::vector<ByteSpan> spans;
  for (size_t at = text.find(needle); at != std::string::npos; at = text.find(needle, at + needle.size())) {
    spans.push_back({static_cast<uint32_t>(at), static_cast<uint32_t>(at + needle.size())});
  }
  return spans;
}

std::vector<std::string> Texts(const std::string& text, const std::vector<ByteSpan>& spans) {
  std::vector<std::string> texts;
  for (const ByteSpan& span : spans) texts.push_back(text.substr(span.begin, span.end - span.begin));
  return texts;
}

std::vector<std::string> Highlights(const v1::Snippet& snippet) {
  std::vector<std::string> texts;
  for (const auto& span : snippet.highlights()) {
    texts.push_back(snippet.text().substr(span.begin(), span.end() - span.begin()));
  }
  return texts;
}

std::string Repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

TEST(BestPassagesTest, WithoutMatchTheTextBegins) {
  EXPECT_THAT(Texts("春耕时节到。夏收在望。", BestPassages("春耕时节到。夏收在望。", {}, {.characters = 4})),
              testing::ElementsAre("春耕时节"));
  EXPECT_TRUE(BestPassages("", {}, {}).empty());
}

TEST(BestPassagesTest, AShortTextIsShownWhole) {
  const std::string text = "春耕时节到";
  EXPECT_THAT(Texts(text, BestPassages(text, Occurrences(text, "时节"), {.characters = 80})),
              testing::ElementsAre(text));
}

TEST(BestPassagesTest, DifferentMatchesBeatTheSameOneAgain) {
  std::string text = Repeated("甲甲甲甲", 5) + Repeated("空", 50) + "甲乙" + Repeated("空", 50);
  std::vector<ByteSpan> matches = Occurrences(text, "甲");
  for (const ByteSpan& span : Occurrences(text, "乙")) matches.push_back(span);
  const auto passages = BestPassages(text, matches, {.characters = 12});
  EXPECT_THAT(Texts(text, passages), testing::ElementsAre("空空空空空甲乙空空空空空"));
}

TEST(BestPassagesTest, APassageBeginsWithTheSentenceWhereItCan) {
  const std::string text = Repeated("空", 40) + "。今日春耕开始，机械下田" + Repeated("空", 40);
  EXPECT_THAT(Texts(text, BestPassages(text, Occurrences(text, "春耕"), {.characters = 12})),
              testing::ElementsAre("今日春耕开始，机械下田空"));
}

TEST(BestPassagesTest, SeveralPassagesComeInTextOrderWithoutOverlap) {
  const std::string text = "甲" + Repeated("空", 30) + "乙甲" + Repeated("空", 30) + "甲" + Repeated("空", 30);
  std::vector<ByteSpan> matches = Occurrences(text, "甲");
  matches.insert(matches.begin() + 1, Occurrences(text, "乙").front());
  const auto passages = BestPassages(text, matches, {.characters = 6, .max_passages = 5});
  EXPECT_THAT(Texts(text, passages), testing::ElementsAre("甲空空空空空", "空空乙甲空空", "空空甲空空空"));
}

TEST(BestPassagesTest, AMatchLongerThanThePassageIsShownWhole) {
  const std::string text = Repeated("空", 20) + "秸秆禁烧夜间巡查" + Repeated("空", 20);
  EXPECT_THAT(Texts(text, BestPassages(text, Occurrences(text, "秸秆禁烧夜间巡查"), {.characters = 4})),
              testing::ElementsAre("秸秆禁烧夜间巡查"));
}

TEST(BestPassagesTest, RandomTextsNeverCutAMatchOrACharacter) {
  std::mt19937 random(11);
  const std::vector<std::string> pieces = {"春", "耕", "a", "。", "\n", "𠮷", "é", "夏收"};
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    std::vector<ByteSpan> matches;
    for (int i = static_cast<int>(random() % 120); i > 0; --i) {
      const auto begin = static_cast<uint32_t>(text.size());
      const bool match = random() % 6 == 0;
      for (int j = match ? 1 + static_cast<int>(random() % 4) : 1; j > 0; --j) text += pieces[random() % pieces.size()];
      if (match && (matches.empty() || matches.back().end < begin)) {
        matches.push_back({begin, static_cast<uint32_t>(text.size())});
      }
    }
    const SnippetOptions options = {.characters = 1 + static_cast<int>(random() % 30),
                                    .max_passages = 1 + static_cast<int>(random() % 4)};
    const auto passages = BestPassages(text, matches, options);
    EXPECT_LE(passages.size(), static_cast<size_t>(options.max_passages));
    EXPECT_TRUE(matches.empty() || !passages.empty());
    uint32_t last_end = 0;
    for (const ByteSpan& passage : passages) {
      EXPECT_GE(passage.begin, last_end);
      EXPECT_LT(passage.begin, passage.end) << text;
      last_end = passage.end;
      EXPECT_NE(static_cast<unsigned char>(text[passage.begin]) & 0xC0, 0x80);
      for (const ByteSpan& match : matches) {
        const bool outside = match.end <= passage.begin || passage.end <= match.begin;
        const bool inside = passage.begin <= match.begin && match.end <= passage.end;
        EXPECT_TRUE(outside || inside) << text;
      }
    }
  }
}

TEST(BuildSnippetsTest, FieldsComeInOrderWithTheirMatches) {
  type::v1::Article article;
  article.set_headline("春耕开始");
  article.set_kicker("一线见闻");
  article.add_decks("机械下田");
  article.set_column("乡村");
  article.add_bylines()->add_names("沈砚秋");
  article.add_bylines()->add_names("贺若澜");
  article.set_body("今日春耕开始。\n机械下田。");
  RepeatedPtrField<Match> matches;
  AddMatch(type::v1::SEARCH_FIELD_HEADLINE, 0, 0, 6, &matches);
  AddMatch(type::v1::SEARCH_FIELD_HEADS, 1, 0, 6, &matches);
  AddMatch(type::v1::SEARCH_FIELD_BYLINE, 1, 0, 9, &matches);
  AddMatch(type::v1::SEARCH_FIELD_BODY, 0, 6, 12, &matches);
  AddMatch(type::v1::SEARCH_FIELD_BODY, 0, 22, 28, &matches);

  const auto snippets = BuildSnippets(article, matches, {});
  ASSERT_EQ(snippets.size(), 4u);
  EXPECT_EQ(snippets[0].text(), "春耕开始");
  EXPECT_THAT(Highlights(snippets[0]), testing::ElementsAre("春耕"));
  EXPECT_EQ(snippets[1].text(), "机械下田");
  EXPECT_THAT(Highlights(snippets[1]), testing::ElementsAre("机械"));
  EXPECT_EQ(snippets[2].text(), "贺若澜");
  EXPECT_EQ(snippets[3].text(), "今日春耕开始。 机械下田。");
  EXPECT_THAT(Highlights(snippets[3]), testing::ElementsAre("春耕", "机械"));
  EXPECT_FALSE(snippets[3].leading_ellipsis());
  EXPECT_FALSE(snippets[3].trailing_ellipsis());
}

TEST(BuildSnippetsTest, ACaptionThatMatchesIsShown) {
  type::v1::Article article;
  article.set_headline("水库蓄水");
  article.add_decks("今年首次");
  const auto add = [&article](type::v1::Block::Role role, const char* text) {
    auto* block = article.add_blocks();
    block->set_role(role);
    block->set_text(text);
  };
  add(type::v1::Block::BODY, "大坝昨日合龙。");
  add(type::v1::Block::CAPTION, "图为石桥渡口。");
  article.set_body("大坝昨日合龙。");
  RepeatedPtrField<Match> matches;
  AddMatch(type::v1::SEARCH_FIELD_HEADS, 1, 6, 18, &matches);
  const auto snippets = BuildSnippets(article, matches, {});
  ASSERT_EQ(snippets.size(), 3u);
  EXPECT_EQ(snippets[1].text(), "图为石桥渡口。");
  EXPECT_THAT(Highlights(snippets[1]), testing::ElementsAre("石桥渡口"));
}

TEST(BuildSnippetsTest, AMatchAcrossAColumnSeamPointsAtBothPieces) {
  type::v1::Article article;
  article.set_headline("标题");
  article.set_body("今日春耕开始");
  // 今日春 stands at byte 100 of the file, 耕开始 at byte 900.
  for (const auto& [text, source] : {std::pair<int, int>{0, 100}, {9, 900}}) {
    auto* run = article.add_body_alignment();
    run->mutable_text()->set_begin(text);
    run->mutable_text()->set_end(text + 9);
    run->mutable_source()->set_begin(source);
    run->mutable_source()->set_end(source + 9);
  }
  RepeatedPtrField<Match> matches;
  AddMatch(type::v1::SEARCH_FIELD_BODY, 0, 6, 12, &matches);
  const auto snippets = BuildSnippets(article, matches, {});
  ASSERT_EQ(snippets.size(), 2u);
  ASSERT_EQ(snippets[1].source_spans_size(), 1);
  const auto& spans = snippets[1].source_spans(0).spans();
  ASSERT_EQ(spans.size(), 2);
  EXPECT_EQ(spans[0].begin(), 106);
  EXPECT_EQ(spans[0].end(), 109);
  EXPECT_EQ(spans[1].begin(), 900);
  EXPECT_EQ(spans[1].end(), 903);
}

TEST(BuildSnippetsTest, MatchesThatDoNotFitTheTextAreLeftOut) {
  type::v1::Article article;
  article.set_headline("春耕");
  article.set_body("夏收");
  RepeatedPtrField<Match> matches;
  AddMatch(type::v1::SEARCH_FIELD_HEADLINE, 0, 0, 7, &matches);
  AddMatch(type::v1::SEARCH_FIELD_HEADLINE, 0, 1, 3, &matches);
  AddMatch(type::v1::SEARCH_FIELD_HEADLINE, 1, 0, 3, &matches);
  AddMatch(type::v1::SEARCH_FIELD_BODY, 0, -3, 3, &matches);
  AddMatch(type::v1::SEARCH_FIELD_BODY, 0, 3, 3, &matches);
  AddMatch(type::v1::SEARCH_FIELD_HEADS, 5, 0, 3, &matches);
  for (const v1::Snippet& snippet : BuildSnippets(article, matches, {})) EXPECT_EQ(snippet.highlights_size(), 0);
}

}  // namespace
}  // namespace jianbao::query
