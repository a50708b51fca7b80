#include "libs/rpc/process_figures.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace jianbao::rpc {
namespace {

std::string ReadFile(const char* path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// Seconds since 1970 at which the system was started.
double BootTime() {
  const std::vector<std::string> lines = absl::StrSplit(ReadFile("/proc/stat"), '\n');
  for (const std::string& line : lines) {
    double seconds = 0;
    if (line.rfind("btime ", 0) == 0 && absl::SimpleAtod(line.substr(6), &seconds)) return seconds;
  }
  return 0;
}

// Of /proc/self/stat, the fields behind the program's name, which may hold blanks; the first is number 3 of proc(5).
std::vector<double> StatFields() {
  const std::string stat = ReadFile("/proc/self/stat");
  const size_t end_of_name = stat.rfind(')');
  std::vector<double> fields;
  if (end_of_name == std::string::npos) return fields;
  const std::vector<std::string> texts = absl::StrSplit(stat.substr(end_of_name + 1), ' ', absl::SkipEmpty());
  for (const std::string& field : texts) {
    double number = 0;
    fields.push_back(absl::SimpleAtod(field, &number) ? number : 0);
  }
  return fields;
}

}  // namespace

std::vector<Figure> ProcessFigures() {
  using Kind = Figure::Kind;
  std::vector<Figure> figures;
  constexpr size_t kFirst = 3, kThreads = 20, kStart = 22, kVirtual = 23, kResident = 24;  // numbers of proc(5)
  if (const std::vector<double> stat = StatFields(); stat.size() > kResident - kFirst) {
    static const double kBoot = BootTime();
    figures.push_back({"process_start_time_seconds", "when the process started, seconds since 1970", Kind::kGauge,
                       kBoot + stat[kStart - kFirst] / static_cast<double>(sysconf(_SC_CLK_TCK))});
    figures.push_back({"process_virtual_memory_bytes", "address space in use", Kind::kGauge, stat[kVirtual - kFirst]});
    figures.push_back({"process_resident_memory_bytes", "memory in use", Kind::kGauge,
                       stat[kResident - kFirst] * static_cast<double>(sysconf(_SC_PAGESIZE))});
    figures.push_back({"process_threads", "threads", Kind::kGauge, stat[kThreads - kFirst]});
  }
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) == 0) {
    const auto seconds = [](const timeval& time) {
      return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    figures.push_back({"process_cpu_seconds_total", "processor time used, user and system", Kind::kCounter,
                       seconds(usage.ru_utime) + seconds(usage.ru_stime)});
  }
  std::error_code error;
  const auto open = std::filesystem::directory_iterator("/proc/self/fd", error);
  if (!error) {
    figures.push_back({"process_open_fds", "open file descriptors", Kind::kGauge,
                       static_cast<double>(std::distance(begin(open), end(open)))});
  }
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    figures.push_back(
        {"process_max_fds", "open file descriptors allowed", Kind::kGauge, static_cast<double>(limit.rlim_cur)});
  }
  return figures;
}

}  // namespace jianbao::rpc
