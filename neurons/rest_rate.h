// How fast synapses learn at rest, where nobody said: as fast as a layer of this size bears.
#pragma once

#include "neurons/tensor.h"

namespace neurons {

// The mean product of `columns` draws of white noise with themselves has a largest eigenvalue near
// (1 + sqrt(inputs / columns))^2, and draws that do not cancel leave weights moving about by
// sqrt(rate inputs / columns): the one bounds a stable rate, the other a useful one, and both go as
// columns / (inputs + columns).
inline double rest_rate(double given, double share, Index inputs, Index columns) {
  if (given > 0) return given;
  return share * static_cast<double>(columns) / static_cast<double>(inputs + columns);
}

inline constexpr double kErrorShare = 0.25;  // of rules whose error dies out at their goal
inline constexpr double kNoiseShare = 0.02;  // of rules that the noise itself keeps moving
inline constexpr double kLateralShare = 0.04;

}  // namespace neurons
