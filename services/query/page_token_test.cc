#include "services/query/page_token.h"

#include <random>

#include "gtest/gtest.h"
#include "jianbao/query/v1/query_service.pb.h"
#include "libs/base/status_matchers.h"

namespace jianbao::query {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

TEST(PageTokenTest, RoundTripsWithAnyCursorBytes) {
  const PageToken token{0x0123456789abcdefULL, 3, 2, std::string("\0\xff cursor", 9)};
  const std::string text = EncodePageToken(token);
  EXPECT_EQ(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
            std::string::npos);
  EXPECT_THAT(DecodePageToken(text, token.request, "SearchRequest.page_token"), IsOkAndHolds(token));
}

TEST(PageTokenTest, ATokenOfAnotherRequestIsRefused) {
  query::v1::SearchRequest request;
  request.set_query("春耕");
  const uint64_t first = RequestFingerprint(request);
  request.set_query("夏收");
  const std::string text = EncodePageToken({first, 1, 0, "cursor"});
  EXPECT_THAT(DecodePageToken(text, RequestFingerprint(request), "f"), ErrorIs(kInvalid, "PAGE_TOKEN_MISMATCH"));
}

TEST(PageTokenTest, EveryChangedCharacterIsNoticed) {
  const std::string text = EncodePageToken({42, 1, 0, "cursor"});
  for (size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_THAT(DecodePageToken(changed, 42, "f"), ErrorIs(kInvalid, "PAGE_TOKEN_MALFORMED")) << i;
  }
}

TEST(PageTokenTest, GarbageIsRefused) {
  std::mt19937 random(7);
  for (int i = 0; i < 2000; ++i) {
    std::string text(random() % 60, '\0');
    for (char& c : text) c = static_cast<char>(random());
    EXPECT_THAT(DecodePageToken(text, 42, "f"), ErrorIs(kInvalid, "PAGE_TOKEN_MALFORMED"));
  }
  const std::string text = EncodePageToken({42, 1, 0, "cursor"});
  EXPECT_THAT(DecodePageToken(text + "=", 42, "f"), ErrorIs(kInvalid, "PAGE_TOKEN_MALFORMED"));
  EXPECT_THAT(DecodePageToken(std::string(1 << 20, 'A'), 42, "f"), ErrorIs(kInvalid, "PAGE_TOKEN_MALFORMED"));
}

}  // namespace
}  // namespace jianbao::query
