// Closed classes of words that mark people, organisations and places in any Chinese newspaper: general knowledge,
// written for this project, in folded form (see text::FoldChar). Pure functions over static tables; thread-safe.
//
// Nothing here names a living person, a village or a paper's own campaign: those must be recognised by form and
// context.
#ifndef JIANBAO_SERVICES_INGEST_ENTITIES_VOCABULARY_H_
#define JIANBAO_SERVICES_INGEST_ENTITIES_VOCABULARY_H_

#include <cstdint>
#include <string_view>
#include <vector>

namespace jianbao::entities {

// What a word may be; a word can be several things at once.
enum TermClass : uint32_t {
  kPost = 1u << 0,             // 书记, 局长, 村民, …: the noun a title ends in
  kRank = 1u << 1,             // 副, 代, 常务, …: stands before a post
  kHonorific = 1u << 2,        // 同志, 先生, …: stands after a name and is no post
  kSpeech = 1u << 3,           // 说, 指出, …: what a person does next in a report
  kAction = 1u << 4,           // 主持, 率队, …: likewise, less surely
  kStop = 1u << 5,             // verbs and function words no name of an organisation holds
  kOrgSuffix = 1u << 6,        // 局, 公司, …: the head of an organisation's name
  kOrgKnown = 1u << 7,         // 国务院, 联合国, …: the whole name of an organisation
  kPlaceKnown = 1u << 8,       // 浙江, 法国, …
  kAdminSuffix = 1u << 9,      // 县, 镇, 村, …: the head of an administrative unit's name
  kSiteSuffix = 1u << 10,      // 公园, 大道, 水库, …: the head of a site's or a natural feature's name
  kPlaceShort = 1u << 11,      // 京, 美, …: one character for a place, only next to its like or in set words
  kLocative = 1u << 12,        // 在, 来到, …: stands before a place
  kNotName = 1u << 13,         // 高兴, 方面, …: common words that look like names
  kAdminPrefix = 1u << 14,     // 省, 市, 区, …: stands for the paper's own place before a unit (区教育局)
  kLocalPrefix = 1u << 20,     // 镇, 村, …: likewise, but only before a post (镇组织员)
  kCountable = 1u << 15,       // 公司, 学校: an organisation's head that is a plain noun when it stands alone
  kTimeWord = 1u << 16,        // 昨天, 上午, …
  kCollective = 1u << 17,      // 领导, 代表, …: a title that governs a whole list of names
  kPersonKnown = 1u << 19,     // 孔子, 鲁迅: people of history every reader knows
  kForeignSurname = 1u << 21,  // 田中, 山本: of two characters or more, as Japanese ones
  kNoPlaceName = 1u << 22,     // 贫困, 示范, …: before a head they describe, they do not name (贫困县)
  kCountry = 1u << 23,         // of a known place: a state, or larger
  kOrgNamed = 1u << 24,        // 集团, 协会: heads that a name of its own may stand before, without any place
  kStreetName = 1u << 25,      // 建设, 解放: words that streets are named after although they describe other places
  kOrgWeak = 1u << 26,         // 所, 站: heads only of what an administration runs (县农科所)
  kTrade = 1u << 27,           // 机械, 电子: what a company is in, behind its brand
  kOrgAlone = 1u << 29,        // 民政局, 交警支队, …: of kOrgSuffix, such as are named without their town
  kTakesPerson = 1u << 28,     // 任命, 遇见, 师从, …: verbs that persons stand behind
  kPartyShort = 1u << 18,  // 区委, 市政府, …: the short form of an organisation, its prefix being the paper's own place
};

struct TermList {
  uint32_t classes;
  uint16_t cost;           // 10 * -ln(probability), the scale of the lexicon; 0 leaves the cost to the lexicon
  std::string_view words;  // parted by white space
};

std::vector<TermList> PeopleTerms();
std::vector<TermList> PlaceTerms();
std::vector<TermList> OrganizationTerms();
std::vector<TermList> CommonTerms();

// The name model's raw tables: characters by how usual they are, most usual first.
struct CharacterTier {
  uint8_t cost;  // 10 * -ln(probability)
  std::u32string_view characters;
};

std::vector<CharacterTier> SurnameTiers();
std::vector<CharacterTier> GivenNameTiers();
// Characters that are usual as the first of two of a given name and hardly as the last: 向东, 有才.
std::u32string_view FirstGivenNameCharacters();
// Characters that are usual as a whole given name, and as the first of two.
std::u32string_view UsualSoleGivenNames();
std::u32string_view UsualFirstGivenNameCharacters();
// Characters that are more often the word behind a name than the last of two of a given name.
std::u32string_view WordLikeLastCharacters();
// Everyday words that people are named with.
std::string_view GivenNameWords();
std::string_view CompoundSurnames();
// Characters that brands of companies are made of.
std::u32string_view BrandCharacters();
// Surnames that are more often words of their own.
std::u32string_view WordLikeSurnames();
// Characters that names of villages, towns and streets are commonly made of.
std::u32string_view PlaceNameCharacters();
// Characters that no such name holds.
std::u32string_view FunctionCharacters();
// Characters used to write foreign names by sound.
std::vector<CharacterTier> TransliterationTiers();
// Characters that words for what a person does end in.
std::u32string_view RoleCharacters();
// Characters of given names after a kForeignSurname.
std::u32string_view ForeignGivenNameCharacters();

}  // namespace jianbao::entities

#endif  // JIANBAO_SERVICES_INGEST_ENTITIES_VOCABULARY_H_
