// Speed of reading pages, one thread: each step of it, and everything that ParseIssue answers with.
//
//   page_bench [PATH…] [--benchmark_…]     files or folders of pages; default: the sample issues
//
// bytes_per_second counts bytes of the page files. `pages` is how many were read in turn.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "libs/base/file.h"
#include "libs/text/decode.h"
#include "services/ingest/entities/mentions.h"
#include "services/ingest/newspaper/parser.h"
#include "services/ingest/records/encode.h"

namespace jianbao {
namespace {

namespace fs = std::filesystem;

std::vector<std::string>& Pages() {
  static auto& pages = *new std::vector<std::string>;
  return pages;
}

void Add(const fs::path& path) {
  if (fs::is_directory(path)) {
    for (const auto& entry : fs::directory_iterator(path)) {
      if (entry.path().extension() == ".txt") Add(entry.path());
    }
    return;
  }
  const auto bytes = ReadFile(path, 64 << 20);
  // Parsing once also loads the tables, which is no part of a page's cost.
  if (bytes.ok() && newspaper::ParseIssue(*bytes, {}).ok()) Pages().push_back(*bytes);
}

template <typename Step>
void Run(benchmark::State& state, Step step) {
  int64_t bytes = 0;
  for (auto _ : state) {
    for (const std::string& page : Pages()) {
      step(page);
      bytes += static_cast<int64_t>(page.size());
    }
  }
  state.SetBytesProcessed(bytes);
  state.counters["pages"] = static_cast<double>(Pages().size());
}

void Decode(benchmark::State& state) {
  Run(state, [](const std::string& page) { benchmark::DoNotOptimize(text::Decode(page, std::nullopt)); });
}

void FindArticles(benchmark::State& state) {
  Run(state, [](const std::string& page) { benchmark::DoNotOptimize(newspaper::ParseIssue(page, {})); });
}

void FindMentions(benchmark::State& state) {
  std::vector<newspaper::ParsedIssue> parsed;
  for (const std::string& page : Pages()) parsed.push_back(*newspaper::ParseIssue(page, {}));
  size_t next = 0;
  Run(state, [&](const std::string&) {
    benchmark::DoNotOptimize(entities::ExtractMentions(parsed[next]));
    next = (next + 1) % parsed.size();
  });
}

// What the RPC ParseIssue does between its request and its answer.
void Everything(benchmark::State& state) {
  Run(state, [](const std::string& page) {
    const auto parsed = newspaper::ParseIssue(page, {});
    benchmark::DoNotOptimize(records::EncodePage(*parsed, entities::ExtractMentions(*parsed)));
  });
}

BENCHMARK(Decode)->Unit(benchmark::kMicrosecond);
BENCHMARK(FindArticles)->Unit(benchmark::kMicrosecond);
BENCHMARK(FindMentions)->Unit(benchmark::kMicrosecond);
BENCHMARK(Everything)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace jianbao

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  for (int i = 1; i < argc; ++i) jianbao::Add(argv[i]);
  if (argc == 1) jianbao::Add(std::string(JIANBAO_SOURCE_DIR) + "/seeds/issues");
  if (jianbao::Pages().empty()) {
    std::fprintf(stderr, "page_bench: no readable page in the paths given\n");
    return 1;
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
