// Closed classes of words any Chinese newspaper uses to mark what a line is. All in folded form (see text::FoldChar).
// Pure functions over static tables; thread-safe.
//
// Nothing here names a paper, a place, a person or a campaign: those must be recognised by form and context.
#ifndef JIANBAO_SERVICES_INGEST_NEWSPAPER_VOCABULARY_H_
#define JIANBAO_SERVICES_INGEST_NEWSPAPER_VOCABULARY_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace jianbao::newspaper {

// Which characters the words of a list begin and end with, by their low bits: most texts are told from all of them by
// one look. Making one takes as long as a search through the list.
class WordSieve {
 public:
  template <size_t N>
  constexpr explicit WordSieve(const std::u32string_view (&words)[N]) {
    for (const std::u32string_view word : words) {
      starts_[Piece(word.front())] |= Bit(word.front());
      ends_[Piece(word.back())] |= Bit(word.back());
    }
  }

  constexpr bool MayBegin(char32_t c) const { return (starts_[Piece(c)] & Bit(c)) != 0; }
  constexpr bool MayEnd(char32_t c) const { return (ends_[Piece(c)] & Bit(c)) != 0; }

 private:
  static constexpr size_t kPieces = 8;

  static constexpr size_t Piece(char32_t c) { return c / 64 % kPieces; }
  static constexpr uint64_t Bit(char32_t c) { return uint64_t{1} << c % 64; }

  uint64_t starts_[kPieces] = {}, ends_[kPieces] = {};
};

// A list of words, none of them empty; refers to the list and its sieve, if it has one.
class Words {
 public:
  template <size_t N>
  constexpr Words(const std::u32string_view (&words)[N],  // NOLINT(google-explicit-constructor)
                  const WordSieve* sieve = nullptr)
      : words_(words), sieve_(sieve) {}

  auto begin() const { return words_.begin(); }
  auto end() const { return words_.end(); }

  // False where no word begins (ends) with `c`.
  bool MayBegin(char32_t c) const { return sieve_ == nullptr || sieve_->MayBegin(c); }
  bool MayEnd(char32_t c) const { return sieve_ == nullptr || sieve_->MayEnd(c); }

 private:
  std::span<const std::u32string_view> words_;
  const WordSieve* sieve_;
};

namespace internal {
size_t LongestPrefix(std::u32string_view text, const Words& words);
size_t LongestSuffix(std::u32string_view text, const Words& words);
}  // namespace internal

// Length of the longest word of `words` that `text` starts (ends) with; 0 for none.
inline size_t PrefixIn(std::u32string_view text, const Words& words) {
  return text.empty() || !words.MayBegin(text.front()) ? 0 : internal::LongestPrefix(text, words);
}
inline size_t SuffixIn(std::u32string_view text, const Words& words) {
  return text.empty() || !words.MayEnd(text.back()) ? 0 : internal::LongestSuffix(text, words);
}
// Whether, and how many different, words of `words` stand in `text`.
bool ContainsAny(std::u32string_view text, const Words& words);
size_t CountWords(std::u32string_view text, const Words& words);

Words BylineRoles();     // 记者, 通讯员, 特约记者, … longest forms included
Words ReportOpenings();  // 本报讯, 新华社, …: only a report opens so
Words TimeOpenings();    // 近日, 日前, 今年以来, …: typical of a lead, possible in a paragraph
Words ParagraphOpenings();  // 会议, 随后, 据了解, …: a paragraph or a sentence starts so, rarely the middle of one
Words SourceMarkers();      // 来源:, 稿源:, …
Words UnitSuffixes();       // 局, 委员会, 街道办, …: what the name of a signing unit ends in
Words NoticeSuffixes();  // 通告, 公示, 启事, …: what the headline of a notice ends in
Words NoteOpenings();    // 编者按, 开栏语, …: an editor's note
Words TailpieceTitles();  // 记者手记, 相关链接, …: a subhead inside an article, never the headline of another one
Words CardLabels();       // 名片, 简介, 档案, …: what the label of a profile card ends in
Words CaptionMarkers();   // 图为, 上图, …
Words ColumnSuffixes();   // 快评, 夜话, 蹲点, …: what the name of a column ends in
Words SeriesWords();      // 进行时, 系列报道, …: stand in the name of a series
Words DigestLabels();     // 简讯, 短讯, …: columns of several short items
Words DeckVerbs();        // 主持, 讲话, 参加, …: who did what, in the deck of a meeting report
Words NewsVerbs();        // 召开, 举行, 推进, …: a headline says that something happens
Words CampaignWords();    // 精神, 新征程, 文明, …: slogans are made of them
Words MastheadMarkers();  // 主办, 总第, 刊号, 责任编辑, …: the paper's own matter
Words ContactMarkers();   // 电话, 地址, 联系人, …: the paper's, or a notice's
Words WeatherMarkers();   // 今日天气, …
Words SectionNames();     // 综合新闻, …: look like the name of a paper
Words ContentsLabels();   // 导读, …: over headlines whose texts stand on other pages
Words PaperSuffixes();    // 日报, 晚报, 时报, …
Words Posts();            // 书记, 主任, 村民, …: what a person is called before the name
Words SpeechVerbs();      // 强调, 说, …: behind the name of who speaks
Words Addresses();        // 女士, 师傅, …: behind a surname
Words Addressees();       // 同志, 领导, …: what a letter or an appeal begins with ends so
Words FunctionEndings();  // 的, 和, 在, …: no title ends so
Words SingleStarters();   // one-character words that open a sentence: 我, 从, 在, …

}  // namespace jianbao::newspaper

#endif  // JIANBAO_SERVICES_INGEST_NEWSPAPER_VOCABULARY_H_
