#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "libs/base/error.h"
#include "libs/base/status.h"
#include "libs/text/chars.h"
#include "libs/text/pinyin.h"
#include "services/index/bench/commands.h"
#include "services/index/bench/people_archive.h"
#include "services/index/engine/engine.h"
#include "services/index/storage/rocksdb_store.h"

namespace jianbao::bench {
namespace {

using Clock = std::chrono::steady_clock;

double Seconds(Clock::duration duration) { return std::chrono::duration<double>(duration).count(); }

double ThreadCpuMicros() {
  timespec time = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return 1e6 * static_cast<double>(time.tv_sec) + 1e-3 * static_cast<double>(time.tv_nsec);
}

// What is typed on the way to a name.
std::vector<std::string> Keystrokes(const std::string& name) {
  std::vector<std::string> strokes;
  std::string typed;
  for (const char32_t c : text::FromUtf8(name)) {
    text::AppendUtf8(c, &typed);
    strokes.push_back(typed);
  }
  const std::string pinyin = text::Pinyin(name);
  std::string letters, initials;
  for (size_t i = 0; i < pinyin.size(); ++i) {
    if (pinyin[i] == ' ') continue;
    strokes.push_back(letters += pinyin[i]);
    if (i > 0 && pinyin[i - 1] == ' ') strokes.push_back(initials += pinyin[i]);
    if (i == 0) initials.push_back(pinyin[i]);
  }
  return strokes;
}

struct Round {
  double p50_us = 0, p99_us = 0, max_us = 0;
  double cpu_p99_us = 0, cpu_max_us = 0;  // of the thread alone: what a machine that does nothing else would take
  uint64_t suggested = 0, without_post = 0;
};

template <typename Pick>
absl::StatusOr<Round> Measure(const engine::Engine& engine, uint32_t keystrokes, const Pick& pick) {
  std::vector<double> micros, cpu_micros;
  Round round;
  while (micros.size() < keystrokes) {
    for (const std::string& typed : Keystrokes(pick())) {
      engine::SuggestOptions options;
      options.typed = typed;
      options.kinds = {engine::kPersonKind};
      const double cpu_start = ThreadCpuMicros();
      const auto start = Clock::now();
      JIANBAO_ASSIGN_OR_RETURN(const auto suggested, engine.Suggest(options));
      micros.push_back(1e6 * Seconds(Clock::now() - start));
      cpu_micros.push_back(ThreadCpuMicros() - cpu_start);
      if (suggested.empty()) return Error(absl::StatusCode::kInternal, "NAME_LOST", typed + " finds nobody");
      round.suggested += suggested.size();
      for (const auto& suggestion : suggested) round.without_post += suggestion.post.empty() ? 1 : 0;
    }
  }
  std::sort(micros.begin(), micros.end());
  round.p50_us = micros[micros.size() / 2];
  round.p99_us = micros[micros.size() * 99 / 100];
  round.max_us = micros.back();
  std::sort(cpu_micros.begin(), cpu_micros.end());
  round.cpu_p99_us = cpu_micros[cpu_micros.size() * 99 / 100];
  round.cpu_max_us = cpu_micros.back();
  return round;
}

void Print(const char* what, const Round& round) {
  std::printf(",\"%s\":{\"p50_us\":%.1f,\"p99_us\":%.1f,\"max_us\":%.1f,\"cpu_p99_us\":%.1f,\"cpu_max_us\":%.1f", what,
              round.p50_us, round.p99_us, round.max_us, round.cpu_p99_us, round.cpu_max_us);
  std::printf(",\"suggested\":%llu,\"without_post\":%llu}", static_cast<unsigned long long>(round.suggested),
              static_cast<unsigned long long>(round.without_post));
}

// Megabytes, at its largest.
int64_t Memory() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

}  // namespace

absl::Status RunSuggest(const SuggestOptions& options) {
  JIANBAO_ASSIGN_OR_RETURN(const auto store, storage::OpenRocksDbStore(options.directory, {}));
  PeopleArchive archive(options.names, options.seed);
  JIANBAO_RETURN_IF_ERROR(archive.FillOnce(store.get()));
  const auto start = Clock::now();
  const int64_t memory_before = Memory();
  JIANBAO_ASSIGN_OR_RETURN(const auto engine, engine::Engine::Open(store.get(), {}));
  JIANBAO_RETURN_IF_ERROR(WaitForNames(*engine));
  const double load_seconds = Seconds(Clock::now() - start);
  const auto any = [&] { return NameOf(archive.AnyName(), options.names); };
  const auto known = [&] { return NameOf(archive.KnownName(), options.names); };
  JIANBAO_ASSIGN_OR_RETURN(const Round first, Measure(*engine, options.keystrokes, any));
  JIANBAO_ASSIGN_OR_RETURN(const Round second, Measure(*engine, options.keystrokes, any));
  JIANBAO_ASSIGN_OR_RETURN(const Round often, Measure(*engine, options.keystrokes, known));
  std::printf("{\"names\":%llu,\"names_read_seconds\":%.2f,\"memory_mb\":%lld,\"keystrokes\":%u",
              static_cast<unsigned long long>(options.names), load_seconds,
              static_cast<long long>(Memory() - memory_before), options.keystrokes);
  Print("any_name", first);
  Print("any_name_later", second);
  Print("known_more_often", often);
  std::printf("}\n");
  return absl::OkStatus();
}

}  // namespace jianbao::bench
