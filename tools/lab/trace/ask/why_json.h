// A story as JSON, for whoever prints or draws it.
#pragma once

#include <nlohmann/json.hpp>

#include "tools/lab/trace/ask/story.h"

namespace lab::trace {

// When the run ended, or the latest time there is.
sim::Time end_of(const TraceFile& file);

nlohmann::ordered_json json_of(const TraceFile& file, const Story& story);

// Actors that are in it, in the order of their numbers.
nlohmann::ordered_json lanes_of(const TraceFile& file, const Story& story);

}  // namespace lab::trace
