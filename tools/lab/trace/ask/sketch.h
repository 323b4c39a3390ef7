// Quantiles of a stream of durations in constant memory.
#pragma once

#include <cstdint>
#include <vector>

namespace lab::trace {

// Counts by bins that widen with the value: 32 to every doubling, so a quantile is the middle of a
// bin and off by 1.1 % of itself at most. Zero, the least and the largest are exact.
class Sketch {
 public:
  static constexpr double kError = 0.011;

  // REQUIRES: value >= 0.
  void add(std::int64_t value);

  std::uint64_t count() const { return count_; }
  std::int64_t least() const { return least_; }
  std::int64_t largest() const { return largest_; }
  // The value that this part of all, from 0 to 1, does not exceed. 0 of nothing.
  double quantile(double part) const;

 private:
  std::vector<std::uint64_t> bins_;  // the first is of zero
  std::uint64_t count_ = 0;
  std::int64_t least_ = 0, largest_ = 0;
};

}  // namespace lab::trace
