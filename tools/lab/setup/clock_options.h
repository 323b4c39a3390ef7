// The shipped clock of a config, as the catalogue of clocks takes it.
#pragma once

#include "protocols/run.pb.h"
#include "sim/clocks/catalogue.h"

namespace lab {

// REQUIRES: the config is validated, and its clock is no plug-in and not remote.
sim::ClockOptions clock_options(const protocols::Experiment& experiment);

}  // namespace lab
