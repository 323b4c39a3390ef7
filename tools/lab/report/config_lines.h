// A resolved config as one line a field, so that configs can be laid side by side. It reads text,
// also of fields that this version does not know.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace lab {

// "rule.gait.gamma", "link[0].loss"; an empty block has the value "{}".
struct ConfigLine {
  std::string path;
  std::vector<std::optional<std::string>> values;  // of each config; absent: not there
};

// Of all fields of all configs, in the order in which they are met.
std::vector<ConfigLine> side_by_side(const std::vector<std::string>& configs);

// Not all configs agree on it.
bool differs(const ConfigLine& line);

}  // namespace lab
