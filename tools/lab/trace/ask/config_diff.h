// Where two resolved configs differ, field by field.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace lab::trace {

struct Change {
  std::string path;                 // "clock.lockstep.target"
  std::optional<std::string> a, b;  // nothing: the field is not there
  friend bool operator==(const Change&, const Change&) = default;
};

// In the order of the first, then what only the second has.
std::vector<Change> config_changes(const std::string& a, const std::string& b);

}  // namespace lab::trace
