// Ways down by the inverse of the transported weights.
#pragma once

#include <memory>

#include "neurons/way_down.h"

namespace neurons {

// residual 0: by LU factors of every version of the weights. Otherwise by the inverse X of an
// older version, and z += X (r - W z) until ||r - W z|| <= residual ||r||: every round halves what
// is missed at least, or X is made anew. REQUIRES: residual >= 0.
template <class Scalar>
std::unique_ptr<WayDown<Scalar>> make_inverse(double residual);

}  // namespace neurons
