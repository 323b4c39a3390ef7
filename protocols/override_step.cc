// Every refusal lists what would have been right.
#include "protocols/override_step.h"

#include <fmt/format.h>

#include "protocols/field_words.h"
#include "protocols/problem.h"
#include "protocols/suggest.h"

namespace protocols {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const FieldDescriptor& field_at(const Place& place) {
  const auto& type = *place.block.GetDescriptor();
  if (const auto* field = type.FindFieldByName(place.step.name)) return *field;
  throw FieldError({place.path(), fmt::format("unknown field {}", place.step.name),
                    suggest(place.step.name, field_names(type))});
}

int count_of(const Place& place, const FieldDescriptor& field) {
  return place.block.GetReflection()->FieldSize(place.block, &field);
}

void check_index(const Place& place, const FieldDescriptor& field) {
  if (!place.step.index) return;
  if (!field.is_repeated()) {
    throw FieldError({place.element(), fmt::format("{} is not a list", place.path()), ""});
  }
  if (const int count = count_of(place, field); *place.step.index > count) {
    throw FieldError({place.element(),
                      fmt::format("there is no such element: {} has {}", place.path(), count),
                      fmt::format("{}[{}] would append one", place.path(), count)});
  }
}

void refuse_without_index(const Place& place, const FieldDescriptor& field) {
  throw FieldError({place.path(),
                    fmt::format("is a list of {}: an index is missing", count_of(place, field)),
                    fmt::format("write {0}[0], or set the whole list: {0}=[...]", place.path())});
}

Message& enter(const Place& place) {
  const FieldDescriptor& field = field_at(place);
  check_index(place, field);
  const auto* reflection = place.block.GetReflection();
  if (field.message_type() == nullptr) {
    throw FieldError({place.path(), "is a single value: it has no fields", ""});
  }
  if (!field.is_repeated()) return *reflection->MutableMessage(&place.block, &field);
  if (!place.step.index) refuse_without_index(place, field);
  if (*place.step.index == count_of(place, field)) reflection->AddMessage(&place.block, &field);
  return *reflection->MutableRepeatedMessage(&place.block, &field, *place.step.index);
}

}  // namespace protocols
