// What keeps weight matrices near orthogonal, and how far they are from it.
#pragma once

#include "neurons/tensor.h"

namespace neurons {

enum class RegularizerForm {
  kOffDiagonal,  // R = sum_{i != j} (W^T W)_ij^2, Ahmad et al. 2020: columns' norms are free
  kFull,         // R = ||W^T W - I||^2
};

struct RegularizerOptions {
  RegularizerForm form = RegularizerForm::kOffDiagonal;
  double lambda = 0.1;
  bool top_layer = true;  // false: the output layer is left free
};

// W^T W, symmetric, (inputs, inputs). Only the upper blocks are computed, then mirrored.
template <class Scalar>
Matrix<Scalar> gram(const Matrix<Scalar>& weights);

// gradient += lambda dR/dW, with dR/dW = 4 W offdiag(W^T W) or 4 W (W^T W - I).
template <class Scalar>
void add_regularizer(const RegularizerOptions& options, const Matrix<Scalar>& weights,
                     Matrix<Scalar>& gradient);

// ||W^T W - I||_F / sqrt(n): 0 for an orthogonal matrix.
double orthogonality_defect(const Tensor& weights);

}  // namespace neurons
