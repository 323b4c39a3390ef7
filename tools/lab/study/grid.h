// The grid of a study: every combination of the values of its axes, repeated with other seeds.
// It knows no config and no process.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/lab/study/axis.h"

namespace lab {

// One run of a study.
struct GridRun {
  std::vector<std::size_t> at;  // for each axis, which of its values
  std::uint64_t seed = 1;
  std::string cell;                   // folder of all seeds: "target=35us_loss=0"; empty: no axes
  std::string folder;                 // "target=35us_loss=0/seed=7"
  std::vector<std::string> settings;  // for -s: "clock.lockstep.target=35us"
};

// How many runs there are.
double count_of(const std::vector<Axis>& axes, std::uint64_t repeats);

// The last axis varies fastest; the repeats of a cell stand side by side, with seeds first_seed,
// first_seed + 1, and so on.
std::vector<GridRun> expand(const std::vector<Axis>& axes, std::uint64_t repeats,
                            std::uint64_t first_seed);

}  // namespace lab
