// Who is connected to whom, as data: every network has these actors and links under every clock.
#pragma once

#include <string>
#include <vector>

#include "sim/note.h"

namespace neurons {

// "feedforward.3" from "feedforward2" to "feedforward3". Names of links have a dot.
struct LinkPlan {
  std::string name, from, to;
};

// Actor names, in the order of their numbers:
//   source, feedforward1 .. feedforwardL, readout, teacher, feedback1 .. feedbackL, clock
std::vector<std::string> actor_names(sim::Layer layers);

// Links, in the order of their numbers. transport.1 does not exist: layer 1 needs no way down.
// clock.order.0 and clock.report.0 are the source's, those of L + 1 the teacher's.
std::vector<LinkPlan> link_plans(sim::Layer layers);

}  // namespace neurons
