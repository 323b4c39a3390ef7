#include "neurons/way_down.h"

#include <Eigen/LU>
#include <algorithm>
#include <limits>
#include <stdexcept>

namespace neurons {
namespace {

template <class Scalar>
class ExactInverse final : public WayDown<Scalar> {
 public:
  void take(TensorPtr weights) override {
    const Matrix<Scalar>& matrix = weights->as<Scalar>();
    if (!matrix.allFinite()) throw std::domain_error("the weights are not finite");
    factors_.compute(matrix);
    if (singular()) throw std::domain_error("the weight matrix is singular: it has no inverse");
  }

  Matrix<Scalar> down(const Matrix<Scalar>& drive) const override { return factors_.solve(drive); }

 private:
  // Eigen's rcond() solves with the factors: by a pivot of zero it gets lost, and may even say 1.
  bool singular() const {
    using Limits = std::numeric_limits<Scalar>;
    const auto pivots = factors_.matrixLU().diagonal().cwiseAbs();
    const Scalar least = std::max(Limits::min(), Limits::epsilon() * pivots.maxCoeff());
    return !(pivots.minCoeff() > least) || !(factors_.rcond() > Limits::epsilon());
  }

  Eigen::PartialPivLU<Matrix<Scalar>> factors_;
};

template <class Scalar>
class Transpose final : public WayDown<Scalar> {
 public:
  void take(TensorPtr weights) override { weights_ = std::move(weights); }

  Matrix<Scalar> down(const Matrix<Scalar>& drive) const override {
    return weights_->as<Scalar>().transpose() * drive;
  }

 private:
  TensorPtr weights_;
};

}  // namespace

template <class Scalar>
std::unique_ptr<WayDown<Scalar>> make_way_down(WayDownKind kind) {
  if (kind == WayDownKind::kTranspose) return std::make_unique<Transpose<Scalar>>();
  return std::make_unique<ExactInverse<Scalar>>();
}

template std::unique_ptr<WayDown<float>> make_way_down(WayDownKind);
template std::unique_ptr<WayDown<double>> make_way_down(WayDownKind);

}  // namespace neurons
