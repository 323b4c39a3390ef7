// The way down from a layer's drive to the activity below it: what the feedback synapses do.
#pragma once

#include <memory>

#include "neurons/tensor.h"

namespace neurons {

enum class WayDownKind {
  kExactInverse,  // W^-1 r, by LU factors of the transported weights
  kTranspose,     // W^T r
};

// Arithmetic only. One thread at a time.
template <class Scalar>
class WayDown {
 public:
  virtual ~WayDown() = default;

  // The weights to go down through from now on, (units, inputs). They are shared, not copied.
  // Throws std::domain_error if there is no way: a singular or non-finite matrix.
  virtual void take(TensorPtr weights) = 0;
  // drive (units, batch) -> (inputs, batch). REQUIRES: weights were taken.
  virtual Matrix<Scalar> down(const Matrix<Scalar>& drive) const = 0;
};

template <class Scalar>
std::unique_ptr<WayDown<Scalar>> make_way_down(WayDownKind kind);

}  // namespace neurons
