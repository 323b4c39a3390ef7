// Where the values of an axis stand on the x axis of a plot: numbers and durations in proportion,
// everything else side by side.
#pragma once

#include <string>
#include <vector>

namespace lab {

struct Positions {
  std::vector<double> at;  // one for each value
  std::string scale;       // "log scale" or empty
  bool ordered = true;     // false: side by side, in the order given
};

// Values of which the largest is a hundred times the smallest stand by their logarithms.
Positions positions_of(const std::vector<std::string>& values);

}  // namespace lab
