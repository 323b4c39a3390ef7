// What synapses learn while a layer rests: white noise drives it, and what its feedback population
// makes of the answer comes back as an error. Arithmetic only: no time, no messages.
//   x noise (inputs, columns)   z = W x (units, columns)   e = x - B^T z (inputs, columns)
#pragma once

#include <cstdint>

#include "neurons/lateral.h"
#include "neurons/local_rule.h"
#include "neurons/product.h"
#include "neurons/tensor.h"

namespace neurons {

// What the forward synapses of a resting layer do.
enum class RestPlasticity {
  kNone,
  kSharedProduct,  // dW = rate (z e^T - decay W): with B learning alike, W^T W = (1 - decay) I
  kOja,            // dW = rate z e^T, with B = W: Oja 1989; W^T W = I
  kLateral,        // see lateral.h
};

// A decay that anneals in one step.
struct DecaySchedule {
  double early = 0.1, late = 0.003;
  std::uint64_t early_rounds = 1500;
  double at(std::uint64_t round) const { return round < early_rounds ? early : late; }
};

struct RestOptions {
  Index noise_columns = 10;  // of one round
  RestPlasticity plasticity = RestPlasticity::kNone;
  double rate = 0;           // 0: what a layer of this size bears (rest_rate.h)
  DecaySchedule decay = {};  // kSharedProduct
  LateralLearning lateral = LateralLearning::kFoeldiak;
  double lateral_rate = 0;   // kLateral: of the lateral weights; 0: twice the rate
  bool reconstructs = true;  // the feedback population answers; else a round is over at once
};

// Hebb's product of the drive and whatever stands at the other end: here the error of the
// reconstruction. The change is the negative of the "gradient".
struct ProductRule {
  template <class Scalar>
  constexpr Scalar post_factor(Post<Scalar> drive, Slope<Scalar>,
                               Difference<Scalar>) const noexcept {
    return -drive.value;
  }
};
static_assert(LocalRule<ProductRule>);

// z e^T / columns, (units, inputs), by ProductRule.
template <class Scalar>
Matrix<Scalar> mean_product(const Matrix<Scalar>& drive, const Matrix<Scalar>& error) {
  const Matrix<Scalar> factors = -post_factors(ProductRule{}, drive, drive, drive);
  return product(operand(factors), transposed(error));
}

}  // namespace neurons
