// What jianbao-bench does. Each prints one JSON object to standard output. One thread.
#ifndef JIANBAO_SERVICES_INDEX_BENCH_COMMANDS_H_
#define JIANBAO_SERVICES_INDEX_BENCH_COMMANDS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "services/index/bench/corpus.h"

namespace jianbao::bench {

struct IndexOptions {
  std::string corpus;
  std::string directory;  // must not exist or be empty
  bool online = false;    // apply issue by issue, each synced, instead of loading in bulk
  uint32_t articles_per_issue = 10;
};
absl::Status RunIndex(const IndexOptions& options);

// Applies issue by issue, each synced, and searches for each with its revision at once: how long until a write is
// found, and how long the disk alone takes to append and sync as many bytes. Fails unless every search finds its issue
// whole. `online` is not looked at.
absl::Status RunVisibility(const IndexOptions& options);

struct SearchOptions {
  std::string directory;
  std::string queries;
  uint32_t repetitions = 5;
  bool exact = false;       // exact totals
  uint64_t cache_mb = 256;  // of blocks of the store
  QueryShape shape;
  bool cpu_time = false;  // of the thread, instead of the clock's: on a machine others work on
};
absl::Status RunSearch(const SearchOptions& options);

struct SubstringOptions {
  std::string directory;  // an index that was loaded in bulk: articles are numbered without gaps
  uint32_t count = 10'000;
  uint32_t seed = 1;
};
// Searches random stretches of 1 to 12 characters of stored articles; fails unless each finds its article.
absl::Status RunSubstrings(const SubstringOptions& options);

struct GenerateOptions {
  std::string directory;  // corpus.tsv and queries.tsv go there
  int64_t articles = 10'000;
  uint64_t seed = 1;
};
// Writes a corpus of made-up words, and queries over it: the same files for the same options.
absl::Status RunGenerate(const GenerateOptions& options);

struct PeopleOptions {
  std::string directory;  // must not exist, be empty, or be one that this or RunSuggest() has filled
  uint64_t names = 1'000'000;
  uint32_t lookups = 10'000;
  uint64_t seed = 1;
};
// Fills an index with people of made-up names where there is none, and times look-ups by name: of any name for the
// first time and again, and of names as often as they are printed.
absl::Status RunPeople(const PeopleOptions& options);

struct SuggestOptions {
  std::string directory;  // must not exist, be empty, or be one that RunPeople() or this has filled
  uint64_t names = 1'000'000;
  uint32_t keystrokes = 20'000;
  uint64_t seed = 1;
};
// Fills an index as RunPeople() does where there is none, and times suggestions at every keystroke of names being
// typed: by characters, in pinyin and by initials, of any name and of names as often as they are printed.
absl::Status RunSuggest(const SuggestOptions& options);

}  // namespace jianbao::bench

#endif  // JIANBAO_SERVICES_INDEX_BENCH_COMMANDS_H_
