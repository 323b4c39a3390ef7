// What the output should be: the loss of its class units, and how far they missed. All matrices
// are (classes, batch).
#pragma once

#include "neurons/tensor.h"

namespace neurons {

enum class Loss {
  kSquaredError,  // 1/2 ||y - one_hot||^2
  kCrossEntropy,  // -log softmax(y)_label
};

// -dloss/dy of every column: by how much the class units missed, so that y + miss is their target.
//   squared error: one_hot - y;  cross entropy: one_hot - softmax(y)
template <class Scalar>
Matrix<Scalar> miss(Loss loss, const Matrix<Scalar>& one_hot, const Matrix<Scalar>& y);

// Mean over the columns.
double mean_loss(Loss loss, const Matrix<double>& one_hot, const Matrix<double>& y);

}  // namespace neurons
