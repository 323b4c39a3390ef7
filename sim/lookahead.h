// How far ahead of the others an actor can be: who shares a window, and how long it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/event.h"
#include "sim/time.h"

namespace sim {

struct Lookahead {
  // Of every actor, in the order of their numbers. Empty: each is a group of its own.
  std::vector<std::uint32_t> group_of = {};
  // No link between two groups is shorter. 0: a window is one instant, which needs no lookahead.
  Duration length = {};
};

// A link as the search for groups sees it.
struct Reach {
  ActorId from, to;  // or kAnyone
  Duration least;    // delay
};

// The longest window that leaves no group with more than `share` of all work, and none in two
// places; one instant if there is none. "work" of an actor is in any unit, but none is negative;
// "place" of an actor is where it runs (empty: all in one).
// Groups are what links shorter than the window join. Why not longer, up to the next draw of a
// link, which is known: the draw after it is not bounded, and belongs to the same window if the
// sender speaks twice.
Lookahead find_lookahead(const std::vector<double>& work, const std::vector<Reach>& links,
                         double share, const std::vector<std::size_t>& place = {});

// Of every actor, a number that those share whom links without delay join.
std::vector<std::uint32_t> joined_without_delay(std::size_t actors,
                                                const std::vector<Reach>& links);

}  // namespace sim
