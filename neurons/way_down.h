// The way down from a layer's drive to the activity below it: what the feedback synapses do.
#pragma once

#include <memory>

#include "neurons/tensor.h"

namespace neurons {

enum class WayDownKind {
  kExactInverse,   // W^-1 r of the transported weights: inverse.h
  kDampedInverse,  // (1 + d) (W^T W + d I)^-1 W^T r: inverse.h
  kTranspose,      // W^T r
  kSigns,          // sign(W)^T r / sqrt(units)
  kFixed,          // B^T r, of weights of its own that never change
  kNone,           // 0
  kLearned,        // B^T r, of weights of its own that learn: learned_feedback.h
};

// Whether weights must be transported before there is a way.
inline bool needs_weights(WayDownKind kind) {
  return kind == WayDownKind::kExactInverse || kind == WayDownKind::kDampedInverse ||
         kind == WayDownKind::kTranspose || kind == WayDownKind::kSigns;
}

struct WayDownOptions {
  WayDownKind kind = WayDownKind::kExactInverse;
  TensorPtr own = {};   // kFixed: B, (units, inputs)
  Index inputs = 0;     // kNone: units below
  double residual = 0;  // kExactInverse: 0 means LU factors of every version of the weights
  double damping = 1;   // kDampedInverse: d > 0
};

// Arithmetic only. One thread at a time.
template <class Scalar>
class WayDown {
 public:
  virtual ~WayDown() = default;

  // The weights to go down through from now on, (units, inputs). They are shared, not copied.
  // Throws std::domain_error if there is no way: a singular or non-finite matrix.
  virtual void take(TensorPtr weights) = 0;
  // drive (units, batch) -> (inputs, batch). Throws as take() does. REQUIRES: weights were taken,
  // if it needs any.
  virtual Matrix<Scalar> down(const Matrix<Scalar>& drive) = 0;

  // What does not follow from the weights that were taken last.
  virtual void archive(sim::Archive&) {}
};

// REQUIRES: the kind is not kLearned.
template <class Scalar>
std::unique_ptr<WayDown<Scalar>> make_way_down(const WayDownOptions& options);

// Whether there is one through these weights, (units, inputs), of either precision: what take()
// says, and of an exact inverse always by factors. REQUIRES: needs_weights(options.kind).
bool is_way_down(WayDownOptions options, const TensorPtr& weights);

}  // namespace neurons
