// The clock of a config, shipped or from outside: what is known of it before the run, and how it is
// made.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "protocols/config.h"
#include "sim/phase_clock.h"

namespace lab {

struct ClockPlan {
  std::string name, text;
  std::string library_digest;  // of a plug-in's library; of other clocks empty
  sim::ClockTraits traits;
  // Of clocks from outside, as far as is known what they have: name and value.
  std::vector<std::pair<std::string, std::string>> parameters;
  // Samples that the clock keeps in flight in a network of so many layers: the default memory.
  std::function<std::size_t(sim::Layer layers)> in_flight;
  // Called once for every instance. A remote clock is met then, and throws sim::ClockError.
  std::function<std::unique_ptr<sim::PhaseClock>(const sim::Topology&)> make;
};

// Loads the library of a plug-in and has it look at its parameters; a remote clock is not called.
// REQUIRES: the config is validated. Throws protocols::BadInput with the place in the config.
ClockPlan clock_plan(const protocols::Config& config);
// Throws protocols::BadInput without a place.
ClockPlan clock_plan(const protocols::Experiment& experiment);

}  // namespace lab
