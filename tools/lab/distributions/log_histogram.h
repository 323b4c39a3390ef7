// LogHistogram: how often a time was how long, in bins that grow by an eighth of an octave. Its
// memory does not grow.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>

namespace lab {

class LogHistogram {
 public:
  static constexpr int kPerOctave = 8;

  // REQUIRES: ns >= 0.
  void add(std::int64_t ns);
  std::uint64_t count() const { return count_; }

  template <class A>
  void archive(A& a) {
    a(bins_, count_, sum_, least_, most_);
  }

  // {"count": .., "least": .., "mean": .., "most": .., "from": [..], "to": [..], "counts": [..]}:
  // count i is of times from from[i] on and before to[i]; empty bins are left out. The first three
  // are exact, and null where nothing was added.
  nlohmann::ordered_json to_json() const;

  // Of bin i: 0 is of the time 0 alone, then come eight an octave. A bin that holds no whole number
  // ends where it begins.
  static std::int64_t lower_end(std::size_t bin);
  static std::size_t bin_of(std::int64_t ns);

 private:
  static constexpr std::size_t kBins = 1 + 63 * kPerOctave;

  std::array<std::uint64_t, kBins> bins_{};
  std::uint64_t count_ = 0;
  double sum_ = 0;
  std::int64_t least_ = std::numeric_limits<std::int64_t>::max(), most_ = 0;
};

}  // namespace lab
