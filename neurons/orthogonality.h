// What keeps weight matrices near orthogonal, and how far they are from it. A matrix that is not
// square can have orthonormal rows if it is wide, columns if it is tall: G is the smaller of W W^T
// and W^T W, and n its size; of a square matrix it is W^T W.
#pragma once

#include "neurons/tensor.h"

namespace neurons {

enum class RegularizerForm {
  kOffDiagonal,  // R = sum_{i != j} G_ij^2, Ahmad et al. 2020: the norms are free
  kFull,         // R = ||G - I||^2
};

struct RegularizerOptions {
  RegularizerForm form = RegularizerForm::kOffDiagonal;
  double lambda = 0.1;
  bool top_layer = true;  // false: the output layer is left free
};

// G, symmetric, (n, n). Only the upper blocks are computed, then mirrored.
template <class Scalar>
Matrix<Scalar> gram(const Matrix<Scalar>& weights);

// gradient += lambda dR/dW, with dR/dW = 4 W offdiag(G) or 4 W (G - I), of a wide matrix
// 4 offdiag(G) W or 4 (G - I) W.
template <class Scalar>
void add_regularizer(const RegularizerOptions& options, const Matrix<Scalar>& weights,
                     Matrix<Scalar>& gradient);

// ||G - I||_F / sqrt(n): 0 for a matrix that is as orthogonal as its shape allows.
double orthogonality_defect(const Tensor& weights);

}  // namespace neurons
