// Where in the network the actors of a trace are, told by their names (neurons/wiring.h).
#pragma once

#include <string>
#include <vector>

#include "tools/lab/trace/trace_file.h"

namespace lab::trace {

enum class Role { kClock, kSource, kForward, kReadout, kTeacher, kFeedback, kOther };

std::string_view name_of(Role role);

struct Place {
  sim::ActorId actor;
  std::string name;
  Role role = Role::kOther;
  sim::Layer layer = -1;  // as in notes; -1: of none
};

class Places {
 public:
  explicit Places(const protocols::trace::Header& header);

  // The way of a sample: clocks, source, layers up, readout, teacher, layers down.
  const std::vector<Place>& in_order() const& { return order_; }
  void in_order() && = delete;  // a loop over it would outlive it
  // By number; nothing for those outside and those that the trace does not name.
  const Place* of(sim::ActorId actor) const;
  // Who learns, or takes note of samples, in that layer: of 0 the source, of L + 1 the readout.
  const Place* who_notes(sim::Layer layer) const;

 private:
  std::vector<Place> order_;
  std::vector<std::size_t> index_;  // in order_, by actor
};

}  // namespace lab::trace
