#include "neurons/retraction.h"

#include <Eigen/QR>

#include "neurons/product.h"

namespace neurons {
namespace {

// REQUIRES: at least as many rows as columns.
template <class Scalar>
Matrix<Scalar> q_of(const Matrix<Scalar>& tall) {
  const Eigen::HouseholderQR<Matrix<Scalar>> qr(tall);
  Matrix<Scalar> q = qr.householderQ() * Matrix<Scalar>::Identity(tall.rows(), tall.cols());
  for (Index j = 0; j < q.cols(); ++j) {
    if (qr.matrixQR()(j, j) < 0) q.col(j) = -q.col(j);
  }
  return q;
}

template <class Scalar>
Matrix<Scalar> schulz_step(const Matrix<Scalar>& tall) {
  const Matrix<Scalar> gram = product_with_itself(operand(tall));
  return Scalar{1.5} * tall - Scalar{0.5} * product(operand(tall), operand(gram));
}

}  // namespace

template <class Scalar>
Matrix<Scalar> retracted(RetractionMethod method, const Matrix<Scalar>& weights) {
  const bool wide = weights.cols() > weights.rows();
  const Matrix<Scalar> tall = wide ? Matrix<Scalar>(weights.transpose()) : weights;
  Matrix<Scalar> out = method == RetractionMethod::kQr ? q_of(tall) : schulz_step(tall);
  return wide ? Matrix<Scalar>(out.transpose()) : out;
}

template Matrix<float> retracted(RetractionMethod, const Matrix<float>&);
template Matrix<double> retracted(RetractionMethod, const Matrix<double>&);

}  // namespace neurons
