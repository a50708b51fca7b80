#include "tests/contract/compatibility.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace jianbao::testing {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

class Comparison {
 public:
  explicit Comparison(const DescriptorPool& current) : current_(current) {}

  void Compare(const FileDescriptor& old_file) {
    for (int i = 0; i < old_file.message_type_count(); ++i) Compare(*old_file.message_type(i));
    for (int i = 0; i < old_file.enum_type_count(); ++i) Compare(*old_file.enum_type(i));
    for (int i = 0; i < old_file.service_count(); ++i) Compare(*old_file.service(i));
  }

  std::vector<std::string> Take() { return std::move(changes_); }

 private:
  template <typename... Parts>
  void Report(const Parts&... parts) {
    changes_.push_back(absl::StrCat(parts...));
  }

  void Compare(const Descriptor& old_message) {
    const Descriptor* message = current_.FindMessageTypeByName(old_message.full_name());
    if (message == nullptr) return Report(old_message.full_name(), " was removed");
    for (int i = 0; i < old_message.field_count(); ++i) {
      const FieldDescriptor& old_field = *old_message.field(i);
      const FieldDescriptor* field = message->FindFieldByNumber(old_field.number());
      if (field == nullptr) {
        Report(old_field.full_name(), " (", old_field.number(), ") was removed");
      } else {
        Compare(old_field, *field);
      }
    }
    for (int i = 0; i < old_message.nested_type_count(); ++i) Compare(*old_message.nested_type(i));
    for (int i = 0; i < old_message.enum_type_count(); ++i) Compare(*old_message.enum_type(i));
  }

  void Compare(const FieldDescriptor& old_field, const FieldDescriptor& field) {
    if (old_field.name() != field.name()) Report(old_field.full_name(), " was renamed to ", field.name());
    if (old_field.type() != field.type()) {
      Report(old_field.full_name(), " changed from ", old_field.type_name(), " to ", field.type_name());
    } else if (old_field.message_type() != nullptr &&
               old_field.message_type()->full_name() != field.message_type()->full_name()) {
      Report(old_field.full_name(), " changed to ", field.message_type()->full_name());
    } else if (old_field.enum_type() != nullptr &&
               old_field.enum_type()->full_name() != field.enum_type()->full_name()) {
      Report(old_field.full_name(), " changed to ", field.enum_type()->full_name());
    }
    if (old_field.label() != field.label()) Report(old_field.full_name(), " changed between single and repeated");
    if (old_field.has_presence() != field.has_presence()) Report(old_field.full_name(), " changed its presence");
  }

  void Compare(const EnumDescriptor& old_enum) {
    const EnumDescriptor* current = current_.FindEnumTypeByName(old_enum.full_name());
    if (current == nullptr) return Report(old_enum.full_name(), " was removed");
    for (int i = 0; i < old_enum.value_count(); ++i) {
      const EnumValueDescriptor& old_value = *old_enum.value(i);
      const EnumValueDescriptor* value = current->FindValueByNumber(old_value.number());
      if (value == nullptr) {
        Report(old_value.full_name(), " was removed");
      } else if (value->name() != old_value.name()) {
        Report(old_value.full_name(), " was renamed to ", value->name());
      }
    }
  }

  void Compare(const ServiceDescriptor& old_service) {
    const ServiceDescriptor* service = current_.FindServiceByName(old_service.full_name());
    if (service == nullptr) return Report(old_service.full_name(), " was removed");
    for (int i = 0; i < old_service.method_count(); ++i) {
      const MethodDescriptor& old_method = *old_service.method(i);
      const MethodDescriptor* method = service->FindMethodByName(old_method.name());
      if (method == nullptr) {
        Report(old_method.full_name(), " was removed");
      } else if (method->input_type()->full_name() != old_method.input_type()->full_name() ||
                 method->output_type()->full_name() != old_method.output_type()->full_name() ||
                 method->client_streaming() != old_method.client_streaming() ||
                 method->server_streaming() != old_method.server_streaming()) {
        Report(old_method.full_name(), " changed its request, response or streaming");
      }
    }
  }

  const DescriptorPool& current_;
  std::vector<std::string> changes_;
};

}  // namespace

std::vector<std::string> FindBreakingChanges(const google::protobuf::FileDescriptorSet& baseline,
                                             const DescriptorPool& current) {
  DescriptorPool old_pool;
  Comparison comparison(current);
  for (const auto& file : baseline.file()) {
    const FileDescriptor* old_file = old_pool.BuildFile(file);
    if (old_file == nullptr) return {absl::StrCat("the baseline's ", file.name(), " cannot be read")};
    if (absl::StartsWith(old_file->package(), "jianbao.")) comparison.Compare(*old_file);
  }
  return comparison.Take();
}

}  // namespace jianbao::testing
