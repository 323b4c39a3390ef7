#include "neurons/inverse.h"

#include <stdexcept>
#include <utility>

#include "neurons/lu.h"
#include "neurons/product.h"

namespace neurons {
namespace {

template <class Scalar>
Lu<Scalar> factors_of(const Matrix<Scalar>& weights) {
  Lu<Scalar> out;
  out.factorise(weights);
  if (out.singular()) throw std::domain_error("the weight matrix is singular: it has no inverse");
  return out;
}

// What is no number, or infinite, is none times 0 either.
template <class Scalar>
void require_finite(const Matrix<Scalar>& weights) {
  if ((Scalar{0} * weights.array()).sum() == 0) return;
  throw std::domain_error("the weights are not finite");
}

template <class Scalar>
class Factored final : public WayDown<Scalar> {
 public:
  void take(TensorPtr weights) override {
    require_finite(weights->as<Scalar>());
    factors_ = factors_of(weights->as<Scalar>());
  }

  Matrix<Scalar> down(const Matrix<Scalar>& drive) override { return factors_.solve(drive); }

 private:
  Lu<Scalar> factors_;
};

template <class Scalar>
class Refined final : public WayDown<Scalar> {
 public:
  explicit Refined(double residual) : residual_(residual) {}

  void take(TensorPtr weights) override {
    require_finite(weights->as<Scalar>());
    weights_ = std::move(weights);
    fresh_ = false;
  }

  Matrix<Scalar> down(const Matrix<Scalar>& drive) override {
    if (inverse_.size() == 0 || spent_ >= kWorth) renew();
    const double wanted = residual_ * static_cast<double>(drive.norm());
    Matrix<Scalar> z = product(operand(inverse_), operand(drive));
    double before = static_cast<double>(drive.norm());
    for (;; ++spent_) {
      const Matrix<Scalar> missed = drive - product(operand(weights()), operand(z));
      const double now = static_cast<double>(missed.norm());
      if (now <= wanted) return z;
      if (!(now < before / 2)) {
        if (fresh_) return z;  // the precision allows no better
        renew();
        return down(drive);
      }
      before = now;
      multiply_into(z, operand(inverse_), operand(missed), Mode::kAdd);
    }
  }

  void archive(sim::Archive& a) override { a(inverse_, fresh_, spent_); }

 private:
  // A new inverse costs about as much as so many rounds for 60 columns of 784 units.
  static constexpr std::uint64_t kWorth = 8;

  const Matrix<Scalar>& weights() const { return weights_->as<Scalar>(); }

  void renew() {
    const Index n = weights().rows();
    inverse_ = factors_of(weights()).solve(Matrix<Scalar>::Identity(n, n));
    fresh_ = true;
    spent_ = 0;
  }

  double residual_;
  TensorPtr weights_;
  Matrix<Scalar> inverse_;  // of these weights if fresh, or of older ones
  bool fresh_ = false;
  std::uint64_t spent_ = 0;  // rounds since it was made
};

// By the Gram matrix of the shorter side.
template <class Scalar>
class Damped final : public WayDown<Scalar> {
 public:
  explicit Damped(double damping) : damping_(static_cast<Scalar>(damping)) {}

  void take(TensorPtr weights) override {
    const Matrix<Scalar>& matrix = weights->as<Scalar>();
    require_finite(matrix);
    Matrix<Scalar> gram =
        product_with_itself(is_wide(matrix) ? transposed(matrix) : operand(matrix));
    gram.diagonal().array() += damping_;
    if (!gram.allFinite()) throw std::domain_error("W^T W is not finite: weights are too large");
    factors_.factorise(gram);
    if (factors_.singular()) {
      throw std::domain_error("W^T W + d I is singular: the damping is too small");
    }
    weights_ = std::move(weights);
  }

  Matrix<Scalar> down(const Matrix<Scalar>& drive) override {
    const Matrix<Scalar>& matrix = weights_->as<Scalar>();
    const Matrix<Scalar> scaled = (1 + damping_) * drive;
    if (is_wide(matrix)) return product(transposed(matrix), operand(factors_.solve(scaled)));
    return factors_.solve(product(transposed(matrix), operand(scaled)));
  }

 private:
  static bool is_wide(const Matrix<Scalar>& matrix) { return matrix.rows() < matrix.cols(); }

  const Scalar damping_;
  TensorPtr weights_;
  Lu<Scalar> factors_;
};

}  // namespace

template <class Scalar>
std::unique_ptr<WayDown<Scalar>> make_damped_inverse(double damping) {
  return std::make_unique<Damped<Scalar>>(damping);
}

template <class Scalar>
std::unique_ptr<WayDown<Scalar>> make_inverse(double residual) {
  if (residual > 0) return std::make_unique<Refined<Scalar>>(residual);
  return std::make_unique<Factored<Scalar>>();
}

template std::unique_ptr<WayDown<float>> make_inverse(double);
template std::unique_ptr<WayDown<double>> make_inverse(double);
template std::unique_ptr<WayDown<float>> make_damped_inverse(double);
template std::unique_ptr<WayDown<double>> make_damped_inverse(double);

}  // namespace neurons
