#include "tools/lab/watch/likeness.h"

#include <cmath>

namespace lab {
namespace {

using neurons::Matrix;

std::optional<Likeness> from_inner_products(double both, double first, double second) {
  const double a = std::sqrt(first), b = std::sqrt(second);
  const Likeness out{both / (a * b), a / b};
  if (!std::isfinite(out.cosine) || !std::isfinite(out.norm_ratio)) return std::nullopt;
  return out;
}

}  // namespace

std::optional<Likeness> likeness(const Matrix<double>& first, const Matrix<double>& second) {
  return from_inner_products(first.cwiseProduct(second).sum(), first.squaredNorm(),
                             second.squaredNorm());
}

std::optional<Likeness> likeness_of_products(const Matrix<double>& first,
                                             const Matrix<double>& second,
                                             const Matrix<double>& pre) {
  const Matrix<double> common = pre.transpose() * pre;  // (batch, batch)
  const auto inner = [&](const Matrix<double>& a, const Matrix<double>& b) {
    return (a.transpose() * b).cwiseProduct(common).sum();
  };
  return from_inner_products(inner(first, second), inner(first, first), inner(second, second));
}

}  // namespace lab
