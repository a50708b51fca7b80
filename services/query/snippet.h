// What a reader sees of a hit: the headline, and the passages of the body that say most about the query, with the
// matches marked in the text and in the original file. Pure functions; thread-safe.
#ifndef JIANBAO_SERVICES_QUERY_SNIPPET_H_
#define JIANBAO_SERVICES_QUERY_SNIPPET_H_

#include <string_view>
#include <vector>

#include "jianbao/index/v1/index_service.pb.h"
#include "jianbao/query/v1/query_service.pb.h"
#include "libs/text/span.h"

namespace jianbao::query {

struct SnippetOptions {
  int characters = 80;   // of one passage of the body; a single match that is longer is shown whole
  int max_passages = 1;  // of the body
};

// The headline, whole; heads and reporters that match, whole; then the best passages of the body in text order, or its
// beginning where it has no match. Matches that do not fit the article's text are left out.
std::vector<v1::Snippet> BuildSnippets(
    const type::v1::Article& article,
    const google::protobuf::RepeatedPtrField<index::v1::FetchArticlesResponse::Match>& matches,
    const SnippetOptions& options);

// The byte ranges of at most `max_passages` passages of `text`, in order, none overlapping. The best ones hold the most
// different matches. REQUIRES: `matches` are sorted, do not overlap and begin and end on characters of `text`.
std::vector<text::ByteSpan> BestPassages(std::string_view text, const std::vector<text::ByteSpan>& matches,
                                         const SnippetOptions& options);

}  // namespace jianbao::query

#endif  // JIANBAO_SERVICES_QUERY_SNIPPET_H_
