// Feedback weights of populations' own, as they stand in a network: what they are like beside the
// forward ones. Outside virtual time: no message is sent, nothing changes.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

#include "neurons/network.h"

namespace lab {

// Of layers 1 .. L, (units, inputs), copies; null where there are none.
std::vector<neurons::TensorPtr> feedback_of(const neurons::Network& network);

// A digest of them after another.
std::uint64_t digest_of(const std::vector<neurons::TensorPtr>& feedback, std::uint64_t before);

// {"inverse_defect": how far B^T is from the inverse, "feedback_cosine": between B and W}, lists by
// layer, null where there are none.
nlohmann::ordered_json feedback_facts(const std::vector<neurons::Weights>& weights,
                                      const std::vector<neurons::TensorPtr>& feedback);

}  // namespace lab
