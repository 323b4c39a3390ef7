// Going through a trace, one frame in memory at a time, past frames that cannot matter.
#pragma once

#include <functional>
#include <limits>
#include <optional>

#include "tools/lab/trace/trace_file.h"

namespace lab::trace {

// What to look at; everything by default. A frame's header tells whether it can hold any of it.
struct Window {
  std::int64_t from_ns = std::numeric_limits<std::int64_t>::min();  // sent or received at
  std::int64_t to_ns = std::numeric_limits<std::int64_t>::max();    // from .. to, both included
  std::optional<sim::ActorId> actor = {};                           // that sends or receives
};

bool can_hold(const FrameHeader& header, const Window& window);
bool holds(const EventRow& row, const Window& window);
bool holds(const NoteRow& row, const Window& window);  // of notes only the time counts

// Told how many bytes of how many have been gone through, once a frame.
using Progress = std::function<void(std::uint64_t done, std::uint64_t all)>;

// Rows in the order of sending; those of frames that cannot be read are left out, and are among
// damages() afterwards. `visit` may return false to stop.
void for_each_event(TraceFile& file, const Window& window,
                    const std::function<bool(const EventRow&)>& visit,
                    const Progress& progress = {});
void for_each_note(TraceFile& file, const Window& window,
                   const std::function<bool(const NoteRow&)>& visit);

}  // namespace lab::trace
