// The messages of two traces, side by side: where they part, and how many are the same.
#pragma once

#include <nlohmann/json.hpp>

#include "tools/lab/trace/trace_file.h"

namespace lab::trace {

nlohmann::ordered_json rows_diff(TraceFile& a, TraceFile& b);

}  // namespace lab::trace
