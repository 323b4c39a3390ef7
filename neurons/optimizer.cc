#include "neurons/optimizer.h"

#include <cmath>

#include "neurons/kernels/choice.h"

namespace neurons {
namespace {

template <class Scalar>
using Piece = Eigen::Map<Eigen::Array<Scalar, Eigen::Dynamic, 1>>;
template <class Scalar>
using ConstPiece = Eigen::Map<const Eigen::Array<Scalar, Eigen::Dynamic, 1>>;

template <class Scalar>
class Sgd final : public Optimizer<Scalar> {
 public:
  explicit Sgd(const SgdOptions& options)
      : options_(options), momentum_(static_cast<Scalar>(options.momentum)) {}

  void begin(Index rows, Index cols) override {
    rate_ = static_cast<Scalar>(options_.learning_rate * rate_factor(options_.schedule, ++steps_));
    if (momentum_ != 0 && velocity_.size() == 0) velocity_.setZero(rows, cols);
  }

  double move(Index first, Index size, const Scalar* gradient, const Scalar* parameters,
              Scalar* out) override {
    const ConstPiece<Scalar> g(gradient, size), before(parameters, size);
    Piece<Scalar> after(out, size);
    if (momentum_ == 0) {
      after = before - rate_ * g;
    } else {
      Piece<Scalar> velocity(velocity_.data() + first, size);
      velocity = momentum_ * velocity + g;
      after = before - rate_ * velocity;
    }
    return static_cast<double>((after - before).square().sum());
  }

  void archive(sim::Archive& a) override { a(steps_, velocity_); }

 private:
  SgdOptions options_;
  Scalar momentum_, rate_ = 0;
  std::uint64_t steps_ = 0;
  Matrix<Scalar> velocity_;
};

template <class Scalar>
class Adam final : public Optimizer<Scalar> {
 public:
  // The rests are subtracted in double: 1 - 0.999f is 1e-5 away from 0.001.
  explicit Adam(const AdamOptions& options)
      : options_(options),
        now_{.beta1 = static_cast<Scalar>(options.beta1),
             .rest1 = static_cast<Scalar>(1 - options.beta1),
             .beta2 = static_cast<Scalar>(options.beta2),
             .rest2 = static_cast<Scalar>(1 - options.beta2),
             .rate = 0,
             .epsilon = 0} {}

  void begin(Index rows, Index cols) override {
    if (first_.size() == 0) {
      first_.setZero(rows, cols);
      second_.setZero(rows, cols);
    }
    ++steps_;
    now_.rate = static_cast<Scalar>(corrected_rate());
    now_.epsilon = static_cast<Scalar>(corrected_epsilon());
  }

  double move(Index first, Index size, const Scalar* gradient, const Scalar* parameters,
              Scalar* out) override {
    return kernels::table<Scalar>(kernels::chosen())
        .adam(now_, size, gradient, parameters, first_.data() + first, second_.data() + first, out);
  }

  void archive(sim::Archive& a) override { a(steps_, first_, second_); }

 private:
  // m / c1 / (sqrt(v / c2) + e) = (sqrt(c2) / c1) m / (sqrt(v) + sqrt(c2) e)
  double power_of_steps(double beta) const { return std::pow(beta, static_cast<double>(steps_)); }
  double second_correction() const {
    return options_.bias_correction ? std::sqrt(1 - power_of_steps(options_.beta2)) : 1;
  }
  double corrected_rate() const {
    const double first = options_.bias_correction ? 1 - power_of_steps(options_.beta1) : 1;
    const double scheduled = options_.learning_rate * rate_factor(options_.schedule, steps_);
    return scheduled * second_correction() / first;
  }
  double corrected_epsilon() const { return options_.epsilon * second_correction(); }

  AdamOptions options_;
  kernels::AdamStep<Scalar> now_;
  std::uint64_t steps_ = 0;
  Matrix<Scalar> first_, second_;  // moments
};

}  // namespace

template <class Scalar>
double Optimizer<Scalar>::step(const Matrix<Scalar>& gradient, const Matrix<Scalar>& parameters,
                               Matrix<Scalar>& out) {
  out.resize(parameters.rows(), parameters.cols());
  begin(parameters.rows(), parameters.cols());
  return move(0, parameters.size(), gradient.data(), parameters.data(), out.data());
}

template <class Scalar>
std::unique_ptr<Optimizer<Scalar>> make_optimizer(const OptimizerOptions& options) {
  if (const auto* adam = std::get_if<AdamOptions>(&options)) {
    return std::make_unique<Adam<Scalar>>(*adam);
  }
  return std::make_unique<Sgd<Scalar>>(std::get<SgdOptions>(options));
}

template class Optimizer<float>;
template class Optimizer<double>;
template std::unique_ptr<Optimizer<float>> make_optimizer(const OptimizerOptions&);
template std::unique_ptr<Optimizer<double>> make_optimizer(const OptimizerOptions&);

}  // namespace neurons
