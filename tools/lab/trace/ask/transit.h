// What of a trace is under way at the moment that is looked at, and what was received in it.
// Everything older is forgotten, however long the trace is.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "tools/lab/trace/rows.h"

namespace lab::trace {

struct Flight {
  sim::EventKey key;
  sim::EventId cause;
  sim::Time sent;
  sim::LinkId link = sim::kNoLink;
  std::uint64_t digest = 0;
};

class Transit {
 public:
  // In wall time nobody knows when a message was really received: then all count as received from
  // the start, and none is forgotten.
  explicit Transit(bool is_wall) : is_wall_(is_wall) {}

  void add(const Flight& flight);

  // The next that is received, if that is at `until` or before. From now on what was received
  // before that moment is forgotten.
  std::optional<Flight> receive(sim::Time until);

  // Received at the last moment.
  const Flight* received(sim::EventId id) const;
  // Still on its way. Slow: for those who have something to complain about.
  const Flight* under_way(sim::EventId id) const;
  std::size_t in_flight() const { return heap_.size(); }

 private:
  const bool is_wall_;
  std::vector<Flight> heap_;  // the next to be received first
  sim::Time now_{};
  std::map<sim::EventId, Flight> received_;
};

}  // namespace lab::trace
