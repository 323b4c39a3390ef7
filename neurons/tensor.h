// Payloads: matrices that are shared and never change after they were sent.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <memory>
#include <variant>

#include "sim/archive.h"

namespace neurons {

using Index = Eigen::Index;
template <class Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;  // column-major

enum class Precision { kFloat32, kFloat64 };

// An immutable matrix of either precision, (rows, columns). Safe to read from any thread.
class Tensor {
 public:
  Tensor() = default;  // empty
  explicit Tensor(Matrix<float> values) : values_(std::move(values)) {}
  explicit Tensor(Matrix<double> values) : values_(std::move(values)) {}

  // REQUIRES: Scalar is the precision that it was made with.
  template <class Scalar>
  const Matrix<Scalar>& as() const {
    return std::get<Matrix<Scalar>>(values_);
  }

  Precision precision() const {
    return values_.index() == 0 ? Precision::kFloat32 : Precision::kFloat64;
  }
  Index rows() const;
  Index cols() const;
  std::size_t bytes() const;
  Matrix<double> to_double() const;  // a copy

  // A digest of shape and values; not of the precision's name.
  std::uint64_t digest() const;

  template <class A>
  void archive(A& a) {
    a(values_);
  }

 private:
  std::variant<Matrix<float>, Matrix<double>> values_;
};

using TensorPtr = std::shared_ptr<const Tensor>;

template <class Scalar>
TensorPtr share(Matrix<Scalar> values) {
  return std::make_shared<const Tensor>(std::move(values));
}

// What a layer's synapses are at one version: weights (units, inputs), bias (units, 1).
struct Weights {
  TensorPtr weights, bias;
  std::uint64_t version = 0;

  template <class A>
  void archive(A& a) {
    a(weights, bias, version);
  }
};

}  // namespace neurons

template <class Scalar>
struct sim::StateOf<neurons::Matrix<Scalar>> {
  static void archive(Archive& a, neurons::Matrix<Scalar>& matrix) {
    neurons::Index rows = matrix.rows(), cols = matrix.cols();
    a(rows, cols);
    if (a.reads())
      a.require(static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols), sizeof(Scalar));
    matrix.resize(rows, cols);
    a.raw(matrix.data(), sizeof(Scalar) * static_cast<std::size_t>(matrix.size()));
  }
};
