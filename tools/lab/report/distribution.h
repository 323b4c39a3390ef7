// A histogram of times as summary.json tells it. It draws nothing.
#pragma once

#include <optional>
#include <vector>

#include "tools/lab/files/run_folder.h"

namespace lab {

struct TimeBin {
  double from = 0, to = 0;  // ns; not beyond what was measured
  double count = 0;
};

struct Distribution {
  double count = 0, least = 0, most = 0;
  std::vector<TimeBin> bins;

  // Within the bin that holds it as if its times were spread evenly over the octaves; exact where
  // there was only one.
  // Absent where nothing was measured.
  std::optional<double> median() const;
};

// What is damaged counts as not measured.
Distribution distribution_of(const Json& json);

}  // namespace lab
