#include "tests/contract/compatibility.h"

#include <functional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "jianbao/index/v1/index_service.pb.h"
#include "jianbao/ingest/v1/ingest_service.pb.h"
#include "jianbao/query/v1/query_service.pb.h"
#include "tests/support/cluster.h"

namespace jianbao::testing {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptorProto;
using google::protobuf::FileDescriptorSet;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kBaseline[] = JIANBAO_SOURCE_DIR "/protos/baseline.binpb";

TEST(CompatibilityTest, TheContractsKeepWhatTheBaselinePromised) {
  // Names the files of all three services, so that the linker keeps their descriptors.
  ASSERT_NE(ingest::v1::ParseIssueRequest::descriptor(), nullptr);
  ASSERT_NE(index::v1::ApplyIssueRequest::descriptor(), nullptr);
  ASSERT_NE(query::v1::SearchRequest::descriptor(), nullptr);
  FileDescriptorSet baseline;
  ASSERT_TRUE(baseline.ParseFromString(ReadWhole(kBaseline)));
  ASSERT_GE(baseline.file_size(), 6);
  EXPECT_THAT(FindBreakingChanges(baseline, *DescriptorPool::generated_pool()), IsEmpty())
      << "see protos/README.md: a released contract only grows";
}

FileDescriptorProto Sample() {
  FileDescriptorProto file;
  file.set_name("sample.proto");
  file.set_package("jianbao.sample.v1");
  file.set_syntax("proto3");
  auto* message = file.add_message_type();
  message->set_name("M");
  auto* field = message->add_field();
  field->set_name("a");
  field->set_number(1);
  field->set_type(google::protobuf::FieldDescriptorProto::TYPE_INT32);
  field->set_label(google::protobuf::FieldDescriptorProto::LABEL_OPTIONAL);
  auto* kind = file.add_enum_type();
  kind->set_name("E");
  kind->add_value()->set_name("E_UNSPECIFIED");
  kind->mutable_value(0)->set_number(0);
  auto* service = file.add_service();
  service->set_name("S");
  auto* method = service->add_method();
  method->set_name("Do");
  method->set_input_type(".jianbao.sample.v1.M");
  method->set_output_type(".jianbao.sample.v1.M");
  return file;
}

std::vector<std::string> ChangesAfter(const std::function<void(FileDescriptorProto*)>& change) {
  FileDescriptorSet baseline;
  *baseline.add_file() = Sample();
  FileDescriptorProto changed = Sample();
  change(&changed);
  DescriptorPool pool;
  EXPECT_NE(pool.BuildFile(changed), nullptr);
  return FindBreakingChanges(baseline, pool);
}

TEST(CompatibilityTest, GrowingIsCompatible) {
  EXPECT_THAT(ChangesAfter([](FileDescriptorProto* file) {
                auto* field = file->mutable_message_type(0)->add_field();
                *field = file->message_type(0).field(0);
                field->set_name("b");
                field->set_number(2);
              }),
              IsEmpty());
}

TEST(CompatibilityTest, EachKindOfBreakIsFound) {
  const auto field = [](FileDescriptorProto* file) { return file->mutable_message_type(0)->mutable_field(0); };
  EXPECT_THAT(ChangesAfter([](auto* file) { file->mutable_message_type(0)->clear_field(); }),
              ElementsAre(HasSubstr("removed")));
  EXPECT_THAT(ChangesAfter([&](auto* file) { field(file)->set_name("z"); }), ElementsAre(HasSubstr("renamed")));
  EXPECT_THAT(
      ChangesAfter([&](auto* file) { field(file)->set_type(google::protobuf::FieldDescriptorProto::TYPE_STRING); }),
      ElementsAre(HasSubstr("changed from int32")));
  EXPECT_THAT(
      ChangesAfter([&](auto* file) { field(file)->set_label(google::protobuf::FieldDescriptorProto::LABEL_REPEATED); }),
      ElementsAre(HasSubstr("repeated")));
  EXPECT_THAT(ChangesAfter([](auto* file) { file->mutable_enum_type(0)->mutable_value(0)->set_name("E_NONE"); }),
              ElementsAre(HasSubstr("renamed")));
  EXPECT_THAT(ChangesAfter([](auto* file) { file->clear_enum_type(); }), ElementsAre(HasSubstr("removed")));
  EXPECT_THAT(ChangesAfter([](auto* file) { file->mutable_service(0)->clear_method(); }),
              ElementsAre(HasSubstr("removed")));
  EXPECT_THAT(ChangesAfter([](auto* file) { file->mutable_service(0)->mutable_method(0)->set_server_streaming(true); }),
              ElementsAre(HasSubstr("streaming")));
}

}  // namespace
}  // namespace jianbao::testing
