// An override "link[1].loss=0.1": one field of a config, set from outside of its file. The value is
// Protobuf text; a single text or name needs no quotes. By reflection: it knows no field by name.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <string_view>

namespace protocols {

struct Override {
  std::string path;
  std::string value;

  std::string assignment() const { return path + "=" + value; }
};

// Splits at the first "="; spaces around path and value do not count. Throws BadInput when there is
// no path or no value.
Override parse_override(std::string_view assignment);

// Sets the field, replacing all that it held, and the other member of a oneof; makes the blocks
// around it when they are missing; an index one past the end of a list appends.
// Throws FieldError when there is no such field or it cannot have this value; `config` is then in
// an unspecified state.
void apply_override(const Override& change, google::protobuf::Message& config);

}  // namespace protocols
