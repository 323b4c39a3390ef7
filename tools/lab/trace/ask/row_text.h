// Rows in words, for people.
#pragma once

#include <string>

#include "tools/lab/trace/trace_file.h"

namespace lab::trace {

// "85 us", "85.25 us + 2": the microstep only if there is one.
std::string time_text(sim::Time at);
std::string duration_text(std::int64_t ns);

// "target delivered", "order learn", "activity".
std::string what_text(const TraceFile& file, const EventRow& row);
// "feedback2#17 to feedforward2: target delivered, sample 3, sent 85 us, received 95 us"
std::string row_text(const TraceFile& file, const EventRow& row);

}  // namespace lab::trace
