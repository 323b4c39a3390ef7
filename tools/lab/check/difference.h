// What two runs that should be the same do not have in common.
#pragma once

#include "tools/lab/run/run.h"

namespace lab {

// A list of names: "fingerprint", "weights", "metrics" and so on; empty if they are the same. Both
// folders must be there. What may differ is left out: wall time, memory, how it was run.
Json differences(const Outcome& a, const Outcome& b);

}  // namespace lab
