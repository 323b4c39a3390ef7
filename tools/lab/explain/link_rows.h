// Links as lines of a table: neighbours of one law share a line, so that deep networks fit a
// screen.
#pragma once

#include <string>
#include <vector>

namespace lab {

struct LinkRow {
  std::string name, from, to, law;
  friend bool operator==(const LinkRow&, const LinkRow&) = default;
};

// Links whose names count up, such as feedforward.1, feedforward.2, and whose laws are equal become
// one row, "feedforward.1 .. feedforward.2"; in the order of the first of each.
std::vector<LinkRow> merged(const std::vector<LinkRow>& links);

}  // namespace lab
