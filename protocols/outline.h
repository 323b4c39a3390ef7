// The outline of a text: the path of every field in it, with the tokens of its name and its value.
// It works on wrong texts too, up to the first unknown field; it knows no values.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <string_view>
#include <vector>

#include "protocols/token.h"

namespace protocols {

struct FieldPlace {
  std::string path;                                // "link[1].loss"
  const google::protobuf::Descriptor* block;       // the type of the block that it is in
  const google::protobuf::FieldDescriptor* field;  // null: unknown
  std::size_t name = 0;                            // index of a token
  std::size_t value = 0;                           // index of its first token
  bool closed = true;                              // false: a block without its "}"
};

struct Outline {
  std::vector<Token> tokens;
  std::vector<FieldPlace> places;  // in order of the text

  // The field at `path`, or the first element of the list; null: not in the text.
  const FieldPlace* find(std::string_view path) const;

  // Where to point for a field: at the name of a block, at the value of anything else.
  Position position_of(const FieldPlace& place) const;
};

// Where the text hangs in the whole config: an override is a text of one field deep inside it.
struct Root {
  const google::protobuf::Descriptor* block;
  std::string prefix;           // "link[1]."
  std::size_t first_index = 0;  // of a repeated field directly below
};

Outline outline_of(const std::string& text, const Root& root);

// "link[1].loss" is in "link[1]", which is in "link", which is in "".
std::string_view parent_path(std::string_view path);

// Whether `path` is `block` or a field somewhere inside it.
bool is_within(std::string_view path, std::string_view block);

}  // namespace protocols
