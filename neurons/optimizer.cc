#include "neurons/optimizer.h"

#include <algorithm>
#include <cmath>

namespace neurons {
namespace {

// Work goes on in pieces that stay in the first-level cache, so that the norm of the change is
// had without a second trip to memory.
constexpr Index kPiece = 1024;

template <class Scalar>
using Piece = Eigen::Map<Eigen::Array<Scalar, Eigen::Dynamic, 1>>;
template <class Scalar>
using ConstPiece = Eigen::Map<const Eigen::Array<Scalar, Eigen::Dynamic, 1>>;

// Calls work(begin, length) for each piece and sums what it returns, always in one order.
template <class Work>
double sum_over_pieces(Index size, const Work& work) {
  double sum = 0;
  for (Index begin = 0; begin < size; begin += kPiece) {
    sum += work(begin, std::min(kPiece, size - begin));
  }
  return sum;
}

template <class Scalar>
class Sgd final : public Optimizer<Scalar> {
 public:
  explicit Sgd(const SgdOptions& options)
      : options_(options), momentum_(static_cast<Scalar>(options.momentum)) {}

  double step(const Matrix<Scalar>& gradient, const Matrix<Scalar>& parameters,
              Matrix<Scalar>& out) override {
    out.resize(parameters.rows(), parameters.cols());
    const auto rate =
        static_cast<Scalar>(options_.learning_rate * rate_factor(options_.schedule, ++steps_));
    if (momentum_ == 0) {
      out = parameters - rate * gradient;
    } else {
      if (velocity_.size() == 0) velocity_.setZero(gradient.rows(), gradient.cols());
      velocity_ = momentum_ * velocity_ + gradient;
      out = parameters - rate * velocity_;
    }
    return static_cast<double>((out - parameters).squaredNorm());
  }

  void archive(sim::Archive& a) override { a(steps_, velocity_); }

 private:
  SgdOptions options_;
  Scalar momentum_;
  std::uint64_t steps_ = 0;
  Matrix<Scalar> velocity_;
};

template <class Scalar>
class Adam final : public Optimizer<Scalar> {
 public:
  explicit Adam(const AdamOptions& options) : options_(options) {}

  double step(const Matrix<Scalar>& gradient, const Matrix<Scalar>& parameters,
              Matrix<Scalar>& out) override {
    if (first_.size() == 0) {
      first_.setZero(gradient.rows(), gradient.cols());
      second_.setZero(gradient.rows(), gradient.cols());
    }
    out.resize(parameters.rows(), parameters.cols());
    ++steps_;
    const auto rate = static_cast<Scalar>(corrected_rate());
    const auto epsilon = static_cast<Scalar>(corrected_epsilon());
    return sum_over_pieces(gradient.size(), [&](Index begin, Index length) {
      return step_piece(gradient.data() + begin, parameters.data() + begin, out.data() + begin,
                        begin, length, rate, epsilon);
    });
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

  double step_piece(const Scalar* gradient, const Scalar* before, Scalar* after, Index begin,
                    Index length, Scalar rate, Scalar epsilon) {
    const auto beta1 = static_cast<Scalar>(options_.beta1);
    const auto beta2 = static_cast<Scalar>(options_.beta2);
    // Subtracted in double: 1 - 0.999f is 1e-5 away from 0.001.
    const auto rest1 = static_cast<Scalar>(1 - options_.beta1);
    const auto rest2 = static_cast<Scalar>(1 - options_.beta2);
    const ConstPiece<Scalar> g(gradient, length), w(before, length);
    Piece<Scalar> m(first_.data() + begin, length), v(second_.data() + begin, length);
    Piece<Scalar> out(after, length);
    m = beta1 * m + rest1 * g;
    v = beta2 * v + rest2 * g.square();
    out = w - rate * m / (v.sqrt() + epsilon);
    return static_cast<double>((out - w).square().sum());
  }

  AdamOptions options_;
  std::uint64_t steps_ = 0;
  Matrix<Scalar> first_, second_;  // moments
};

}  // namespace

template <class Scalar>
std::unique_ptr<Optimizer<Scalar>> make_optimizer(const OptimizerOptions& options) {
  if (const auto* adam = std::get_if<AdamOptions>(&options)) {
    return std::make_unique<Adam<Scalar>>(*adam);
  }
  return std::make_unique<Sgd<Scalar>>(std::get<SgdOptions>(options));
}

template std::unique_ptr<Optimizer<float>> make_optimizer(const OptimizerOptions&);
template std::unique_ptr<Optimizer<double>> make_optimizer(const OptimizerOptions&);

}  // namespace neurons
