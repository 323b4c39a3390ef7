// What threads are worth: the same steps with one thread and with several, in turn.
#pragma once

#include "tools/lab/bench/step_bench.h"

namespace lab {

// Under the ideal clock and under "pipelined", which keeps two samples in flight, bp and gait:
// "rows", each with clock, rule, one_ms, several_ms and efficiency, the median over pairs of
// one_ms / (threads several_ms); same_weights says whether both ended with the same bits.
// REQUIRES: options.threads > 1.
nlohmann::ordered_json bench_threads(const StepBenchOptions& options);

}  // namespace lab
