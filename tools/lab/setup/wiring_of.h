// What the wiring of a config's network depends on.
#pragma once

#include "neurons/wiring.h"
#include "protocols/config.h"
#include "tools/lab/setup/clock_plan.h"
#include "tools/lab/setup/rule_of.h"

namespace lab {

// Throws protocols::BadInput as clock_plan does.
inline neurons::WiringPlan wiring_of(const protocols::Config& config) {
  const bool shared = config.experiment().neurons().feedback_site() == protocols::Neurons::SHARED;
  return neurons::wiring_plan(
      clock_plan(config).traits,
      shared ? neurons::FeedbackSite::kShared : neurons::FeedbackSite::kSeparate,
      rule_options(config.experiment()));
}

}  // namespace lab
