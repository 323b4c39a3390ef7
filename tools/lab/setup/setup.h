// From a config to what a run is made of. All checks that need data, network and config
// together are here; nothing is started.
#pragma once

#include <filesystem>
#include <optional>

#include "neurons/network.h"
#include "protocols/config.h"
#include "tools/lab/data/dataset.h"
#include "tools/lab/data/dataset_batches.h"

namespace lab {

struct SetupOptions {
  std::filesystem::path data_dir;                     // for idx and cifar
  std::optional<std::filesystem::path> init_weights;  // a folder; absent: drawn from the seed
};

// Each throws protocols::BadInput with the place in the config.
// All but the initial weights, which take long to draw: enough to explain a config.
neurons::NetworkOptions network_shape(const protocols::Config& config, const Dataset& dataset);
neurons::NetworkOptions network_options(const protocols::Config& config, const Dataset& dataset,
                                        const SetupOptions& options);
// The weights that a network of this shape starts with, in any precision.
std::vector<neurons::Weights> initial_weights(const protocols::Config& config,
                                              const neurons::NetworkOptions& network,
                                              const SetupOptions& options,
                                              neurons::Precision precision);
BatchOptions batch_options(const protocols::Config& config, const Dataset& dataset);

// The number of samples that the run presents: of epochs and steps, whichever ends first.
sim::Sample samples_of(const protocols::Experiment& experiment, std::uint64_t steps_per_epoch);

}  // namespace lab
