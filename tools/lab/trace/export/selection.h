// What of a trace is exported.
#pragma once

#include <optional>

#include "tools/lab/trace/scan.h"

namespace lab::trace {

struct Selection {
  Window window;
  std::optional<sim::Sample> sample = {};
};

inline bool holds(const EventRow& row, const Selection& selection) {
  return holds(row, selection.window) && (!selection.sample || row.sample == *selection.sample);
}

// How much was written.
struct Exported {
  std::uint64_t events = 0, notes = 0, counters = 0;
};

}  // namespace lab::trace
