// An optimizer's step, some columns of the gradient at a time: what is made of them is used while
// it is in the cache, and idle threads take columns of their own.
#pragma once

#include <algorithm>
#include <numeric>
#include <vector>

#include "neurons/optimizer.h"
#include "sim/team.h"

namespace neurons {

// gradient(begin, count) makes those columns, (rows, count). Returns the squared norm of the
// change, which is summed up in one order, whoever made it.
template <class Scalar, class Columns>
double step_by_columns(Optimizer<Scalar>& optimizer, const Matrix<Scalar>& before,
                       const Columns& gradient, Matrix<Scalar>& after) {
  constexpr Index kColumns = 132;  // a multiple of the width of every tile (kernels/variant.cc)
  const Index rows = before.rows(), cols = before.cols();
  after.resize(rows, cols);
  optimizer.begin(rows, cols);
  std::vector<double> changes(static_cast<std::size_t>((cols + kColumns - 1) / kColumns));
  sim::Team::run_all(changes.size(), [&](std::size_t i) {
    const Index begin = static_cast<Index>(i) * kColumns, count = std::min(kColumns, cols - begin);
    const Matrix<Scalar> some = gradient(begin, count);
    changes[i] = optimizer.move(begin * rows, some.size(), some.data(),
                                before.data() + begin * rows, after.data() + begin * rows);
  });
  return std::accumulate(changes.begin(), changes.end(), 0.0);
}

}  // namespace neurons
