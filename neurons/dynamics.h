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

// Learning of leaky units that takes as long as its phase: dW/dt = -(eta / tau) gradient, from the
// learn order on, until another sample's activity or order comes, or at_most has passed. With
// at_most = tau, a whole phase is one discrete update.
struct ContinuousLearning {
  sim::Duration tau{100'000};
  sim::Duration at_most{100'000};
};

using Dynamics = std::variant<InstantDynamics, LeakyDynamics>;

}  // namespace neurons
