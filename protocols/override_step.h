// One step on the way to the field that an override sets, by reflection. Private to override.cc.
#pragma once

#include <google/protobuf/message.h>

#include <string>

#include "protocols/field_path.h"

namespace protocols {

// One step of a path, at the block that it is taken in.
struct Place {
  google::protobuf::Message& block;
  const Step& step;
  std::string prefix;  // path of the block, with the point

  std::string path() const { return prefix + step.name; }
  std::string element() const {
    return step.index ? path() + "[" + std::to_string(*step.index) + "]" : path();
  }
};

// All of these throw FieldError when the step cannot be taken.
const google::protobuf::FieldDescriptor& field_at(const Place& place);

// How many elements there are.
int count_of(const Place& place, const google::protobuf::FieldDescriptor& field);

// An index is for lists only, and at most one past the end.
void check_index(const Place& place, const google::protobuf::FieldDescriptor& field);

[[noreturn]] void refuse_without_index(const Place& place,
                                       const google::protobuf::FieldDescriptor& field);

// The block that a step leads into, made when it is missing.
google::protobuf::Message& enter(const Place& place);

}  // namespace protocols
