// The first frame of a trace: all of a run that the other frames need to be understood.
#pragma once

#include "neurons/network.h"
#include "neurons/wiring.h"
#include "protocols/run.pb.h"
#include "protocols/trace.pb.h"

namespace lab::trace {

// "experiment" is resolved.
protocols::trace::Header manifest(const protocols::Experiment& experiment, sim::Layer layers,
                                  const neurons::WiringPlan& wiring,
                                  const neurons::Network::LawOf& law_of);

}  // namespace lab::trace
