// Whole numbers, by reflection: what a field may be is in ranges.cc. Absent fields are not looked
// at: their defaults are good.
#include <fmt/format.h>

#include <vector>

#include "protocols/ranges.h"
#include "protocols/validate_parts.h"

namespace protocols {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// An element of a list, or a single value.
struct Element {
  const Message& block;
  const FieldDescriptor& field;
  int index;

  const google::protobuf::Reflection& reflection() const { return *block.GetReflection(); }
};

std::uint64_t number32(const Element& at) {
  return at.field.is_repeated() ? at.reflection().GetRepeatedUInt32(at.block, &at.field, at.index)
                                : at.reflection().GetUInt32(at.block, &at.field);
}

std::uint64_t number64(const Element& at) {
  return at.field.is_repeated() ? at.reflection().GetRepeatedUInt64(at.block, &at.field, at.index)
                                : at.reflection().GetUInt64(at.block, &at.field);
}

const Message& block_at(const Element& at) {
  return at.field.is_repeated() ? at.reflection().GetRepeatedMessage(at.block, &at.field, at.index)
                                : at.reflection().GetMessage(at.block, &at.field);
}

void check(const Element& at, const std::string& path, Checks& checks) {
  const auto type = at.field.cpp_type();
  if (type == FieldDescriptor::CPPTYPE_MESSAGE) {
    return check_ranges(block_at(at), path + ".", checks);
  }
  const bool is_short = type == FieldDescriptor::CPPTYPE_UINT32;
  if (!is_short && type != FieldDescriptor::CPPTYPE_UINT64) return;
  const Range range = range_of(at.field);
  checks.count(path, is_short ? number32(at) : number64(at), range.least, range.most);
}

}  // namespace

void check_ranges(const Message& block, const std::string& prefix, Checks& checks) {
  std::vector<const FieldDescriptor*> given;
  block.GetReflection()->ListFields(block, &given);
  for (const FieldDescriptor* field : given) {
    const std::string path = prefix + field->name();
    if (!field->is_repeated()) check({block, *field, 0}, path, checks);
    const int count = field->is_repeated() ? block.GetReflection()->FieldSize(block, field) : 0;
    for (int i = 0; i < count; ++i) {
      check({block, *field, i}, fmt::format("{}[{}]", path, i), checks);
    }
  }
}

}  // namespace protocols
