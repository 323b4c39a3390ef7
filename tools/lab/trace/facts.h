// What run a trace is of, what is in it, and what of it is damaged.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "tools/lab/trace/trace_file.h"

namespace lab::trace {

// Reads every frame once.
nlohmann::ordered_json facts_of(TraceFile& file);
std::string facts_text(const nlohmann::ordered_json& facts);

}  // namespace lab::trace
