#include "neurons/tensor.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace neurons {

Index Tensor::rows() const {
  return std::visit([](const auto& m) { return m.rows(); }, values_);
}

Index Tensor::cols() const {
  return std::visit([](const auto& m) { return m.cols(); }, values_);
}

std::size_t Tensor::bytes() const {
  const auto scalar = precision() == Precision::kFloat32 ? sizeof(float) : sizeof(double);
  return scalar * static_cast<std::size_t>(rows() * cols());
}

Matrix<double> Tensor::to_double() const {
  return std::visit([](const auto& m) -> Matrix<double> { return m.template cast<double>(); },
                    values_);
}

std::uint64_t Tensor::digest() const {
  const auto seed = static_cast<std::uint64_t>(rows());
  return std::visit([&](const auto& m) { return XXH3_64bits_withSeed(m.data(), bytes(), seed); },
                    values_);
}

}  // namespace neurons
