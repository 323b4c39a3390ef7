#include "neurons/orthogonality.h"

#include <cmath>

namespace neurons {
namespace {

// Eigen's symmetric product costs a full one; blocks of this many columns cost 10/16 of it.
constexpr Index kBlocks = 4;

template <class Scalar>
bool is_wide(const Matrix<Scalar>& weights) {
  return weights.rows() < weights.cols();
}

template <class Scalar>
Matrix<Scalar> gram_of_columns(const Matrix<Scalar>& weights) {
  const Index n = weights.cols();
  const Index width = std::max<Index>(64, (n + kBlocks - 1) / kBlocks);
  Matrix<Scalar> out(n, n);
  for (Index begin = 0; begin < n; begin += width) {
    const Index columns = std::min(width, n - begin);
    const Index rows = begin + columns;
    out.block(0, begin, rows, columns).noalias() =
        weights.leftCols(rows).transpose() * weights.middleCols(begin, columns);
    out.block(begin, 0, columns, begin) = out.block(0, begin, begin, columns).transpose();
  }
  return out;
}

}  // namespace

template <class Scalar>
Matrix<Scalar> gram(const Matrix<Scalar>& weights) {
  if (is_wide(weights)) return gram_of_columns<Scalar>(weights.transpose());
  return gram_of_columns(weights);
}

template <class Scalar>
void add_regularizer(const RegularizerOptions& options, const Matrix<Scalar>& weights,
                     Matrix<Scalar>& gradient) {
  Matrix<Scalar> inner = gram(weights);
  if (options.form == RegularizerForm::kOffDiagonal) {
    inner.diagonal().setZero();
  } else {
    inner.diagonal().array() -= Scalar{1};
  }
  inner *= static_cast<Scalar>(4 * options.lambda);
  if (is_wide(weights)) {
    gradient.noalias() += inner * weights;
  } else {
    gradient.noalias() += weights * inner;
  }
}

double orthogonality_defect(const Tensor& tensor) {
  const auto defect = [](auto inner) {
    inner.diagonal().array() -= 1;
    return static_cast<double>(inner.norm()) / std::sqrt(static_cast<double>(inner.rows()));
  };
  if (tensor.precision() == Precision::kFloat32) return defect(gram(tensor.as<float>()));
  return defect(gram(tensor.as<double>()));
}

template Matrix<float> gram(const Matrix<float>&);
template Matrix<double> gram(const Matrix<double>&);
template void add_regularizer(const RegularizerOptions&, const Matrix<float>&, Matrix<float>&);
template void add_regularizer(const RegularizerOptions&, const Matrix<double>&, Matrix<double>&);

}  // namespace neurons
