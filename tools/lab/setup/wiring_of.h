// What the wiring of a config's network depends on.
#pragma once

#include "neurons/wiring.h"
#include "protocols/config.h"
#include "tools/lab/setup/clock_plan.h"

namespace lab {

// Throws protocols::BadInput as clock_plan does.
inline neurons::WiringPlan wiring_of(const protocols::Config& config) {
  const bool shared = config.experiment().neurons().feedback_site() == protocols::Neurons::SHARED;
  return {clock_plan(config).traits,
          shared ? neurons::FeedbackSite::kShared : neurons::FeedbackSite::kSeparate};
}

}  // namespace lab
