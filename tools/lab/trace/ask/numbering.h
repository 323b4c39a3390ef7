// Whether every sender's events count up from 0 without holes, and which of them this trace may
// have lost: a ring overwrites its oldest rows, and damage takes rows out of the middle.
#pragma once

#include <cstdint>
#include <vector>

#include "tools/lab/trace/rows.h"

namespace lab::trace {

class Numbering {
 public:
  // Some rows before the next one are not in the trace.
  void gap() { ++gaps_; }
  std::uint64_t gaps() const { return gaps_; }

  // The next row of its sender: whether it is the one that was due, as far as that can be known.
  bool follows(sim::EventId id);
  // What the sender should have sent next.
  std::uint64_t due(sim::ActorId sender) { return of(sender).next; }

  // Whether such an event may have been in rows that are lost.
  bool may_be_lost(sim::EventId id);

 private:
  struct Range {
    std::uint64_t from, to;  // `to` excluded
  };
  struct Sender {
    std::uint64_t next = 0;
    std::uint64_t gaps = 0;  // there were when it was last seen
    std::vector<Range> lost;
  };

  Sender& of(sim::ActorId sender);

  std::uint64_t gaps_ = 0;
  std::vector<Sender> senders_;  // by number + 1; 0: outside
};

}  // namespace lab::trace
