// Sample issues as a careful archivist reads them, ready to be stored: what search is judged on when parsing is not.
#ifndef JIANBAO_TESTS_RELEVANCE_GOLD_ISSUE_H_
#define JIANBAO_TESTS_RELEVANCE_GOLD_ISSUE_H_

#include <string>

#include "jianbao/index/v1/index_service.pb.h"
#include "nlohmann/json.hpp"

namespace jianbao::relevance {

// The issue and articles of one gold annotation (format: seeds/README.md) over its page. Article n is gold article n;
// an issue without printed date has the first day of its inferred bracket.
index::v1::ApplyIssueRequest GoldIssue(const nlohmann::json& gold, const std::string& page);

}  // namespace jianbao::relevance

#endif  // JIANBAO_TESTS_RELEVANCE_GOLD_ISSUE_H_
