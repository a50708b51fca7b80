// Page tokens: opaque to clients, bound to the request they belong to. A token says where the next page begins and how
// the first page was matched, so that a listing goes on as it began. Pure functions and values; thread-safe.
#ifndef JIANBAO_SERVICES_QUERY_PAGE_TOKEN_H_
#define JIANBAO_SERVICES_QUERY_PAGE_TOKEN_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "google/protobuf/message_lite.h"

namespace jianbao::query {

struct PageToken {
  uint64_t request = 0;     // RequestFingerprint() of the request that began the listing
  uint32_t match_mode = 0;  // jianbao.query.v1.MatchMode that answered; 0 where there is none
  uint32_t skip = 0;        // hits of that page which have been sent already; streams only
  std::string cursor;       // the index's own; empty for the first page

  friend bool operator==(const PageToken&, const PageToken&) = default;
};

// Equal for equal requests, unequal for others but by accident. Clear page size and token before.
uint64_t RequestFingerprint(const google::protobuf::MessageLite& request);

// Letters, digits, '-' and '_'.
std::string EncodePageToken(const PageToken& token);

// The next page's token of a listing that the index pages by `cursor`; empty where there is no next page.
std::string NextPageToken(uint64_t request, const std::string& cursor);

// InvalidArgument PAGE_TOKEN_MALFORMED when `text` is no token of ours, PAGE_TOKEN_MISMATCH when it belongs to another
// request than `request`; both name `field`.
absl::StatusOr<PageToken> DecodePageToken(std::string_view text, uint64_t request, std::string_view field);

}  // namespace jianbao::query

#endif  // JIANBAO_SERVICES_QUERY_PAGE_TOKEN_H_
