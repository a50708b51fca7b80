#include "libs/rpc/status.h"

#include <string>

#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "libs/base/status_matchers.h"

namespace jianbao::rpc {
namespace {

using ::testing::EndsWith;
using ::testing::SizeIs;

absl::Status SampleError() {
  return Error(absl::StatusCode::kInvalidArgument, "QUERY_FIELD_UNKNOWN", "unknown field \"autor\"")
      .Field("SearchRequest.query")
      .With("position", 3)
      .With("want", "标题");
}

TEST(RpcStatusTest, CodeMessageReasonFieldAndMetadataSurviveTheWire) {
  const absl::Status back = FromGrpc(ToGrpc(SampleError()));
  EXPECT_EQ(back.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(back.message(), "unknown field \"autor\"");
  EXPECT_EQ(GetErrorDetail(back), GetErrorDetail(SampleError()));
}

TEST(RpcStatusTest, AFieldBecomesABadRequestThatGenericClientsUnderstand) {
  const google::rpc::Status proto = ToProto(SampleError());
  google::rpc::BadRequest bad_request;
  ASSERT_THAT(proto.details(), SizeIs(2));
  ASSERT_TRUE(proto.details(1).UnpackTo(&bad_request));
  EXPECT_EQ(bad_request.field_violations(0).field(), "SearchRequest.query");
}

TEST(RpcStatusTest, AStatusWithoutDetailIsSentWithItsCodeAsReason) {
  google::rpc::ErrorInfo info;
  const google::rpc::Status proto = ToProto(absl::InternalError("broken"));
  ASSERT_TRUE(proto.details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "INTERNAL");
  EXPECT_EQ(info.domain(), "jianbao");
}

TEST(RpcStatusTest, RetryDelaySurvivesTheWireForCodesThatMayBeRetried) {
  const absl::Status busy = WithRetryDelay(absl::ResourceExhaustedError("busy"), absl::Milliseconds(1250));
  EXPECT_EQ(GetRetryDelay(FromGrpc(ToGrpc(busy))), absl::Milliseconds(1250));
  const absl::Status wrong = WithRetryDelay(absl::InvalidArgumentError("wrong"), absl::Seconds(1));
  EXPECT_EQ(GetRetryDelay(FromGrpc(ToGrpc(wrong))), std::nullopt);
}

TEST(RpcStatusTest, BytesThatAreNoUtf8AreReplacedSoThatTheDetailsStillParse) {
  const absl::Status hostile =
      Error(absl::StatusCode::kInvalidArgument, "X", "bad \xff\xfe bytes").With("got", "\xc3\x28");
  const absl::Status back = FromGrpc(ToGrpc(hostile));
  EXPECT_EQ(back.message(), "bad \uFFFD\uFFFD bytes");
  EXPECT_EQ(GetErrorDetail(back)->metadata.at("got"), "\uFFFD(");
}

TEST(RpcStatusTest, AnErrorOfAnySizeFitsTheTrailersThatClientsAcceptByDefault) {
  std::string han;
  for (int i = 0; i < 5000; ++i) han += "报";
  Error error(absl::StatusCode::kInvalidArgument, "TOO_LONG", han);
  error.Field(han);
  for (int i = 0; i < 50; ++i) error.With(absl::StrCat("key", i), han);
  const grpc::Status sent = ToGrpc(error);
  // On the wire the message is percent-encoded (three characters a byte) and the details are base64.
  EXPECT_LE(sent.error_message().size() * 3 + sent.error_details().size() * 4 / 3, 7 * 1024);
  EXPECT_THAT(sent.error_message(), EndsWith("报…"));
  EXPECT_THAT(FromGrpc(sent), ErrorIs(absl::StatusCode::kInvalidArgument, "TOO_LONG"));
}

TEST(RpcStatusTest, DetailsFromAPeerThatAreNoProtoAreIgnored) {
  const absl::Status back = FromGrpc(grpc::Status(grpc::StatusCode::NOT_FOUND, "gone", "\x01\x02garbage"));
  EXPECT_THAT(back, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(GetErrorDetail(back), std::nullopt);
}

TEST(RpcStatusTest, TheLastCauseOfATransportErrorIsItsMessageForPeople) {
  EXPECT_EQ(TransportCause(absl::UnavailableError("last error: UNKNOWN: ipv4:127.0.0.1:1: Connection refused")),
            "Connection refused");
  EXPECT_EQ(TransportCause(absl::UnavailableError("Socket closed")), "Socket closed");
}

TEST(RpcStatusTest, UnknownCodesInsideMessagesBecomeUnknown) {
  google::rpc::Status proto;
  proto.set_code(999);
  EXPECT_THAT(FromProto(proto), StatusIs(absl::StatusCode::kUnknown));
  EXPECT_OK(FromProto(google::rpc::Status()));
}

}  // namespace
}  // namespace jianbao::rpc
