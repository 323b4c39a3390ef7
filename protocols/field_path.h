// The path of a field, "link[1].loss", cut into its steps. It knows no schema.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace protocols {

struct Step {
  std::string name;
  std::optional<int> index;  // of a list
};

// Throws FieldError when `path` is not made of names and indices.
std::vector<Step> parse_path(std::string_view path);

}  // namespace protocols
