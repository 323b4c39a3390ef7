#include "neurons/initial_weights.h"

#include <Eigen/QR>
#include <cmath>

#include "sim/random.h"

namespace neurons {
namespace {

Matrix<double> gaussian(Index units, sim::Layer layer, std::uint64_t seed) {
  sim::Random random(seed, static_cast<std::uint64_t>(layer), sim::Purpose::kInitialWeights);
  Matrix<double> out(units, units);
  for (Index i = 0; i < out.size(); ++i) out.data()[i] = random.normal();
  return out;
}

// Mezzadri 2007: without the signs, the Q of a Gaussian matrix is not uniformly distributed.
Matrix<double> haar(const Matrix<double>& normal) {
  const Eigen::HouseholderQR<Matrix<double>> qr(normal);
  Matrix<double> q = qr.householderQ();
  for (Index j = 0; j < q.cols(); ++j) {
    if (qr.matrixQR()(j, j) < 0) q.col(j) = -q.col(j);
  }
  return q;
}

}  // namespace

TensorPtr in_precision(const Matrix<double>& values, Precision precision) {
  if (precision == Precision::kFloat64) return share(Matrix<double>(values));
  return share(Matrix<float>(values.cast<float>()));
}

Weights initial_weights(InitialWeights kind, Index units, sim::Layer layer, std::uint64_t seed,
                        Precision precision) {
  Matrix<double> weights = gaussian(units, layer, seed);
  if (kind == InitialWeights::kOrthogonal) {
    weights = haar(weights);
  } else {
    weights *= std::sqrt(2.0 / static_cast<double>(2 * units));
  }
  return {in_precision(weights, precision), in_precision(Matrix<double>::Zero(units, 1), precision),
          0};
}

}  // namespace neurons
