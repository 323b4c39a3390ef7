// Which rows of a trace somebody wants to see.
#pragma once

#include <optional>
#include <string>

#include "tools/lab/trace/scan.h"

namespace lab::trace {

// As typed; everything that is given must hold.
struct FilterWords {
  std::string from, to;     // durations since the start of the run
  std::string actor, link;  // a name; a pattern of names
  std::string kind, phase;  // of a message or a note; of an order
  std::optional<sim::Sample> sample;
  bool dropped = false;                                  // events that never arrived
  bool stale = false, mismatched = false, late = false;  // updates
};

class Filter {
 public:
  // Throws protocols::BadInput for what the trace does not know, and lists what it knows.
  Filter(const FilterWords& words, const TraceFile& file);

  const Window& window() const { return window_; }
  bool wants(const EventRow& row) const;
  bool wants(const NoteRow& row) const;

 private:
  FilterWords words_;
  Window window_;
  std::vector<bool> links_;  // by number: whether the pattern matches
  std::optional<std::uint32_t> kind_, note_kind_, phase_;
  std::uint32_t order_ = 0;          // the kind of orders
  std::optional<sim::Layer> layer_;  // of the actor, for notes
};

}  // namespace lab::trace
