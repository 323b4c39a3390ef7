// Where two runs part, and how far apart they are in the end.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "tools/lab/trace/trace_file.h"

namespace lab::trace {

// Reads both once, side by side. "equal" says whether all that happened was equal: messages (with
// what they carried, if both traces tell), notes and the end. Configs may still differ.
nlohmann::ordered_json diff(TraceFile& a, TraceFile& b);
std::string diff_text(const nlohmann::ordered_json& diff);

}  // namespace lab::trace
