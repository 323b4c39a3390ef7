// What a user should know about a config before it runs: settings that have no effect.
#pragma once

#include <string>
#include <vector>

#include "protocols/run.pb.h"

namespace lab {

// "rule.gait.gamma has no effect: it cancels out of differences"
std::vector<std::string> without_effect(const protocols::Experiment& experiment,
                                        std::uint64_t steps_per_epoch);

}  // namespace lab
