// What each rule costs: training steps, in turn with those of backpropagation in a network of the
// same shape, in one process; and what is said in them.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "tools/lab/bench/step_bench.h"

namespace lab {

// The rule of `options` does not count. For each rule: step_ms and bp_ms, medians over the pairs;
// relative_to_bp, the median of the ratios of each pair; flops, what a step must do, and as "share"
// what of them for what; fraction, of the speed of all threads' matrix products that the step
// reaches; and of a step messages, bytes and non_local_bytes, without what clocks say and hear.
nlohmann::ordered_json bench_rules(const StepBenchOptions& options,
                                   const std::vector<neurons::RuleKind>& rules);

}  // namespace lab
