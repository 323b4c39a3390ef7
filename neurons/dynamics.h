// How long units take. Instant ones know their activity when the input comes; leaky ones follow it.
#pragma once

#include <variant>

#include "sim/time.h"

namespace neurons {

struct InstantDynamics {
  sim::Duration processing{};  // from the arrival of a message to what is said of it
};

// tau du/dt = -u + drive, y = f(u), moved on in local steps. A population speaks when it has moved
// by more than theta since it last spoke, relative to its norm, and sleeps when it is nearer than
// that to where it is going.
struct LeakyDynamics {
  sim::Duration tau{20'000};
  sim::Duration step{2'000};
  double theta = 1e-3;
  double frequency_error_ppm = 0;  // standard deviation over the populations
  sim::Duration jitter{};          // standard deviation of every step
};

using Dynamics = std::variant<InstantDynamics, LeakyDynamics>;

}  // namespace neurons
