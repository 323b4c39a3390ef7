// An axis of a study: one field of a config and the values it takes. It knows no config.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lab {

struct Axis {
  std::string path;                 // "link[1].loss"
  std::vector<std::string> values;  // as after "-s path="
  friend bool operator==(const Axis&, const Axis&) = default;
};

// "path=v1,v2,...". Commas inside of brackets and quotes belong to a value.
// Throws protocols::BadInput when there is no path, no value, or an open bracket or quote.
Axis parse_axis(std::string_view text);

}  // namespace lab
