// How long things take in a trace, and how old what was learned from was: by link and by layer.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "tools/lab/trace/trace_file.h"

namespace lab::trace {

// One pass in constant memory: what is longer open than 1024 samples is counted as it is then.
nlohmann::ordered_json stats_of(TraceFile& file);
std::string stats_text(const nlohmann::ordered_json& stats);

}  // namespace lab::trace
