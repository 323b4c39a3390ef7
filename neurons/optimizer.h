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

  // A step of parameters of this shape begins: all of them are to be moved once.
  virtual void begin(Index rows, Index cols) = 0;
  // Writes some parameters after the step, those from "first" on in memory; returns the squared
  // norm of their change, which is not finite if anything in it is not. Pieces may be moved side by
  // side.
  virtual double move(Index first, Index size, const Scalar* gradient, const Scalar* parameters,
                      Scalar* out) = 0;
  // A whole step. All matrices have one shape.
  double step(const Matrix<Scalar>& gradient, const Matrix<Scalar>& parameters,
              Matrix<Scalar>& out);

  virtual void archive(sim::Archive& a) = 0;
};

template <class Scalar>
std::unique_ptr<Optimizer<Scalar>> make_optimizer(const OptimizerOptions& options);

}  // namespace neurons
