#include "neurons/initial_weights.h"

#include <Eigen/QR>
#include <cmath>

#include "sim/random.h"

namespace neurons {
namespace {

Matrix<double> gaussian(Index rows, Index cols, sim::Random random) {
  Matrix<double> out(rows, cols);
  for (Index i = 0; i < out.size(); ++i) out.data()[i] = random.normal();
  return out;
}

// As many columns as the matrix has: a whole Q of a tall one would be large.
Matrix<double> q_of(const Eigen::HouseholderQR<Matrix<double>>& qr) {
  if (qr.rows() == qr.cols()) return qr.householderQ();
  return qr.householderQ() * Matrix<double>::Identity(qr.rows(), qr.cols());
}

// Mezzadri 2007: without the signs, the Q of a Gaussian matrix is not uniformly distributed.
// REQUIRES: it is not wide.
Matrix<double> haar(const Matrix<double>& normal) {
  const Eigen::HouseholderQR<Matrix<double>> qr(normal);
  Matrix<double> q = q_of(qr);
  for (Index j = 0; j < q.cols(); ++j) {
    if (qr.matrixQR()(j, j) < 0) q.col(j) = -q.col(j);
  }
  return q;
}

Matrix<double> drawn(InitialWeights kind, const LayerShape& shape, const sim::Random& random) {
  const auto& [units, inputs] = shape;
  const bool orthogonal = kind == InitialWeights::kOrthogonal;
  if (orthogonal && units < inputs) return haar(gaussian(inputs, units, random)).transpose();
  const Matrix<double> normal = gaussian(units, inputs, random);
  if (orthogonal) return haar(normal);
  return normal * std::sqrt(2.0 / static_cast<double>(inputs + units));
}

// I + Q has an inverse for sure while Q shortens everything (Behrmann et al. 2019).
constexpr double kResidualPart = 0.5;

}  // namespace

TensorPtr in_precision(const Matrix<double>& values, Precision precision) {
  if (precision == Precision::kFloat64) return share(Matrix<double>(values));
  return share(Matrix<float>(values.cast<float>()));
}

std::vector<TensorPtr> initial_feedback(InitialWeights kind, const std::vector<LayerShape>& shapes,
                                        std::uint64_t seed, Precision precision, bool direct) {
  std::vector<TensorPtr> out(1);
  for (std::size_t l = 2; l <= shapes.size(); ++l) {
    const sim::Random random(seed, l, sim::Purpose::kInitialFeedback);
    const LayerShape& shape = shapes[l - 1];
    const LayerShape from{direct ? shapes.back().units : shape.units, shape.inputs};
    out.push_back(in_precision(drawn(kind, from, random), precision));
  }
  return out;
}

Weights initial_weights(InitialWeights kind, const LayerShape& shape, sim::Layer layer,
                        std::uint64_t seed, Precision precision, const BlockOptions& block) {
  const sim::Random random(seed, static_cast<std::uint64_t>(layer), sim::Purpose::kInitialWeights);
  Matrix<double> weights = drawn(kind, learned_shape(block, shape), random);
  if (std::holds_alternative<ResidualBlock>(block)) weights *= kResidualPart;
  if (const auto made = make_block<double>(block)) weights = made->weights(weights);
  return {in_precision(weights, precision),
          in_precision(Matrix<double>::Zero(shape.units, 1), precision), 0};
}

}  // namespace neurons
