#include "neurons/initial_weights.h"

#include <Eigen/QR>
#include <cmath>

#include "sim/random.h"

namespace neurons {
namespace {

Matrix<double> gaussian(Index units, sim::Random random) {
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

Matrix<double> drawn(InitialWeights kind, Index units, const sim::Random& random) {
  const Matrix<double> normal = gaussian(units, random);
  if (kind == InitialWeights::kOrthogonal) return haar(normal);
  return normal * std::sqrt(2.0 / static_cast<double>(2 * units));
}

}  // namespace

TensorPtr in_precision(const Matrix<double>& values, Precision precision) {
  if (precision == Precision::kFloat64) return share(Matrix<double>(values));
  return share(Matrix<float>(values.cast<float>()));
}

std::vector<TensorPtr> initial_feedback(InitialWeights kind, const std::vector<Index>& widths,
                                        std::uint64_t seed, Precision precision) {
  std::vector<TensorPtr> out(1);
  for (std::size_t l = 2; l < widths.size(); ++l) {
    const sim::Random random(seed, l, sim::Purpose::kInitialFeedback);
    out.push_back(in_precision(drawn(kind, widths[l], random), precision));
  }
  return out;
}

Weights initial_weights(InitialWeights kind, Index units, sim::Layer layer, std::uint64_t seed,
                        Precision precision) {
  const sim::Random random(seed, static_cast<std::uint64_t>(layer), sim::Purpose::kInitialWeights);
  return {in_precision(drawn(kind, units, random), precision),
          in_precision(Matrix<double>::Zero(units, 1), precision), 0};
}

}  // namespace neurons
