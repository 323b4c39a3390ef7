// What a network knows, measured outside virtual time: no message is sent, nothing changes.
#pragma once

#include <optional>
#include <vector>

#include "neurons/network.h"
#include "sim/executor.h"
#include "tools/lab/data/dataset.h"

namespace lab {

// Fraction of the test images whose largest class unit is the label's; none without test images.
// Chunks of images run side by side on the executor; the result does not depend on it.
std::optional<double> test_accuracy(const neurons::NetworkOptions& options,
                                    const std::vector<neurons::Weights>& weights,
                                    const Dataset& dataset, sim::Executor& executor);

std::vector<neurons::Weights> weights_of(const neurons::Network& network);

// A digest of all weights and biases.
std::uint64_t digest_of(const std::vector<neurons::Weights>& weights);

}  // namespace lab
