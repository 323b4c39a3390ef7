// The last value of every number that a trace holds over time.
#pragma once

#include <map>
#include <string>

#include "tools/lab/trace/trace_file.h"

namespace lab::trace {

inline std::map<std::string, double> last_counters(TraceFile& file) {
  std::map<std::string, double> out;
  for (const Frame& frame : file.frames()) {
    if (frame.header.type != FrameType::kCounters) continue;
    const auto counters = file.message<protocols::trace::Counters>(frame);
    if (!counters) continue;
    for (const auto& series : counters->series()) {
      if (series.value_size() > 0) out[series.name()] = *series.value().rbegin();
    }
  }
  return out;
}

}  // namespace lab::trace
