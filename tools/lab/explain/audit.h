// What crossed, in a short run, a boundary that a synapse could not cross: plausibility, measured.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "tools/lab/setup/setup.h"

namespace lab {

// Runs the config to its end without evaluating or writing anything, and returns
//   samples, messages, bytes   of the whole run
//   crossed    list of {boundary, where, messages, bytes, text}: what a synapse could not know.
//              The Gram matrix of the regularizer is no message: {updates, bytes, flops}, from the
//              shapes, of the updates that were applied
//   stayed     list of {what, where, messages, bytes}: what can travel along an axon
// Boundaries that nothing crossed are there with 0. Throws protocols::BadInput.
nlohmann::ordered_json audit(const protocols::Config& config, const SetupOptions& setup);

// The same as a table for people.
std::string audit_text(const nlohmann::ordered_json& facts);

}  // namespace lab
