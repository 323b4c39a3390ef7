// The network of a config: its links' laws, its clock, its actors.
#pragma once

#include <memory>

#include "neurons/network.h"
#include "protocols/config.h"

namespace lab {

// Throws protocols::BadInput for a pattern that matches no link.
neurons::Network::LawOf laws_of(const protocols::Config& config, sim::Layer layers);

// Whether a clock that lives outside the process is asked, or its actor runs elsewhere.
enum class OutsideClock { kHere, kElsewhere };

// "batches" and "executor" must outlive the network.
std::unique_ptr<neurons::Network> make_network(const protocols::Config& config,
                                               const neurons::NetworkOptions& options,
                                               const neurons::Batches& batches,
                                               const neurons::Network::LawOf& law_of,
                                               sim::Executor& executor,
                                               OutsideClock outside = OutsideClock::kHere);

}  // namespace lab
