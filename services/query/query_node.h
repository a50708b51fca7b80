// The index's query tree: building it, checking one a client sent, and what it marks. Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_QUERY_QUERY_NODE_H_
#define JIANBAO_SERVICES_QUERY_QUERY_NODE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "jianbao/type/v1/query.pb.h"

namespace jianbao::query {

// `slop` and the lengths of texts must be within the limits of query.proto.
type::v1::QueryNode TextQuery(const std::string& text, type::v1::SearchField field, bool whole_words, int slop = 0);
type::v1::QueryNode LooseTextQuery(const std::string& text, type::v1::SearchField field, int minimum_percent);
type::v1::QueryNode KeywordQuery(type::v1::KeywordNode::Key key, const std::string& value);
// Several nodes as one; a single one stays itself. REQUIRES: `children` is not empty.
type::v1::QueryNode AllOfQuery(std::vector<type::v1::QueryNode> children);
type::v1::QueryNode AnyOfQuery(std::vector<type::v1::QueryNode> children);

// `child`, raised by what is preferred; itself where nothing is.
type::v1::QueryNode PreferQuery(type::v1::QueryNode child, std::vector<type::v1::QueryNode> preferred);
type::v1::QueryNode BoostQuery(type::v1::QueryNode child, float factor);

// Joins `extra` to `query` by AND. An empty `query` counts as everything.
void AddRequired(type::v1::QueryNode extra, type::v1::QueryNode* query);

// Checks a tree before anything is done with it: InvalidArgument QUERY_MALFORMED or QUERY_TOO_LARGE.
absl::Status CheckQueryNode(const type::v1::QueryNode& query);

// What to mark in the articles that `query` finds: every text that helped, and names asked for by field wherever they
// are printed. Nothing that was excluded. Not set where there is nothing to mark.
type::v1::QueryNode ToHighlightNode(const type::v1::QueryNode& query);

}  // namespace jianbao::query

#endif  // JIANBAO_SERVICES_QUERY_QUERY_NODE_H_
