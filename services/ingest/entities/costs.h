// What each way to read characters costs: 10 * -ln(probability), as the lexicon's. Cues are what a name gains by its
// surroundings. Found by tests/acceptance/entity_tune on pages with gold annotations. Plain values.
#ifndef JIANBAO_SERVICES_INGEST_ENTITIES_COSTS_H_
#define JIANBAO_SERVICES_INGEST_ENTITIES_COSTS_H_

namespace jianbao::entities {

// name, value, what it weighs
#define JIANBAO_ENTITY_COSTS(W)                                                             \
  /* What a word costs */                                                                   \
  W(unknown_character, 125, "a character no list knows")                                    \
  W(term_default, 70, "a term of ours that neither list nor lexicon gives a cost")          \
  W(idiom, 90, "four characters that the word model knows as one")                          \
  W(cut_word, 100, "two characters likewise, over the end of a name")                       \
  W(other, 40, "a number, a Latin word or a mark: nothing competes with it")                \
  W(lonely_surname, 25, "… more, a surname alone in print")                                 \
  /* What a personal name costs, and what it gains by its surroundings */                   \
  W(person, 45, "that a word is a personal name")                                           \
  W(one_given, 30, "… with one character for the given name")                               \
  W(two_given, 5, "… with two")                                                             \
  W(compound, 54, "… of a compound surname: all of them, and one of them")                  \
  W(famous_name, 205, "a name the lexicon holds as a word is one up to this cost")          \
  W(usual_sole, 12, "… less, of one character that is usual as a whole given name")         \
  W(usual_first, 12, "… less, of two characters of which the first is usual as such")       \
  W(short_alone, 8, "… more, two characters without a cue, or an unusual one")              \
  W(short_believed, 25, "… of at least this weight")                                        \
  W(said_twice, 20, "… more, of a surname that doubles the character before it: 一方|方")   \
  W(adverb_last, 30, "… more, with 正 at its end before 带着, 在, …")                       \
  W(word_last, 30, "… more, of two characters of which the last is more often a word")      \
  W(counter_surname, 40, "… more, of a surname that counts things behind a number: 一|张")  \
  W(wordy_surname, 18, "… more without a cue, of a surname that is more often a word")      \
  W(wordy_name, 12, "… more without a cue, three characters of which two are a word")       \
  W(usual_word, 115, "… of at most this cost")                                              \
  W(title_before, 61, "behind a title")                                                     \
  W(honorific_after, 20, "before 同志, 先生, … or a post")                                  \
  W(title_after, 34, "before a title that stands behind names only")                        \
  W(speech_after, 25, "before 说, 指出, …")                                                 \
  W(action_after, 40, "before 主持, 率队, …")                                               \
  W(short_action_after, 13, "… of one character")                                           \
  W(list_mark, 9, "behind 、 or another name, or before 、 or 等")                          \
  W(list_of_people, 30, "behind another name and 、")                                       \
  W(role_before, 10, "behind a character that ends words for what people do")               \
  W(object_before, 24, "behind 任命, 遇见, …")                                              \
  W(called_before, 30, "behind 叫")                                                         \
  W(age_before, 40, "behind 岁的")                                                          \
  W(sex_after, 60, "before ,男, or ,女,")                                                   \
  W(age_after, 40, "before ,61岁 or ,1965年3月生")                                          \
  W(word_in_name, 81, "gained by 有 and 和 in it where they can be no words")               \
  W(reporter, 60, "that characters between 记者 and 报道 are a name")                       \
  W(word_behind_title, 15, "gained by a word between a post and a mark or a verb")          \
  W(titled_closed, 30, "gained by a name between a post and a mark or a verb of saying")    \
  W(sentence_start, 12, "at the start of a sentence")                                       \
  W(mark_beside, 3, "beside a mark, or at the end of a sentence")                           \
  W(appointed, 60, "between 任命, 免去, … and 为, 的, 辞去, … with an office behind it")    \
  W(in_office, 25, "before 为, 当选, … with an office behind it")                           \
  W(book_before, -10, "behind 《")                                                          \
  W(place_head_after, 26, "lost before the head of a place's name: 青石岙|村 is a village") \
  W(aspect_after, 30, "lost before 了 or 着, which stand behind verbs: 薛丽买|了")          \
  W(foreign_name, 67, "that a word is a foreign name written by sound")                     \
  W(foreign_short, 20, "… more, of two characters")                                         \
  W(foreign_family, 88, "… a surname of another country that uses Chinese characters")      \
  W(usual_character, 60, "… of whose given name a character costs no more than this")       \
  W(dotted_name, 40, "that a word is a name with middle dots")                              \
  W(dotted_character, 38, "… a character usual in foreign names")                           \
  W(dotted_stranger, 95, "… any other")                                                     \
  W(known_name, 52, "a name the text has established")                                      \
  /* What a place's name costs, and what it gains by its surroundings */                    \
  W(place_name, 57, "before the head of an administrative unit")                            \
  W(site_name, 76, "before the head of a site")                                             \
  W(known_place, 85, "a place every reader knows, with its head: 浙江|省")                  \
  W(family_place, 120, "沈家|乡, 陆家|村")                                                  \
  W(family_site, 130, "… of a site")                                                        \
  W(short_place, 30, "… more, a name of one character before its head")                     \
  W(long_place, 4, "… more, a name of four")                                                \
  W(word_place, 46, "… more than the everyday word it is: 荷花|镇")                         \
  W(rare_word, 100, "… of a site: a word of at least this cost")                            \
  W(plain_site, 25, "… more, described and not named: 现代|产业园")                         \
  W(weak_site, 19, "… more, before a head of one character without a cue")                  \
  W(locative_before, 21, "behind 在, 来到, …")                                              \
  W(place_before, 24, "behind another place")                                               \
  W(known_place_short, 8, "… more, a longer name made of one the text has established")

struct Costs {
#define JIANBAO_COST_MEMBER(name, value, meaning) int name = value;
  JIANBAO_ENTITY_COSTS(JIANBAO_COST_MEMBER)
#undef JIANBAO_COST_MEMBER
};

}  // namespace jianbao::entities

#endif  // JIANBAO_SERVICES_INGEST_ENTITIES_COSTS_H_
