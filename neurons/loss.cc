#include "neurons/loss.h"

#include <cmath>

namespace neurons {
namespace {

// The largest unit is taken out first: no exponential overflows.
template <class Scalar>
Matrix<Scalar> softmax(const Matrix<Scalar>& y) {
  Matrix<Scalar> out = y.rowwise() - y.colwise().maxCoeff();
  out = out.array().exp().matrix();
  for (Index c = 0; c < out.cols(); ++c) out.col(c) /= out.col(c).sum();
  return out;
}

double log_of_sum_of_exponentials(const Eigen::VectorXd& y) {
  const double most = y.maxCoeff();
  return most + std::log((y.array() - most).exp().sum());
}

}  // namespace

template <class Scalar>
Matrix<Scalar> miss(Loss loss, const Matrix<Scalar>& one_hot, const Matrix<Scalar>& y) {
  if (loss == Loss::kSquaredError) return one_hot - y;
  return one_hot - softmax(y);
}

double mean_loss(Loss loss, const Matrix<double>& one_hot, const Matrix<double>& y) {
  double sum = 0;
  for (Index c = 0; c < y.cols(); ++c) {
    sum += loss == Loss::kSquaredError
               ? 0.5 * (y.col(c) - one_hot.col(c)).squaredNorm()
               : log_of_sum_of_exponentials(y.col(c)) - one_hot.col(c).dot(y.col(c));
  }
  return sum / static_cast<double>(y.cols());
}

template Matrix<float> miss(Loss, const Matrix<float>&, const Matrix<float>&);
template Matrix<double> miss(Loss, const Matrix<double>&, const Matrix<double>&);

}  // namespace neurons
