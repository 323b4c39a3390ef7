// What blocks of a config depend on each other for.
#pragma once

#include "protocols/run.pb.h"

namespace protocols {

// Whether feedback.inverse and feedback.payload say how its credit goes down.
inline bool goes_down_an_inverse(const Rule& rule) {
  return rule.has_tp() || rule.has_itp() || rule.has_gait();
}

// Whether it has feedback weights that learn in phases of rest, and how.
bool learns_at_rest(const Experiment& experiment);
Learned::By learning_of(const Experiment& experiment);

// Whether something in it learns in phases of rest only.
bool needs_rest(const Experiment& experiment);

}  // namespace protocols
