// People told apart and misread names joined, in generated archives (a larger one: resolution_curve).
#include <iostream>

#include "gtest/gtest.h"
#include "tests/acceptance/archive_generator.h"
#include "tests/acceptance/resolution_score.h"

namespace jianbao::acceptance {
namespace {

TEST(ResolutionTest, PeopleOfAnArchiveAreTold) {
  const ResolutionScore score = ScoreResolution(GenerateArchive({.issues = 400, .seed = 1000}));
  std::cout << Describe(score);
  EXPECT_GE(score.joins.value(), 0.98);
  EXPECT_GE(score.look_alike.value(), 0.80);
  EXPECT_GE(score.namesakes.value(), 0.98);
  EXPECT_GE(score.look_alikes.value(), 0.98);
  EXPECT_GE(score.together.value(), 0.98);
  EXPECT_GE(score.office_holders.value(), 0.97);
}

TEST(ResolutionTest, NothingIsJoinedWhereNothingIsMisread) {
  const ResolutionScore score = ScoreResolution(GenerateArchive({.issues = 400, .misread = 0, .seed = 1000}));
  EXPECT_LE(score.joins.all - score.joins.right, 2);
  EXPECT_GE(score.together.value(), 0.98);
}

TEST(ArchiveGeneratorTest, TheSameSeedGivesTheSameArchive) {
  const GeneratedArchive one = GenerateArchive({.issues = 9}), two = GenerateArchive({.issues = 9});
  ASSERT_EQ(one.sightings.size(), two.sightings.size());
  for (size_t i = 0; i < one.sightings.size(); ++i) {
    EXPECT_EQ(one.sightings[i].sighting.name, two.sightings[i].sighting.name);
  }
  const std::vector<engine::IssueRecord> issues = ToIssues(one, 1);
  EXPECT_EQ(issues.size(), 9u);
  size_t mentions = 0;
  for (const engine::IssueRecord& issue : issues) {
    for (const engine::Document& document : issue.documents) mentions += document.mentions.size();
  }
  EXPECT_EQ(mentions, one.sightings.size());
}

}  // namespace
}  // namespace jianbao::acceptance
