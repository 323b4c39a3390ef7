// P A = L U with partial pivoting, by halves (Toledo 1997): nearly all of it is products.
#pragma once

#include <vector>

#include "neurons/tensor.h"

namespace neurons {

// One thread at a time; its team may help.
template <class Scalar>
class Lu {
 public:
  // REQUIRES: square and finite.
  void factorise(const Matrix<Scalar>& matrix);

  // A pivot is nothing beside the others, or the reciprocal condition number, as estimated in the
  // 1-norm (Higham 1988), is no more than the precision.
  bool singular() const;

  // A^-1 b. REQUIRES: factorised, not singular.
  Matrix<Scalar> solve(const Matrix<Scalar>& b) const;

 private:
  Matrix<Scalar> solve_transposed(const Matrix<Scalar>& b) const;
  double norm_of_inverse() const;
  void factorise_columns(Index begin, Index count);
  void factorise_few(Index begin, Index count);
  void swap_rows(Index begin, Index count, Index col, Index cols);

  Matrix<Scalar> factors_;        // L below the diagonal, U on it and above
  Matrix<Scalar> lower_, upper_;  // inverses of the blocks on the diagonal, side by side
  std::vector<Index> pivots_;     // row k was exchanged with this one
  double norm_ = 0;               // of A
};

}  // namespace neurons
