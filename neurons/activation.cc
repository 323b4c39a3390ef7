#include "neurons/activation.h"

namespace neurons {
namespace {

// With a slope in (0, 1], f(z) = max(z, a z) and f^-1(y) = min(y, y / a): no branches.
template <class Scalar>
class LeakyRelu final : public Activation<Scalar> {
 public:
  explicit LeakyRelu(double slope) : slope_(static_cast<Scalar>(slope)) {}

  void apply(Matrix<Scalar>& z) const override { z = z.cwiseMax(slope_ * z); }

  Matrix<Scalar> inverse(Matrix<Scalar> y) const override {
    y = y.cwiseMin(y / slope_);
    return y;
  }

  Matrix<Scalar> slope(const Matrix<Scalar>& y) const override {
    return (y.array() < 0)
        .select(Matrix<Scalar>::Constant(y.rows(), y.cols(), slope_),
                Matrix<Scalar>::Ones(y.rows(), y.cols()));
  }

 private:
  Scalar slope_;
};

template <class Scalar>
class Linear final : public Activation<Scalar> {
 public:
  void apply(Matrix<Scalar>&) const override {}
  Matrix<Scalar> inverse(Matrix<Scalar> y) const override { return y; }
  Matrix<Scalar> slope(const Matrix<Scalar>& y) const override {
    return Matrix<Scalar>::Ones(y.rows(), y.cols());
  }
};

// Another activation but for the last rows, which are linear.
template <class Scalar>
class LinearBelow final : public Activation<Scalar> {
 public:
  LinearBelow(std::unique_ptr<Activation<Scalar>> above, Index rows)
      : above_(std::move(above)), rows_(rows) {}

  void apply(Matrix<Scalar>& z) const override {
    Matrix<Scalar> top = z.topRows(z.rows() - rows_);
    above_->apply(top);
    z.topRows(top.rows()) = top;
  }
  Matrix<Scalar> inverse(Matrix<Scalar> y) const override {
    const Index rows = y.rows() - rows_;
    y.topRows(rows) = above_->inverse(Matrix<Scalar>(y.topRows(rows)));
    return y;
  }
  Matrix<Scalar> slope(const Matrix<Scalar>& y) const override {
    Matrix<Scalar> out = Matrix<Scalar>::Ones(y.rows(), y.cols());
    const Index rows = y.rows() - rows_;
    out.topRows(rows) = above_->slope(Matrix<Scalar>(y.topRows(rows)));
    return out;
  }

 private:
  std::unique_ptr<Activation<Scalar>> above_;
  Index rows_;
};

}  // namespace

template <class Scalar>
std::unique_ptr<Activation<Scalar>> make_activation(const ActivationOptions& options) {
  if (const auto* leaky = std::get_if<LeakyReluOptions>(&options)) {
    auto out = std::make_unique<LeakyRelu<Scalar>>(leaky->slope);
    if (leaky->linear_rows == 0) return out;
    return std::make_unique<LinearBelow<Scalar>>(std::move(out), leaky->linear_rows);
  }
  return std::make_unique<Linear<Scalar>>();
}

template std::unique_ptr<Activation<float>> make_activation(const ActivationOptions&);
template std::unique_ptr<Activation<double>> make_activation(const ActivationOptions&);

}  // namespace neurons
