// Matrices for tests: random ones that every machine draws alike, and a comparison that says
// where two differ.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <initializer_list>
#include <vector>

#include "neurons/initial_weights.h"
#include "sim/random.h"

namespace neurons {

using Precisions = ::testing::Types<float, double>;

// Standard normal entries.
template <class Scalar = double>
Matrix<Scalar> random_matrix(Index rows, Index cols, std::uint64_t seed) {
  sim::Random random(seed, 0, sim::Purpose::kStorm);
  Matrix<Scalar> out(rows, cols);
  for (Index i = 0; i < out.size(); ++i) out.data()[i] = static_cast<Scalar>(random.normal());
  return out;
}

// Rows are orthonormal if it is wide, columns if it is tall.
inline Matrix<double> random_orthogonal(const LayerShape& shape, std::uint64_t seed) {
  return initial_weights(InitialWeights::kOrthogonal, shape, 1, seed, Precision::kFloat64)
      .weights->as<double>();
}

inline Matrix<double> random_orthogonal(Index n, std::uint64_t seed) {
  return random_orthogonal({n, n}, seed);
}

template <class Scalar = double>
Matrix<Scalar> column(const std::vector<Scalar>& values) {
  Matrix<Scalar> out(std::ssize(values), 1);
  for (Index i = 0; i < out.rows(); ++i) out(i, 0) = values[static_cast<std::size_t>(i)];
  return out;
}

// Every entry within the tolerance; never true where a number is none.
template <class Scalar>
::testing::AssertionResult near(const Matrix<Scalar>& a, const Matrix<Scalar>& b,
                                double tolerance) {
  if (a.rows() != b.rows() || a.cols() != b.cols()) {
    return ::testing::AssertionFailure() << a.rows() << " x " << a.cols() << " is not the shape "
                                         << b.rows() << " x " << b.cols();
  }
  for (Index i = 0; i < a.size(); ++i) {
    const auto gap = static_cast<double>(a.data()[i]) - static_cast<double>(b.data()[i]);
    if (std::abs(gap) <= tolerance) continue;
    return ::testing::AssertionFailure()
           << "entry (" << i % a.rows() << ", " << i / a.rows() << "): " << a.data()[i] << " and "
           << b.data()[i] << " are " << gap << " apart";
  }
  return ::testing::AssertionSuccess();
}

}  // namespace neurons
