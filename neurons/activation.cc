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

}  // namespace

template <class Scalar>
std::unique_ptr<Activation<Scalar>> make_activation(const ActivationOptions& options) {
  if (const auto* leaky = std::get_if<LeakyReluOptions>(&options)) {
    return std::make_unique<LeakyRelu<Scalar>>(leaky->slope);
  }
  return std::make_unique<Linear<Scalar>>();
}

template std::unique_ptr<Activation<float>> make_activation(const ActivationOptions&);
template std::unique_ptr<Activation<double>> make_activation(const ActivationOptions&);

}  // namespace neurons
