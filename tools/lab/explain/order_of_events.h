// What happens to a sample, and what each event waits for: the orders of the clock, and what they
// set off on its way through the network.
#pragma once

#include <string>
#include <vector>

#include "neurons/network_options.h"
#include "protocols/run.pb.h"

namespace lab {

// Sentences. Only what there is: of a network of one layer nothing goes down, and weights travel
// where there are links for them. REQUIRES: the experiment is resolved and valid.
std::vector<std::string> order_of_events(const protocols::Experiment& experiment,
                                         const neurons::NetworkOptions& options,
                                         const neurons::WiringPlan& wiring);

}  // namespace lab
