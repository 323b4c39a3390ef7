// Walks to the field (see override_step.h), then reads the value with the parser of files: an
// override is refused for the same reasons and in the same words as a line of a file.
#include "protocols/override.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "protocols/field_path.h"
#include "protocols/override_step.h"
#include "protocols/parse_text.h"
#include "protocols/problem.h"
#include "protocols/trimmed.h"

namespace protocols {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool is_quoted(std::string_view value) { return value.starts_with('"') || value.starts_with('\''); }

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') result += '\\';
    result += letter;
  }
  return result + "\"";
}

// The value as text format wants it.
std::string as_text(const Override& change, const Place& place, const FieldDescriptor& field) {
  const bool is_list = change.value.starts_with('[');
  if (field.is_repeated() && !place.step.index && !is_list) refuse_without_index(place, field);
  const bool is_whole_list = field.is_repeated() && !place.step.index;
  const bool is_bare = field.type() == FieldDescriptor::TYPE_STRING && !is_whole_list;
  return is_bare && !is_quoted(change.value) ? quoted(change.value) : change.value;
}

// Nothing may follow the value: "3 steps: 4" would set another field in passing.
void check_one_value(const Place& place, const Outline& outline) {
  const bool is_one = std::ranges::all_of(outline.places, [&](const FieldPlace& found) {
    return is_within(found.path, place.element());
  });
  if (is_one && !(place.step.index && outline.places.empty())) return;
  throw FieldError({place.element(), "expected one value", ""});
}

// A message like the block, in which the field alone is set.
std::unique_ptr<Message> read(const Override& change, const Place& place,
                              const FieldDescriptor& field) {
  const std::string text = field.name() + ": " + as_text(change, place, field);
  const auto first = static_cast<std::size_t>(place.step.index.value_or(0));
  const Outline outline = outline_of(text, {place.block.GetDescriptor(), place.prefix, first});
  check_one_value(place, outline);
  std::unique_ptr<Message> value(place.block.New());
  parse_text(text, outline, *value);
  return value;
}

// Merging appends to a list; the new element then changes places with the old one.
void set_element(const Place& place, const FieldDescriptor& field, const Message& value) {
  const auto* reflection = place.block.GetReflection();
  const int count = count_of(place, field);
  place.block.MergeFrom(value);
  if (*place.step.index == count) return;
  reflection->SwapElements(&place.block, &field, *place.step.index, count);
  reflection->RemoveLast(&place.block, &field);
}

void assign(const Override& change, const Place& place) {
  const FieldDescriptor& field = field_at(place);
  check_index(place, field);
  const auto value = read(change, place, field);
  if (place.step.index) return set_element(place, field, *value);
  place.block.GetReflection()->ClearField(&place.block, &field);
  place.block.MergeFrom(*value);
}

}  // namespace

Override parse_override(std::string_view assignment) {
  const auto equals = std::min(assignment.find('='), assignment.size());
  const std::string_view path = trimmed(assignment.substr(0, equals));
  const std::string_view value =
      trimmed(assignment.substr(std::min(equals + 1, assignment.size())));
  if (path.empty() || value.empty()) {
    throw BadInput(
        fmt::format("-s {}: expected PATH=VALUE, both not empty\nhint: such as "
                    "link[1].loss=0.1; an empty text is name='\"\"'",
                    assignment));
  }
  return {std::string(path), std::string(value)};
}

void apply_override(const Override& change, Message& config) {
  const std::vector<Step> steps = parse_path(change.path);
  Message* block = &config;
  std::string prefix;
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
    const Place place = {*block, steps[i], prefix};
    block = &enter(place);
    prefix = place.element() + ".";
  }
  assign(change, {*block, steps.back(), prefix});
}

}  // namespace protocols
