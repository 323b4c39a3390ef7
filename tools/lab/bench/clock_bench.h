// What each shipped clock costs: training steps under it against the plain loop, which knows none,
// in turn, in one process.
#pragma once

#include <nlohmann/json.hpp>

#include "tools/lab/bench/step_bench.h"

namespace lab {

// Links take 10 us, and every clock has time enough for that. "clocks" is a list, each with its
// name, step_ms, overhead (the median of its ratios to the plain loop beside it), events a step,
// and applied, the part of all updates that was made: what is missed costs nothing.
nlohmann::ordered_json bench_clocks(const StepBenchOptions& options);

}  // namespace lab
