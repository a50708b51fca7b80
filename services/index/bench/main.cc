// jianbao-bench: the index engine in process, on tab-separated files, one thread.
#include <cstdio>

#include "CLI/CLI.hpp"
#include "services/index/bench/commands.h"

int main(int argc, char** argv) {
  CLI::App app("Measures the index engine: builds an index from a corpus, or runs queries on one.");
  app.require_subcommand(1);
  jianbao::bench::IndexOptions index;
  CLI::App* index_command = app.add_subcommand("index", "build an index in DIR from CORPUS.tsv");
  index_command->add_option("corpus", index.corpus, "id, date, headline, body; one article a line")->required();
  index_command->add_option("dir", index.directory, "folder of the index; new or empty")->required();
  index_command->add_flag("--online", index.online, "apply issue by issue, each synced, instead of in bulk");
  index_command->add_option("--articles-per-issue", index.articles_per_issue, "articles in one issue")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  jianbao::bench::IndexOptions visibility;
  CLI::App* visibility_command = app.add_subcommand("visibility", "how long until a write is found by a search");
  visibility_command->add_option("corpus", visibility.corpus, "id, date, headline, body; one article a line")
      ->required();
  visibility_command->add_option("dir", visibility.directory, "folder of the index; new or empty")->required();
  jianbao::bench::SearchOptions search;
  CLI::App* search_command = app.add_subcommand("search", "run QUERIES.tsv on the index in DIR");
  search_command->add_option("dir", search.directory, "folder of the index")->required();
  search_command->add_option("queries", search.queries, "class, text, relevant id; one query a line")->required();
  search_command->add_option("--reps", search.repetitions, "times each query is run; the median counts")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  search_command->add_option("--cache-mb", search.cache_mb, "memory for blocks of the index")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  search_command->add_flag("--cpu-time", search.cpu_time,
                           "measure the thread's processor time: on a busy machine long queries wait for their turn");
  search_command->add_flag("--exact", search.exact, "count every match");
  search_command->add_flag("--preferences", search.shape.preferences,
                           "prefer what the query service does: and: words that stand together; known: single "
                           "characters and leads");
  search_command->add_flag("--all-fields", search.shape.all_fields,
                           "search all fields of an article, as the query service does, instead of its body");
  jianbao::bench::SubstringOptions substrings;
  CLI::App* substring_command = app.add_subcommand("substrings", "check that any stretch of an article finds it");
  substring_command->add_option("dir", substrings.directory, "folder of the index, loaded in bulk")->required();
  substring_command->add_option("--count", substrings.count, "stretches to try")->capture_default_str();
  substring_command->add_option("--seed", substrings.seed, "of the random choice")->capture_default_str();
  jianbao::bench::GenerateOptions generate;
  CLI::App* generate_command =
      app.add_subcommand("generate", "write corpus.tsv and queries.tsv of made-up words to DIR");
  generate_command->add_option("dir", generate.directory, "folder, must be there")->required();
  generate_command->add_option("--articles", generate.articles, "articles to write")
      ->check(CLI::Range(int64_t{1}, int64_t{100'000'000}))
      ->capture_default_str();
  generate_command->add_option("--seed", generate.seed, "of the random choice")->capture_default_str();
  jianbao::bench::PeopleOptions people;
  CLI::App* people_command =
      app.add_subcommand("people", "time look-ups of people by name in an index of made-up people in DIR");
  people_command->add_option("dir", people.directory, "folder of the index; new, empty or filled by this or suggest")
      ->required();
  people_command->add_option("--names", people.names, "people of different names")
      ->check(CLI::Range(uint64_t{100}, uint64_t{2'000'000}))
      ->capture_default_str();
  people_command->add_option("--lookups", people.lookups, "names looked up in each round")
      ->check(CLI::Range(100, 10'000'000))
      ->capture_default_str();
  people_command->add_option("--seed", people.seed, "of the random choice")->capture_default_str();
  jianbao::bench::SuggestOptions suggest;
  CLI::App* suggest_command = app.add_subcommand("suggest", "time suggestions at every keystroke of names being typed");
  suggest_command->add_option("dir", suggest.directory, "folder of the index; new, empty or filled by this or people")
      ->required();
  suggest_command->add_option("--names", suggest.names, "people of different names")
      ->check(CLI::Range(uint64_t{100}, uint64_t{2'000'000}))
      ->capture_default_str();
  suggest_command->add_option("--keystrokes", suggest.keystrokes, "in each round")
      ->check(CLI::Range(100, 10'000'000))
      ->capture_default_str();
  suggest_command->add_option("--seed", suggest.seed, "of the random choice")->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  absl::Status status;
  if (index_command->parsed()) status = RunIndex(index);
  if (visibility_command->parsed()) status = RunVisibility(visibility);
  if (search_command->parsed()) status = RunSearch(search);
  if (substring_command->parsed()) status = RunSubstrings(substrings);
  if (generate_command->parsed()) status = RunGenerate(generate);
  if (people_command->parsed()) status = RunPeople(people);
  if (suggest_command->parsed()) status = RunSuggest(suggest);
  if (status.ok()) return 0;
  std::fprintf(stderr, "jianbao-bench: %s\n", status.ToString().c_str());
  return 1;
}
