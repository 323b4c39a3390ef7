#include "neurons/lu.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "neurons/kernels/choice.h"
#include "neurons/product.h"

namespace neurons {
namespace {

using kernels::Operand;

// Columns that are factorised one by one; blocks on the diagonal whose inverses are kept.
constexpr Index kFew = 16;

// The first part of two: whole blocks.
Index half_of(Index size) { return (size / 2 + kFew - 1) / kFew * kFew; }

template <class Scalar>
struct Triangle {
  const Matrix<Scalar>& entries;
  const Matrix<Scalar>& inverses;
  bool lower, transposed;

  template <class Dense>
  Operand<Scalar> seen(const Dense& stored) const {
    return transposed ? neurons::transposed(stored) : operand(stored);
  }
  Operand<Scalar> inverse(Index begin, Index size) const {
    return seen(inverses.block(0, begin, size, size));
  }
  Operand<Scalar> block(Index row, Index rows, Index col, Index cols) const {
    return transposed ? seen(entries.block(col, row, cols, rows))
                      : seen(entries.block(row, col, rows, cols));
  }
  bool from_top() const { return lower != transposed; }
};

// T x = b for the rows from "begin" on: x replaces b.
template <class Scalar, class Columns>
void solve_triangle(const Triangle<Scalar>& triangle, Index begin, Index size, Columns b) {
  if (size <= kFew) {
    const Matrix<Scalar> right = b.middleRows(begin, size);
    multiply_into(b.middleRows(begin, size), triangle.inverse(begin, size), operand(right));
    return;
  }
  Index first = begin, first_size = half_of(size), second = begin + first_size,
        second_size = size - first_size;
  if (!triangle.from_top()) {
    std::swap(first, second);
    std::swap(first_size, second_size);
  }
  solve_triangle(triangle, first, first_size, b);
  multiply_into(b.middleRows(second, second_size),
                triangle.block(second, second_size, first, first_size),
                operand(b.middleRows(first, first_size)), Mode::kSubtract);
  solve_triangle(triangle, second, second_size, b);
}

}  // namespace

template <class Scalar>
void Lu<Scalar>::factorise(const Matrix<Scalar>& matrix) {
  const Index n = matrix.rows();
  factors_ = matrix;
  norm_ = static_cast<double>(matrix.cwiseAbs().colwise().sum().maxCoeff());
  pivots_.resize(static_cast<std::size_t>(n));
  lower_.setZero(kFew, n);
  upper_.setZero(kFew, n);
  factorise_columns(0, n);
}

// Some columns, whose rows above "begin" are done.
template <class Scalar>
void Lu<Scalar>::factorise_columns(Index begin, Index count) {
  if (count <= kFew) return factorise_few(begin, count);
  const Index left = half_of(count), right = count - left, middle = begin + left;
  const Index below = factors_.rows() - middle;
  factorise_columns(begin, left);
  swap_rows(begin, left, middle, right);
  solve_triangle(Triangle<Scalar>{factors_, lower_, true, false}, begin, left,
                 factors_.middleCols(middle, right));
  multiply_into(factors_.block(middle, middle, below, right),
                operand(factors_.block(middle, begin, below, left)),
                operand(factors_.block(begin, middle, left, right)), Mode::kSubtract);
  factorise_columns(middle, right);
  swap_rows(middle, right, begin, left);
}

template <class Scalar>
void Lu<Scalar>::factorise_few(Index begin, Index count) {
  const kernels::Table<Scalar>& loops = kernels::table<Scalar>(kernels::chosen());
  const Index n = factors_.rows(), end = begin + count;
  for (Index k = begin; k < end; ++k) {
    Index pivot = 0;
    const Index below = n - k - 1;
    factors_.col(k).tail(n - k).cwiseAbs().maxCoeff(&pivot);
    pivots_[static_cast<std::size_t>(k)] = k + pivot;
    swap_rows(k, 1, begin, count);
    auto multipliers = factors_.col(k).tail(below);
    multipliers /= factors_(k, k);
    for (Index j = k + 1; j < end; ++j) {
      loops.subtract(below, factors_(k, j), multipliers.data(), &factors_(n - below, j));
    }
  }
  const auto corner = factors_.block(begin, begin, count, count);
  const Matrix<Scalar> one = Matrix<Scalar>::Identity(count, count);
  lower_.block(0, begin, count, count) =
      corner.template triangularView<Eigen::UnitLower>().solve(one);
  upper_.block(0, begin, count, count) = corner.template triangularView<Eigen::Upper>().solve(one);
}

// As the pivots of "count" columns want it, in other columns.
template <class Scalar>
void Lu<Scalar>::swap_rows(Index begin, Index count, Index col, Index cols) {
  for (Index j = col; j < col + cols; ++j) {
    for (Index k = begin; k < begin + count; ++k) {
      std::swap(factors_(k, j), factors_(pivots_[static_cast<std::size_t>(k)], j));
    }
  }
}

template <class Scalar>
Matrix<Scalar> Lu<Scalar>::solve(const Matrix<Scalar>& b) const {
  Matrix<Scalar> x = b;
  for (Index k = 0; k < x.rows(); ++k) x.row(k).swap(x.row(pivots_[static_cast<std::size_t>(k)]));
  solve_triangle(Triangle<Scalar>{factors_, lower_, true, false}, 0, x.rows(),
                 x.middleCols(0, x.cols()));
  solve_triangle(Triangle<Scalar>{factors_, upper_, false, false}, 0, x.rows(),
                 x.middleCols(0, x.cols()));
  return x;
}

template <class Scalar>
Matrix<Scalar> Lu<Scalar>::solve_transposed(const Matrix<Scalar>& b) const {
  Matrix<Scalar> x = b;
  solve_triangle(Triangle<Scalar>{factors_, upper_, false, true}, 0, x.rows(),
                 x.middleCols(0, x.cols()));
  solve_triangle(Triangle<Scalar>{factors_, lower_, true, true}, 0, x.rows(),
                 x.middleCols(0, x.cols()));
  for (Index k = x.rows(); k-- > 0;) x.row(k).swap(x.row(pivots_[static_cast<std::size_t>(k)]));
  return x;
}

// The column of A^-1 that seems the largest, found by going uphill.
template <class Scalar>
double Lu<Scalar>::norm_of_inverse() const {
  const Index n = factors_.rows();
  Matrix<Scalar> x = Matrix<Scalar>::Constant(n, 1, Scalar{1} / static_cast<Scalar>(n));
  double norm = 0;
  constexpr int kMost = 5;
  for (int i = 0; i < kMost; ++i) {
    const Matrix<Scalar> y = solve(x);
    const double now = static_cast<double>(y.template lpNorm<1>());
    if (!(now > norm)) return std::isfinite(now) ? norm : now;
    norm = now;
    const Matrix<Scalar> signs =
        (y.array() < 0).select(Matrix<Scalar>::Constant(n, 1, -1), Matrix<Scalar>::Ones(n, 1));
    const Matrix<Scalar> slope = solve_transposed(signs);
    Index steepest = 0;
    if (slope.col(0).cwiseAbs().maxCoeff(&steepest) <= (slope.transpose() * x).value()) return norm;
    x.setZero();
    x(steepest) = 1;
  }
  return norm;
}

template <class Scalar>
bool Lu<Scalar>::singular() const {
  using Limits = std::numeric_limits<Scalar>;
  const auto pivots = factors_.diagonal().cwiseAbs();
  const Scalar least = std::max(Limits::min(), Limits::epsilon() * pivots.maxCoeff());
  if (!(pivots.minCoeff() > least)) return true;
  return !(norm_ * norm_of_inverse() < 1 / static_cast<double>(Limits::epsilon()));
}

template class Lu<float>;
template class Lu<double>;

}  // namespace neurons
