#include "neurons/way_down.h"

#include <Eigen/LU>
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
    const Scalar condition = factors_.rcond();
    if (!(condition > std::numeric_limits<Scalar>::epsilon())) {
      throw std::domain_error("the weight matrix is singular: it has no inverse");
    }
  }

  Matrix<Scalar> down(const Matrix<Scalar>& drive) const override { return factors_.solve(drive); }

 private:
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
