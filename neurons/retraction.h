// Steps that bring weights back to the orthogonal matrices. They need the whole matrix: not local,
// and a reference for what local mechanisms reach.
#pragma once

#include <cstdint>

#include "neurons/tensor.h"

namespace neurons {

enum class RetractionMethod {
  kNewtonSchulz,  // W <- 1.5 W - 0.5 W W^T W: near orthogonal ones the defect is squared
  kQr,            // W <- Q of W = Q R, with R's diagonal positive
};

struct RetractionOptions {
  RetractionMethod method = RetractionMethod::kNewtonSchulz;
  std::uint64_t every_updates = 1;
};

// Of a wide matrix the rows become orthonormal, of others the columns.
template <class Scalar>
Matrix<Scalar> retracted(RetractionMethod method, const Matrix<Scalar>& weights);

}  // namespace neurons
