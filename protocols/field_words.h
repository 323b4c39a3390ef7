// What the schema says about a field, in words for people. It knows no values and no texts.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

namespace protocols {

std::vector<std::string> field_names(const google::protobuf::Descriptor& block);
std::vector<std::string> member_names(const google::protobuf::OneofDescriptor& choice);
std::vector<std::string> value_names(const google::protobuf::EnumDescriptor& type);

// "a whole number from 1 to 1000000", "one of FLOAT32, FLOAT64", "a block { ... }".
std::string describe_type(const google::protobuf::FieldDescriptor& field);

}  // namespace protocols
