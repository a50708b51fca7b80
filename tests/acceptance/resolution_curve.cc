// How well people are told as more characters are misread, and how fast.
#include <iostream>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/strings/str_format.h"
#include "tests/acceptance/archive_generator.h"
#include "tests/acceptance/resolution_score.h"

namespace jianbao::acceptance {
namespace {

int Run(int argc, char** argv) {
  CLI::App app{
      "Generates archives of invented newspapers with known people, resolves the names printed in them and prints the "
      "figures (tests/acceptance/resolution_score.h) for growing shares of misread characters.\n\n"
      "  resolution_curve --issues 2000\n"
      "  resolution_curve --misread 0.01 --errors   # what went wrong"};
  ArchiveOptions options{.issues = 2000};
  double misread = -1;
  bool errors = false;
  app.add_option("--issues", options.issues, "issues of the archive")->capture_default_str();
  app.add_option("--seed", options.seed, "of the archive")->capture_default_str();
  app.add_option("--misread", misread, "chance of a character to be misread; a curve without it");
  app.add_flag("--errors", errors, "print the wrong joins and the misread names that were not found");
  CLI11_PARSE(app, argc, argv);
  for (const double chance : {0.0, 0.005, 0.01, 0.02, 0.04}) {
    if (misread >= 0 && chance > 0) break;
    options.misread = misread >= 0 ? misread : chance;
    const GeneratedArchive archive = GenerateArchive(options);
    const ResolutionScore score = ScoreResolution(archive);
    std::cout << absl::StrFormat("%d issues, %d people, %d sightings, misread %.3f\n", options.issues,
                                 archive.people.size(), archive.sightings.size(), options.misread)
              << Describe(score) << "\n";
    if (!errors) continue;
    for (const std::string& wrong : score.wrong_joins) std::cout << "wrong   " << wrong << "\n";
    for (const std::string& missed : score.missed) std::cout << "missed  " << missed << "\n";
  }
  return 0;
}

}  // namespace
}  // namespace jianbao::acceptance

int main(int argc, char** argv) { return jianbao::acceptance::Run(argc, argv); }
