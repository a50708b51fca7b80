// The log-odds by which a page is read: what form, place and wording say for or against each reading of a line. Found
// by tests/acceptance/page_tune on pages with gold annotations (docs/adr/0014-page-weights.md). Plain values.
#ifndef JIANBAO_SERVICES_INGEST_NEWSPAPER_WEIGHTS_H_
#define JIANBAO_SERVICES_INGEST_NEWSPAPER_WEIGHTS_H_

namespace jianbao::newspaper {

// name, value, what it weighs
#define JIANBAO_PAGE_WEIGHTS(W)                                                           \
  /* Is a short line a title? */                                                          \
  W(title_base, 3.1, "a line of a title's length without a full stop")                    \
  W(title_long, 0.31, "… less for each character above 24")                               \
  W(title_comma, -3.37, "one comma that parts no even halves")                            \
  W(title_commas, -2.2, "each comma, where there are several")                            \
  W(title_unbalanced, -4.16, "a bracket or quotation that is not closed")                 \
  W(title_function_ending, -2.07, "ends in a word that needs another one")                \
  W(title_opening, -2.96, "opens like a paragraph")                                       \
  W(title_said, -2.5, "someone says something, behind a comma or colon")                  \
  W(title_time_first, -3.39, "a time and a comma come first")                             \
  W(title_even, 0.87, "two to four phrases parted by white space")                        \
  W(title_numbered, 2.5, "a number before it, 二、 or (2)")                               \
  W(title_marked_alone, 0.01, "alone in a text, with something of a title in its form")   \
  W(title_unmarked_alone, -0.7, "alone in a text, with nothing of a title in its form")   \
  /* What does a title do? */                                                             \
  W(opens, -1.59, "it opens an article, rather than a part of one")                       \
  W(opens_signed, 1.42, "… the text above being signed")                                  \
  W(opens_jumped, -0.76, "… the text above going on elsewhere")                           \
  W(opens_note, 3.69, "… an editor's note below")                                         \
  W(opens_time, 0.96, "… the text below naming its day first")                            \
  W(opens_phrases, 0.2, "… of two phrases")                                               \
  W(opens_numbered, -3.0, "… with a number before it")                                    \
  W(opens_quoted, -2.69, "… in quotation marks as a whole")                               \
  W(title_over_signature, -2.91, "a title right above units and a date that sign")        \
  W(opens_notice, 3.23, "… ending as notices do")                                         \
  W(opens_topic, 1.51, "… coming back in the text below rather than above")               \
  W(opens_short, -0.4, "… of 8 characters or less")                                       \
  W(opens_long, 0.02, "… of 14 or more")                                                  \
  W(opens_titled, 1.39, "… another title below")                                          \
  W(opens_bylined, 0.3, "… a byline below")                                               \
  W(opens_unreported, 0.26, "… no report below, in a paper that prints reports")          \
  W(opens_parallel, -0.98, "… another line of its length over the next text but one")     \
  W(opens_merged, 0.21, "… on the line of the text above, behind a space")                \
  W(opens_glued, -3.74, "… on that line without a space")                                 \
  W(opens_adjacent, -1.0, "… without the blank line that parts other pieces")             \
  W(opens_group, 3.0, "… behind a blank line, where such part groups of lines")           \
  W(opens_in_group, -1.5, "… without one, there")                                         \
  W(opens_digest, 1.96, "… below the name of a column of short items")                    \
  W(opens_list, 2.0, "… over a row of prices, or an item behind its bullet")              \
  W(opens_label, 3.11, "… the name of a column above a title")                            \
  W(inside_merged, -6.05, "a subhead on the line of the text above")                      \
  W(inside_report, -1.18, "a subhead over a report")                                      \
  W(inside_again, 3.2, "a subhead in an article that has some")                           \
  W(inside_first, -0.2, "a subhead in an article that has none yet")                      \
  W(inside_unlike, -3.7, "… much longer or shorter than those")                           \
  W(inside_of_report, -3.37, "a subhead in a report that has none yet")                   \
  W(inside_long, -2.88, "a subhead of more than 16 characters")                           \
  W(inside_quoted, 1.99, "a subhead in quotation marks as a whole")                       \
  W(inside_list, 1.23, "a subhead over a text that begins to count: 第一, 一是")          \
  W(inside_textless, -4.61, "a subhead without a text")                                   \
  W(second_head, -1.31, "a head right behind another")                                    \
  W(different_matter, 4.92, "… which comes back in another text")                         \
  W(second_title, -0.3, "one title more over the same article")                           \
  W(third_title, 0.71, "… and a third")                                                   \
  W(further_title, -0.51, "… and each further one")                                       \
  W(behind_byline, -3.0, "a title behind the byline of its head")                         \
  W(deck_alone, -3.54, "a deck without a headline above it")                              \
  W(slogan_titles, -2.15, "a slogan is a title after all")                                \
  W(slogan_over_title, 1.26, "… standing over one")                                       \
  W(picture_news, 2.08, "a long caption that names its day is an article")                \
  W(picture_topic, -3.97, "… as far as it speaks of the text above")                      \
  W(contact_masthead, 0.21, "telephone and address below a text are the paper's")         \
  W(unit_titles, -4.36, "the name of a unit is a title")                                  \
  W(banner, -1.71, "a line like a slogan is a banner")                                    \
  W(banner_couplet, -0.7, "… a couplet")                                                  \
  W(banner_urges, 0.79, "… with two words of campaigns")                                  \
  W(banner_top, 0.46, "… at the top of the page")                                         \
  W(banner_masthead, 2.05, "… beside the masthead")                                       \
  W(banner_notice, 2.5, "… over a notice")                                                \
  W(banner_heads, 2.26, "… over three titles")                                            \
  W(banner_alone, -0.4, "… over no title")                                                \
  W(banner_below, -0.92, "… below a title")                                               \
  W(label_headline, -1.74, "a head with the name of a column and no other title")         \
  W(headless, -5.75, "a byline or card opens an article without a title")                 \
  W(label_below, -1.71, "the last title of a page names the column of what stands above") \
  W(signed_again, -2.99, "a byline below a text that has one above")                      \
  /* Of two titles, is the first a kicker (and not the second a deck)? */                 \
  W(kicker_base, 0.56, "")                                                                \
  W(kicker_short, 0.51, "the first has 10 characters or less, nothing lively in them")    \
  W(kicker_couplet, 1.5, "the first is a couplet like a slogan")                          \
  W(kicker_image, -0.18, "the first is any other couplet")                                \
  W(kicker_meeting, 0.47, "the first tells of a meeting")                                 \
  W(kicker_says, 2.28, "the first names who says what the second tells")                  \
  W(kicker_purpose, 0.7, "the first opens with a purpose")                                \
  W(kicker_lively, -0.5, "the first has a quotation, question or exclamation")            \
  W(headline_lively, 1.0, "the second has one")                                           \
  W(kicker_comma, -0.76, "the first has a comma")                                         \
  W(headline_phrases, -2.0, "the second has three phrases or more")                       \
  W(kicker_phrases, 1.0, "the first has three phrases or more")                           \
  W(kicker_digits, 0.28, "only the first has digits")                                     \
  W(headline_digits, -0.8, "only the second has digits")                                  \
  W(headline_longer, -0.25, "the second is longer by more than 6 characters")             \
  W(headline_leader, 1.5, "the second opens with a name and what its bearer inspects")    \
  W(kicker_name, -1.16, "the first opens with a name")                                    \
  W(headline_of_us, -1.24, "the second opens with 我市, 全县, …")                         \
  W(headline_list, -1.0, "the second holds a list")                                       \
  W(headline_meeting, -0.7, "the second tells of a meeting, the first of no purpose")     \
  W(kicker_decked, 1.5, "a deck stands below both")                                       \
  /* Where does a piece of text belong? */                                                \
  W(text, -4.03, "each piece of text, so that a line gains nothing by being one")         \
  W(next, 1.88, "directly behind, nothing between")                                       \
  W(next_over_waiting, 1.12, "directly behind, while a head waits for its text")          \
  W(adjacent, 1.7, "… without the blank line that parts other pieces")                    \
  W(across_head, 0.38, "in mid-sentence, a head between")                                 \
  W(elsewhere, 0.16, "in mid-sentence, other text between")                               \
  W(paragraph, 1.8, "a paragraph")                                                        \
  W(paragraph_across_head, -1.73, "a paragraph, a head between")                          \
  W(paragraph_elsewhere, -2.62, "a paragraph, other text between")                        \
  W(distance, -0.11, "… for each line between")                                           \
  W(beside, -1.2, "other text between, the heads standing beside one another")            \
  W(alternating, 0.09, "other text between, where columns were seen to alternate")        \
  W(sentence_lost, -0.95, "the end of a sentence is missing at a column's foot")          \
  W(report_inside, -9.88, "a report begins in the middle of an article")                  \
  W(closing_lost, -2.5, "… and of a quotation, title or bracket")                         \
  W(topic, 1.5, "what a piece shares with an article beyond what chance gives")           \
  W(topic_doubt, 0.17, "… share below which chance explains it")                          \
  W(topic_most, 2.5, "… at most")                                                         \
  W(cohesion, 0.7, "the piece uses the characters of an article, for each log-odds")      \
  W(cohesion_trust, 1.5, "… what one character more counts")                              \
  W(cohesion_most, 4.6, "… at most")                                                      \
  W(cohesion_other, 0.1, "… as much of the page is not under way yet")                    \
  W(other_alike, 0.5, "… the piece uses those of no article under way: it begins one")    \
  W(other_topic, 0.3, "… and shares more with what is printed below")                     \
  W(speaker_known, 2.08, "who says what the piece reports has been named in the article") \
  W(speaker_unknown, -0.5, "… only in other articles")                                    \
  W(middle_behind_stop, -1.86, "the middle of a sentence behind a full stop")             \
  W(impossible_behind_stop, -2.5, "… with what nothing can begin")                        \
  W(half_word_behind_stop, -0.24, "half a word behind a full stop")                       \
  W(opening_behind_stop, 1.16, "the opening of a paragraph behind a full stop")           \
  W(short_behind_stop, -0.3, "a line of a few words behind a full stop")                  \
  W(prose_behind_verse, -2.5, "prose behind verse, or behind the rows of a table")        \
  W(behind_signature, -4.59, "on behind the signature of an article")                     \
  W(behind_jump, -4.62, "on behind (下转第二版), without (上接第一版)")                   \
  W(jump_joins, 8.0, "(上接第一版) behind (下转第二版)")                                  \
  W(jump_from_none, -5.61, "(上接第一版) behind a text that goes on nowhere else")        \
  W(begins, 1.02, "the first text of a head")                                             \
  W(begins_near, 2.19, "… right behind it")                                               \
  W(begins_late, -3.79, "… other heads between")                                          \
  W(begins_report, 3.18, "… as a report")                                                 \
  W(begins_time, -0.38, "… naming its day first")                                         \
  W(begins_announced, 1.17, "… right behind a byline or card")                            \
  W(begins_notice, 2.82, "… of a notice, right behind it")                                \
  W(begins_topic, 7.15, "… in which the head's titles come back")                         \
  W(begins_middle, -4.14, "… in the middle of a sentence")                                \
  W(begins_half_word, -0.75, "… with half a word")                                        \
  W(alone_item, 0.9, "a short item of a column, behind its bullet")                       \
  W(item_inside, -4.3, "… as a part of the text above")                                   \
  W(alone, -2.29, "a text without a head")                                                \
  W(alone_report, -1.13, "… that opens as a report")                                      \
  W(alone_jumped, -1.2, "… that opens with (上接第一版)")                                 \
  W(alone_tail, -1.64, "… that begins in the middle of a sentence")                       \
  W(alone_half_word, -1.2, "… that begins with half a word")                              \
  W(alone_behind_pointer, -0.22, "… behind a head that needs none")                       \
  W(alone_behind_strays, 3.5, "… behind single characters, as a lost headline leaves")    \
  W(adopts, -2.0, "a text is the tail of one printed below it")                           \
  W(adopts_topic, 6.03, "… as far as the two speak of the same")                          \
  W(adopts_alike, 1.18, "… as far as the two use the same characters")                    \
  W(adopts_article, 1.15, "… as far as the tail uses the characters of the article")      \
  W(adopts_jump, 4.2, "… one marked (上接第一版), of one marked (下转第二版)")            \
  W(tail_promise, 1.0, "what a tail is taken to get back until its beginning is seen")    \
  W(textless, -3.52, "a head without a text")                                             \
  W(left_open, -0.17, "a text that stops in mid-sentence")                                \
  /* Does text that stops here go on there? */                                            \
  W(seam_stop, -4.0, "it stops at a full stop")                                           \
  W(seam_stop_middle, -2.5, "… and the other begins in the middle of a sentence")         \
  W(seam_clause, 1.16, "it stops behind a comma")                                         \
  W(seam_paragraph, -0.42, "the other opens like a paragraph")                            \
  W(seam_plain, 1.6, "… plainly")                                                         \
  W(seam_half_word, 1.93, "… with half a word")                                           \
  W(seam_middle, 3.48, "… in the middle of a sentence")                                   \
  W(seam_pair, 1.35, "the page has the pair of characters across the seam")               \
  W(seam_triple, 0.14, "… three characters across it")                                    \
  W(seam_words, 0.93, "the words on both sides follow one another, for each log-odds")    \
  W(seam_nothing, -0.1, "nothing the page or the dictionary knows spans it")              \
  W(seam_doubled, 3.34, "a character is printed on both sides")                           \
  W(seam_number, 4.06, "a number is awaited and stands there")                            \
  W(seam_closes, 8.48, "a quotation, title or bracket left open is closed")               \
  W(seam_closes_nothing, -1.26, "one is closed that was not open")                        \
  W(seam_opens_again, -4.0, "a quotation opens where one is open in mid-word")

struct Weights {
#define JIANBAO_WEIGHT_MEMBER(name, value, meaning) double name = value;
  JIANBAO_PAGE_WEIGHTS(JIANBAO_WEIGHT_MEMBER)
#undef JIANBAO_WEIGHT_MEMBER
};

}  // namespace jianbao::newspaper

#endif  // JIANBAO_SERVICES_INGEST_NEWSPAPER_WEIGHTS_H_
