// What happened, in the order of time: messages when they are sent and again when they are
// received, notes, and counters, merged. Memory holds one frame of each and what is in flight.
#pragma once

#include <string>

#include "tools/lab/trace/export/selection.h"

namespace lab::trace {

// A number over time, such as an accuracy.
struct CounterRow {
  std::int64_t at_ns = 0;
  std::string name;
  double value = 0;
};

// Hears what happened. Whatever is received at a time comes before what is noted and sent then.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual void on_sent(const EventRow& /*row*/) {}
  virtual void on_received(const EventRow& /*row*/) {}
  virtual void on_noted(const NoteRow& /*row*/) {}
  virtual void on_counted(const CounterRow& /*row*/) {}
};

// What is still in flight when the run ends, or when the trace of a killed run does, is never
// received. Under a window both ends of a message are heard if one of them lies inside; under an
// actor, the notes of its layer.
Exported listen(TraceFile& file, const Selection& selection, Listener& listener,
                const Progress& progress = {});

// The values of a frame of counters, in the order of time.
std::vector<CounterRow> rows_of(const protocols::trace::Counters& counters);

// A message that was received by then is known to have been.
sim::Time last_known(const TraceFile& file);

}  // namespace lab::trace
