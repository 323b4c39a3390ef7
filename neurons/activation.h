// What a unit makes of its input: y = f(z), its inverse, and its slope told from the output.
#pragma once

#include <memory>
#include <variant>

#include "neurons/tensor.h"

namespace neurons {

// Pure functions of matrices; of any shape, unless there are linear rows. Slope and inverse need f
// strictly increasing.
template <class Scalar>
class Activation {
 public:
  virtual ~Activation() = default;
  virtual void apply(Matrix<Scalar>& z) const = 0;                  // z becomes f(z)
  virtual Matrix<Scalar> inverse(Matrix<Scalar> y) const = 0;       // z with f(z) = y
  virtual Matrix<Scalar> slope(const Matrix<Scalar>& y) const = 0;  // f'(z) where y = f(z)
};

struct LeakyReluOptions {
  double slope = 0.1;     // below zero; in (0, 1]
  Index linear_rows = 0;  // the last rows, where y = z all the same
};
struct LinearOptions {};
using ActivationOptions = std::variant<LeakyReluOptions, LinearOptions>;

template <class Scalar>
std::unique_ptr<Activation<Scalar>> make_activation(const ActivationOptions& options);

}  // namespace neurons
