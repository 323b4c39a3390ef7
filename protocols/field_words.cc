// Names by reflection, so that a new field of run.proto needs no word here.
#include "protocols/field_words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "protocols/ranges.h"

namespace protocols {

using google::protobuf::FieldDescriptor;

std::vector<std::string> field_names(const google::protobuf::Descriptor& block) {
  std::vector<std::string> names;
  for (int i = 0; i < block.field_count(); ++i) names.push_back(block.field(i)->name());
  return names;
}

std::vector<std::string> member_names(const google::protobuf::OneofDescriptor& choice) {
  std::vector<std::string> names;
  for (int i = 0; i < choice.field_count(); ++i) names.push_back(choice.field(i)->name());
  return names;
}

std::vector<std::string> value_names(const google::protobuf::EnumDescriptor& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.value_count(); ++i) names.push_back(type.value(i)->name());
  return names;
}

std::string describe_type(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return "a block { ... }";
    case FieldDescriptor::CPPTYPE_STRING:
      return "text in quotes";
    case FieldDescriptor::CPPTYPE_BOOL:
      return "true or false";
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return "a number";
    case FieldDescriptor::CPPTYPE_ENUM:
      return fmt::format("one of {}", fmt::join(value_names(*field.enum_type()), ", "));
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
      return fmt::format("a whole number from {} to {}", range_of(field).least,
                         range_of(field).most);
    default:
      return "a whole number";
  }
}

}  // namespace protocols
