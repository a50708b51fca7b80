// Constants of the on-disk format. A change here makes indexes of the version before unreadable or wrong: raise
// kFormatVersion (layout) or kAnalyzerVersion (what terms a text has) and extend the history.
#ifndef JIANBAO_SERVICES_INDEX_ENGINE_FORMAT_H_
#define JIANBAO_SERVICES_INDEX_ENGINE_FORMAT_H_

#include <cstdint>

namespace jianbao::engine {

// 1: first format; docs/formats/keyspace.md.
// 2: rows of posts, how often an article names an entity.
// 3: rows of block keys, pinyin and corrections; what is printed around people.
inline constexpr uint32_t kFormatVersion = 3;
// The oldest format that Engine::Open() brings up to date; earlier releases refuse the index afterwards.
inline constexpr uint32_t kOldestFormatVersion = 1;

// 1: unigrams, joined and split bigrams, Latin and digit words, punctuation; folding by libs/text.
inline constexpr char kAnalyzerId[] = "jianbao-bigram";
inline constexpr uint32_t kAnalyzerVersion = 1;

// Articles in one block of a posting list.
inline constexpr uint32_t kBlockSize = 128;

// Longest Latin or digit run that is a word; longer ones are found through their bigrams.
inline constexpr uint32_t kMaxWordLetters = 64;

inline constexpr uint32_t kMaxKeywordBytes = 1024;
inline constexpr uint32_t kMaxNameBytes = 1024;

}  // namespace jianbao::engine

#endif  // JIANBAO_SERVICES_INDEX_ENGINE_FORMAT_H_
