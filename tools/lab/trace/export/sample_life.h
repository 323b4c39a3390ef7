// The life of one sample: its messages, the phases of the layers meanwhile, and what was noted of
// it; or some chosen messages. It knows no picture.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "tools/lab/trace/export/places.h"
#include "tools/lab/trace/export/timeline.h"

namespace lab::trace {

struct Passage {  // of a message
  EventRow row;
  bool arrived = false;
};

struct PhaseSpan {
  sim::ActorId actor;       // that was ordered, or a clock that orders
  std::uint32_t phase = 0;  // of the header's table
  sim::Time from, to;       // the order, and the next one of whatever sample
};

struct SampleLife {
  sim::Sample sample = 0;
  std::string title;              // "sample 3"
  std::vector<Passage> passages;  // in the order of sending
  std::vector<PhaseSpan> phases;
  std::vector<NoteRow> notes;
  std::uint64_t left_out = 0;  // messages beyond the most that are held

  sim::Time from() const;
  sim::Time to() const;
};

inline constexpr std::size_t kMostPassages = 5000;

// Throws protocols::BadInput: the trace knows nothing of that sample, but of others.
[[noreturn]] void fail_without(TraceFile& file, sim::Sample sample, const Window& window);

// Of the sample that is selected, or the first that was presented. Fails like that without any.
SampleLife life_of_sample(TraceFile& file, const Selection& selection,
                          const Progress& progress = {});

// Nothing but these messages.
SampleLife life_of_events(TraceFile& file, const std::set<sim::EventId>& events,
                          const std::string& title);

}  // namespace lab::trace
