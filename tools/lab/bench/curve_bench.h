// How costs grow: the time and the memory of a training step against the size of a network, and
// events a second against the number of actors.
#pragma once

#include "tools/lab/bench/step_bench.h"

namespace lab {

// Of bp and gait, without a regularizer, one option changed at a time: "curves" is a list with
// rule, axis (width, layers, batch, or samples in flight under the clock pipelined) and points,
// each with x, step_ms, floor_ms (what flops and bytes take at the speeds measured beside it), and
// megabytes in use; "events" has one for each number of actors. Only the axes that are named.
nlohmann::ordered_json bench_curves(const StepBenchOptions& options,
                                    const std::vector<std::string>& axes);
// What they may be called: width, layers, batch, in_flight, actors.
std::vector<std::string> curve_axes();

// Step times against x, with their floors, both on logarithmic axes; one picture for every axis,
// named after it.
std::vector<std::pair<std::string, std::string>> curve_pictures(
    const nlohmann::ordered_json& result);

}  // namespace lab
