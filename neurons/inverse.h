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

// (1 + d) (W^T W + d I)^-1 W^T, of weights of any shape, also singular ones: a damped step of Gauss
// and Newton (Levenberg 1944; for targets Meulemans et al. 2020). A singular value s of W goes down
// as (1 + d) s / (s^2 + d): in proportion to 1 / s where it is large, to s where it is small. With
// orthonormal rows or columns that is W^T, the inverse. Refuses also a damping that is nothing
// beside W^T W. REQUIRES: damping > 0.
template <class Scalar>
std::unique_ptr<WayDown<Scalar>> make_damped_inverse(double damping);

}  // namespace neurons
