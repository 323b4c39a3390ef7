#include "neurons/way_down.h"

#include <cmath>
#include <stdexcept>

#include "neurons/inverse.h"
#include "neurons/product.h"

namespace neurons {
namespace {

template <class Scalar>
class Transpose final : public WayDown<Scalar> {
 public:
  void take(TensorPtr weights) override { weights_ = std::move(weights); }

  Matrix<Scalar> down(const Matrix<Scalar>& drive) override {
    return product(transposed(weights_->as<Scalar>()), operand(drive));
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

  Matrix<Scalar> down(const Matrix<Scalar>& drive) override {
    return product(transposed(signs_), operand(drive));
  }

 private:
  Matrix<Scalar> signs_;
};

template <class Scalar>
class Fixed final : public WayDown<Scalar> {
 public:
  explicit Fixed(TensorPtr own) : own_(std::move(own)) {}
  void take(TensorPtr) override {}

  Matrix<Scalar> down(const Matrix<Scalar>& drive) override {
    return product(transposed(own_->as<Scalar>()), operand(drive));
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

  Matrix<Scalar> down(const Matrix<Scalar>& drive) override {
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
    case WayDownKind::kDampedInverse:
      return make_damped_inverse<Scalar>(options.damping);
    case WayDownKind::kExactInverse:
    case WayDownKind::kLearned:
      break;
  }
  return make_inverse<Scalar>(options.residual);
}

bool is_way_down(WayDownOptions options, const TensorPtr& weights) {
  options.residual = 0;
  try {
    if (weights->precision() == Precision::kFloat32) {
      make_way_down<float>(options)->take(weights);
    } else {
      make_way_down<double>(options)->take(weights);
    }
    return true;
  } catch (const std::domain_error&) {
    return false;
  }
}

template std::unique_ptr<WayDown<float>> make_way_down(const WayDownOptions&);
template std::unique_ptr<WayDown<double>> make_way_down(const WayDownOptions&);

}  // namespace neurons
