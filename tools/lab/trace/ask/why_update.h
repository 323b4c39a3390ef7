// The answer about one layer and one sample: what became of it, and what that needed or lacked.
#pragma once

#include <nlohmann/json.hpp>

#include "tools/lab/trace/ask/outcome.h"
#include "tools/lab/trace/ask/slice.h"

namespace lab::trace {

// REQUIRES: the slice holds the sample, and those that its outcome names.
nlohmann::ordered_json update_answer(const TraceFile& file, const Slice& slice, sim::Layer layer,
                                     sim::Sample sample, const Outcome& outcome);

}  // namespace lab::trace
