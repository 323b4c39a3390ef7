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
  // Its gradient enters every so many updates, as many times as strong: an approximation. With 5
  // layers of 784 it is most of the work of an update.
  std::uint64_t every_updates = 1;
};

// G, symmetric, (n, n).
template <class Scalar>
Matrix<Scalar> gram(const Matrix<Scalar>& weights);

// lambda dR/dW = W C, of a wide matrix C W. Some columns of it can be had alone.
template <class Scalar>
class RegularizerGradient {
 public:
  // C is 4 lambda offdiag(G) or 4 lambda (G - I). The weights must outlive it.
  RegularizerGradient(const RegularizerOptions& options, const Matrix<Scalar>& weights);

  // gradient, (rows, columns from "begin" on), += those of lambda dR/dW.
  void add_columns(Index begin, Matrix<Scalar>& gradient) const;

 private:
  const Matrix<Scalar>& weights_;
  Matrix<Scalar> core_;
};

// ||G - I||_F / sqrt(n): 0 for a matrix that is as orthogonal as its shape allows.
double orthogonality_defect(const Tensor& weights);

}  // namespace neurons
