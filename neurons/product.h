// Products of matrices. Every number is summed up in one order: the bits do not depend on the
// number of threads, and are the same on every machine whose kernels have fused multiply-add. Large
// products are shared among the thread's team (sim/team.h).
#pragma once

#include "neurons/kernels/kernels.h"
#include "neurons/tensor.h"

namespace neurons {

using kernels::Mode;

// What a product reads. The matrix must outlive it.
template <class Dense>
kernels::Operand<typename Dense::Scalar> operand(const Dense& m) {
  static_assert(!Dense::IsRowMajor);
  return {m.data(), m.rows(), m.cols(), 1, m.outerStride()};
}
template <class Dense>
kernels::Operand<typename Dense::Scalar> transposed(const Dense& m) {
  static_assert(!Dense::IsRowMajor);
  return {m.data(), m.cols(), m.rows(), m.outerStride(), 1};
}

template <class Scalar>
kernels::Operand<Scalar> transposed(const kernels::Operand<Scalar>& m) {
  return {m.data, m.cols, m.rows, m.col_stride, m.row_stride};
}
template <class Scalar>
kernels::Operand<Scalar> columns_of(const kernels::Operand<Scalar>& m, Index begin, Index count) {
  return {m.data + begin * m.col_stride, m.rows, count, m.row_stride, m.col_stride};
}

// out = a b, or out plus or minus it. REQUIRES: a.cols == b.rows; out (a.rows, b.cols) is neither.
template <class Scalar>
void multiply(const kernels::Operand<Scalar>& a, const kernels::Operand<Scalar>& b,
              const kernels::Result<Scalar>& out);

// Into a matrix or a block of one.
template <class Scalar, class Dense>
void multiply_into(Dense&& out, const kernels::Operand<Scalar>& a,
                   const kernels::Operand<Scalar>& b, Mode mode = Mode::kSet) {
  eigen_assert(a.cols == b.rows && out.rows() == a.rows && out.cols() == b.cols);
  multiply(a, b, {out.data(), out.outerStride(), mode});
}

template <class Scalar>
Matrix<Scalar> product(const kernels::Operand<Scalar>& a, const kernels::Operand<Scalar>& b) {
  Matrix<Scalar> out(a.rows, b.cols);
  multiply_into(out, a, b);
  return out;
}

// M^T M, symmetric, of half the flops.
template <class Scalar>
Matrix<Scalar> product_with_itself(const kernels::Operand<Scalar>& m);

}  // namespace neurons
