#include "neurons/product.h"

#include <algorithm>
#include <memory>
#include <new>

#include "neurons/kernels/choice.h"
#include "sim/team.h"

namespace neurons {
namespace {

using kernels::Operand;
using kernels::Result;

struct Freed {
  void operator()(void* memory) const {
    ::operator delete (memory, std::align_val_t{kernels::kAlignment});
  }
};

template <class Scalar>
Scalar* scratch() {
  constexpr std::align_val_t kAlignment{kernels::kAlignment};
  thread_local const std::unique_ptr<Scalar, Freed> memory(
      static_cast<Scalar*>(::operator new(sizeof(Scalar) * kernels::kScratch<Scalar>, kAlignment)));
  return memory.get();
}

// A piece is a multiple of the height and the width of every variant's tile, and worth the trip to
// another core, some 15 us.
constexpr Index kPiece = 96;
constexpr double kWorth = 4e6;  // flops

template <class Scalar>
Index pieces_of(const Operand<Scalar>& a, const Operand<Scalar>& b) {
  const auto members = static_cast<Index>(sim::Team::members());
  if (members == 1) return 1;
  const double flops =
      2.0 * static_cast<double>(a.rows) * static_cast<double>(a.cols) * static_cast<double>(b.cols);
  const Index worth = static_cast<Index>(flops / kWorth);
  const Index most = (std::max(a.rows, b.cols) + kPiece - 1) / kPiece;
  return std::max<Index>(1, std::min({worth, most, 4 * members}));
}

template <class Scalar>
void multiply_here(const Operand<Scalar>& a, const Operand<Scalar>& b, const Result<Scalar>& out) {
  kernels::table<Scalar>(kernels::chosen()).multiply(a, b, out, scratch<Scalar>());
}

template <class Scalar>
void multiply_rows(Operand<Scalar> a, const Operand<Scalar>& b, Result<Scalar> out, Index begin,
                   Index end) {
  a.data += begin * a.row_stride;
  a.rows = end - begin;
  out.data += begin;
  multiply_here(a, b, out);
}

template <class Scalar>
void multiply_columns(const Operand<Scalar>& a, Operand<Scalar> b, Result<Scalar> out, Index begin,
                      Index end) {
  b = columns_of(b, begin, end - begin);
  out.data += begin * out.col_stride;
  out.first_col += begin;
  multiply_here(a, b, out);
}

}  // namespace

template <class Scalar>
void multiply(const Operand<Scalar>& a, const Operand<Scalar>& b, const Result<Scalar>& out) {
  const Index pieces = pieces_of(a, b);
  if (pieces == 1) return multiply_here(a, b, out);
  const bool by_rows = a.rows >= b.cols && !out.upper;
  const Index size = by_rows ? a.rows : b.cols;
  const Index each = ((size + pieces - 1) / pieces + kPiece - 1) / kPiece * kPiece;
  const auto count = static_cast<std::size_t>((size + each - 1) / each);
  sim::Team::run_all(count, [&](std::size_t piece) {
    const Index begin = static_cast<Index>(piece) * each, end = std::min(size, begin + each);
    if (by_rows) {
      multiply_rows(a, b, out, begin, end);
    } else {
      multiply_columns(a, b, out, begin, end);
    }
  });
}

template <class Scalar>
Matrix<Scalar> product_with_itself(const Operand<Scalar>& m) {
  const Index n = m.cols;
  Matrix<Scalar> out(n, n);
  multiply(transposed(m), m, {out.data(), out.outerStride(), Mode::kSet, true});
  constexpr Index kBlock = 64;  // both triangles of it stay in the cache
  for (Index j = 0; j < n; j += kBlock) {
    const Index width = std::min(kBlock, n - j);
    out.block(j, 0, width, j) = out.block(0, j, j, width).transpose();
    auto corner = out.block(j, j, width, width);
    corner.template triangularView<Eigen::StrictlyLower>() =
        Matrix<Scalar>(corner.transpose()).template triangularView<Eigen::StrictlyLower>();
  }
  return out;
}

template void multiply(const Operand<float>&, const Operand<float>&, const Result<float>&);
template void multiply(const Operand<double>&, const Operand<double>&, const Result<double>&);
template Matrix<float> product_with_itself(const Operand<float>&);
template Matrix<double> product_with_itself(const Operand<double>&);

}  // namespace neurons
