#include "neurons/orthogonality.h"

#include <cmath>

#include "neurons/product.h"

namespace neurons {
namespace {

template <class Scalar>
bool is_wide(const Matrix<Scalar>& weights) {
  return weights.rows() < weights.cols();
}

}  // namespace

template <class Scalar>
Matrix<Scalar> gram(const Matrix<Scalar>& weights) {
  return product_with_itself(is_wide(weights) ? transposed(weights) : operand(weights));
}

template <class Scalar>
RegularizerGradient<Scalar>::RegularizerGradient(const RegularizerOptions& options,
                                                 const Matrix<Scalar>& weights)
    : weights_(weights), core_(gram(weights)) {
  if (options.form == RegularizerForm::kOffDiagonal) {
    core_.diagonal().setZero();
  } else {
    core_.diagonal().array() -= Scalar{1};
  }
  core_ *= static_cast<Scalar>(4 * options.lambda);
}

template <class Scalar>
void RegularizerGradient<Scalar>::add_columns(Index begin, Matrix<Scalar>& gradient) const {
  const bool wide = is_wide(weights_);
  const Matrix<Scalar>& left = wide ? core_ : weights_;
  const Matrix<Scalar>& right = wide ? weights_ : core_;
  multiply_into(gradient, operand(left), operand(right.middleCols(begin, gradient.cols())),
                Mode::kAdd);
}

double orthogonality_defect(const Tensor& tensor) {
  const auto defect = [](auto inner) {
    inner.diagonal().array() -= 1;
    return static_cast<double>(inner.norm()) / std::sqrt(static_cast<double>(inner.rows()));
  };
  if (tensor.precision() == Precision::kFloat32) return defect(gram(tensor.as<float>()));
  return defect(gram(tensor.as<double>()));
}

template Matrix<float> gram(const Matrix<float>&);
template Matrix<double> gram(const Matrix<double>&);
template class RegularizerGradient<float>;
template class RegularizerGradient<double>;

}  // namespace neurons
