// The notes of two traces, side by side: whether what became of every update is the same.
#pragma once

#include <nlohmann/json.hpp>

#include "tools/lab/trace/trace_file.h"

namespace lab::trace {

nlohmann::ordered_json notes_diff(TraceFile& a, TraceFile& b);

}  // namespace lab::trace
