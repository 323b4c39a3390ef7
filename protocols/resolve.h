// A config in which nothing is left unsaid: every default that the run will use is written out.
#pragma once

#include <string>

#include "protocols/run.pb.h"

namespace protocols {

// Fills in the scalar defaults of every block that is there, and the blocks that have a default:
// activation, feedback and its inverse, neurons, learning. A regularizer, probe, contract, trace
// or study that is absent stays absent, and so do epochs when steps are given. A link stays as it
// is: what it leaves out, an earlier link may give.
Experiment resolved(const Experiment& experiment);

// The same as text. Reading it back gives the same text; numbers are as short as they can be.
std::string resolved_text(const Experiment& experiment);

}  // namespace protocols
