#include "neurons/lateral.h"

namespace neurons {

template <class Scalar>
Matrix<Scalar> Lateral<Scalar>::settle(const Matrix<Scalar>& drive) const {
  constexpr auto kPart = static_cast<Scalar>(0.5);
  Matrix<Scalar> z = drive;
  for (int step = 0; step < kSteps; ++step) {
    const Matrix<Scalar> wanted = drive + weights_ * z;
    z += kPart * (wanted - z);
  }
  return z;
}

template <class Scalar>
Matrix<Scalar> Lateral<Scalar>::learn(const Matrix<Scalar>& z, const Matrix<Scalar>& x,
                                      const Matrix<Scalar>& forward, double rate,
                                      double lateral_rate) {
  const auto columns = static_cast<Scalar>(x.cols());
  Matrix<Scalar> products = z * z.transpose() / columns;
  const Matrix<Scalar> power = products.diagonal();
  products.diagonal().setZero();
  if (by_ == LateralLearning::kSimilarityMatching) products += power.col(0).asDiagonal() * weights_;
  weights_ -= static_cast<Scalar>(lateral_rate) * products;
  Matrix<Scalar> change = z * x.transpose() / columns;
  change -= power.col(0).asDiagonal() * forward;
  return static_cast<Scalar>(rate) * change;
}

template class Lateral<float>;
template class Lateral<double>;

}  // namespace neurons
