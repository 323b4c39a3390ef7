// What a gradient does to parameters. One optimizer holds the state of one matrix.
#pragma once

#include <memory>
#include <variant>

#include "neurons/rate_schedule.h"
#include "neurons/tensor.h"

namespace neurons {

struct SgdOptions {
  double learning_rate = 1e-2;
  double momentum = 0;  // v = momentum v + g, w -= learning_rate v
  RateSchedule schedule = {};
};

// Kingma and Ba 2015; without bias correction as the GAIT-prop authors' program has it.
struct AdamOptions {
  double learning_rate = 1e-3;
  double beta1 = 0.9, beta2 = 0.999;
  double epsilon = 1e-8;
  bool bias_correction = true;
  RateSchedule schedule = {};
};

using OptimizerOptions = std::variant<SgdOptions, AdamOptions>;

template <class Scalar>
class Optimizer {
 public:
  virtual ~Optimizer() = default;

  // Writes the parameters after one step; returns the squared norm of their change, which is
  // not finite if anything in it is not. All matrices have one shape.
  virtual double step(const Matrix<Scalar>& gradient, const Matrix<Scalar>& parameters,
                      Matrix<Scalar>& out) = 0;

  virtual void archive(sim::Archive& a) = 0;
};

template <class Scalar>
std::unique_ptr<Optimizer<Scalar>> make_optimizer(const OptimizerOptions& options);

}  // namespace neurons
