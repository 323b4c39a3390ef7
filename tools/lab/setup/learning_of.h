// What a network computes and how its synapses learn: from a config's blocks.
#pragma once

#include <optional>

#include "neurons/network.h"
#include "protocols/run.pb.h"

namespace lab {

// REQUIRES, all of them: the experiment is resolved and valid.
neurons::ActivationOptions activation_of(const protocols::Network& network);
neurons::Dynamics dynamics_of(const protocols::Dynamics& dynamics);
neurons::Precision precision_of(const protocols::Experiment& experiment);
neurons::OptimizerOptions optimizer_of(const protocols::Optimizer& optimizer);
std::optional<neurons::RegularizerOptions> regularizer_of(const protocols::Experiment& experiment);
std::optional<neurons::ContinuousLearning> continuous_of(const protocols::Learning& learning);

}  // namespace lab
