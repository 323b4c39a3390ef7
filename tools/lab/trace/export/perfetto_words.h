// What the Perfetto export says of messages and notes.
#pragma once

#include <string>
#include <vector>

#include "tools/lab/trace/export/perfetto_tracks.h"

namespace lab::trace {

// The same for both ends of a message, and for no other one of a trace.
std::uint64_t flow_of(const EventRow& row);

// What an actor did at one moment: all that it received then, and sent.
struct Handling {
  std::vector<EventRow> received, sent;
};

// "target 7", and how many more there were.
std::string name_of(const Handling& handling, const TraceFile& file);
PerfettoEvent event_of(const Handling& handling, const TraceFile& file);
PerfettoEvent loss_of(const EventRow& row, const TraceFile& file);
PerfettoEvent update_of(const NoteRow& row, const TraceFile& file);

std::string phase_name(const TraceFile& file, const EventRow& order);

}  // namespace lab::trace
