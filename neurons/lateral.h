// Lateral inhibition of one layer's units, learned at rest: an anti-Hebbian decorrelation that
// makes the rows of its weights orthonormal without any feedback, driven by white noise:
//   z = W x + L z     dW_ij = rate (z_i x_j - z_i^2 W_ij)
//   kFoeldiak             dL_ij = -lateral_rate z_i z_j, i != j
//     Foeldiak 1990 (Biological Cybernetics 64), with Oja's normalisation.
//   kSimilarityMatching   dL_ij = -lateral_rate (z_i z_j + z_i^2 L_ij), i != j
//     Pehlevan, Hu and Chklovskii 2015 (Neural Computation 27), whose M is -L, at a constant rate
//     for the inverse of a unit's power so far. It forgets, so L is no larger than what correlates.
// means over the columns. Where both stand still L is 0 and W W^T = I; the draws of the noise keep
// them moving about it by about sqrt(rate units / columns).
#pragma once

#include "neurons/tensor.h"

namespace neurons {

enum class LateralLearning { kFoeldiak, kSimilarityMatching };

template <class Scalar>
class Lateral {
 public:
  explicit Lateral(Index units, LateralLearning by = LateralLearning::kFoeldiak)
      : by_(by), weights_(Matrix<Scalar>::Zero(units, units)) {}

  // Where the units settle under a drive W x, (units, columns), by kSteps relaxations.
  Matrix<Scalar> settle(const Matrix<Scalar>& drive) const;
  // The change of W, (units, inputs), for units settled at z under noise x; L changes at once.
  Matrix<Scalar> learn(const Matrix<Scalar>& z, const Matrix<Scalar>& x,
                       const Matrix<Scalar>& forward, double rate, double lateral_rate);

  const Matrix<Scalar>& weights() const { return weights_; }  // L

  template <class A>
  void archive(A& a) {
    a(weights_);
  }

 private:
  static constexpr int kSteps = 10;
  LateralLearning by_;
  Matrix<Scalar> weights_;  // (units, units), no unit inhibits itself
};

}  // namespace neurons
