#include "neurons/way_down.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
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

// The size is that of the entries of an orthogonal matrix.
template <class Scalar>
class Signs final : public WayDown<Scalar> {
 public:
  void take(TensorPtr weights) override {
    const Matrix<Scalar>& matrix = weights->as<Scalar>();
    if (!matrix.allFinite()) throw std::domain_error("the weights are not finite");
    signs_ = matrix.cwiseSign() / std::sqrt(static_cast<Scalar>(matrix.rows()));
  }

  Matrix<Scalar> down(const Matrix<Scalar>& drive) const override {
    return signs_.transpose() * drive;
  }

 private:
  Matrix<Scalar> signs_;
};

template <class Scalar>
class Fixed final : public WayDown<Scalar> {
 public:
  explicit Fixed(TensorPtr own) : own_(std::move(own)) {}
  void take(TensorPtr) override {}

  Matrix<Scalar> down(const Matrix<Scalar>& drive) const override {
    return own_->as<Scalar>().transpose() * drive;
  }

  void archive(sim::Archive& a) override { a(own_); }

 private:
  TensorPtr own_;
};

template <class Scalar>
class None final : public WayDown<Scalar> {
 public:
  explicit None(Index inputs) : inputs_(inputs) {}
  void take(TensorPtr) override {}

  Matrix<Scalar> down(const Matrix<Scalar>& drive) const override {
    return Matrix<Scalar>::Zero(inputs_, drive.cols());
  }

 private:
  Index inputs_;
};

}  // namespace

template <class Scalar>
std::unique_ptr<WayDown<Scalar>> make_way_down(const WayDownOptions& options) {
  switch (options.kind) {
    case WayDownKind::kTranspose:
      return std::make_unique<Transpose<Scalar>>();
    case WayDownKind::kSigns:
      return std::make_unique<Signs<Scalar>>();
    case WayDownKind::kFixed:
      return std::make_unique<Fixed<Scalar>>(options.own);
    case WayDownKind::kNone:
      return std::make_unique<None<Scalar>>(options.inputs);
    case WayDownKind::kExactInverse:
    case WayDownKind::kLearned:
      break;
  }
  return std::make_unique<ExactInverse<Scalar>>();
}

template std::unique_ptr<WayDown<float>> make_way_down(const WayDownOptions&);
template std::unique_ptr<WayDown<double>> make_way_down(const WayDownOptions&);

}  // namespace neurons
