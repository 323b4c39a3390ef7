// What becomes of the messages of one link, by its law. It draws and remembers; of a message it
// knows when it was sent and how large it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "sim/link.h"
#include "sim/random.h"

namespace sim {

// What becomes of one message. Both arrivals absent: lost.
struct Passage {
  std::optional<Time> arrival, second_arrival;
  bool down = false;  // lost, because it was sent into an outage
};

// A law, its streams of draws and what it remembers. Each message takes one draw of each kind, so
// that switching one fault on leaves the draws of the others as they were. What is lost takes its
// time on the link like what is not: its sender does not know. Duplicates come about on the way and
// take none.
class LinkDice {
 public:
  LinkDice(const LinkLaw& law, std::uint64_t seed, std::uint32_t link);

  // Whether the size of messages matters.
  bool limits_bandwidth() const { return law_.bytes_per_second > 0; }

  // The next message. REQUIRES: `now` is never before that of the last one.
  Passage pass(Time now, std::size_t bytes);

 private:
  bool burst_takes();
  bool is_down(Time now) const;
  Duration until_sent(Time now, std::size_t bytes);
  Time in_turn(Time arrival);

  LinkLaw law_;
  Random delay_, loss_, duplicate_, duplicate_delay_, burst_;
  bool bad_ = false;          // the state of the chain of bursts
  std::int64_t free_ns_ = 0;  // when all that was sent so far has left
  Time last_;                 // the last arrival so far, if they are in order
};

}  // namespace sim
