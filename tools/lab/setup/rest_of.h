// What learns while layers rest, and how often they do: from a config's blocks.
#pragma once

#include <optional>

#include "neurons/learned_feedback.h"
#include "neurons/rest_plasticity.h"
#include "neurons/retraction.h"
#include "protocols/config.h"
#include "protocols/run.pb.h"
#include "sim/clocks/resting.h"

namespace lab {

// REQUIRES, all of them: the experiment is resolved and valid.
neurons::LearnedFeedbackOptions learned_feedback_of(const protocols::Experiment& experiment);
neurons::RestOptions rest_plasticity_of(const protocols::Experiment& experiment);
std::optional<neurons::RetractionOptions> retraction_of(const protocols::Experiment& experiment);
// Nothing if the clock grants no rest.
std::optional<sim::RestOptions> rest_of(const protocols::Experiment& experiment);

// Throws protocols::BadInput if what learns at rest never would in a run of so many samples.
void require_rest_to_come(const protocols::Config& config, sim::Sample samples);

}  // namespace lab
