// What recording and asking cost: rows of a free-running network, written and read again, and
// training steps with and without a recorder, in turn.
#pragma once

#include <nlohmann/json.hpp>

namespace lab {

struct TraceBenchOptions {
  std::uint64_t events = 10'000'000;
  int repeats = 3;  // of writing and reading
  int pairs = 11;   // of training steps
};

// Writes its traces into the folder for temporary files, and removes them.
nlohmann::ordered_json bench_trace(const TraceBenchOptions& options);

}  // namespace lab
