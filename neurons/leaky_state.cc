#include "neurons/leaky_state.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace neurons {

namespace {

double ratio(double change, double size) {
  if (!std::isfinite(change) || !std::isfinite(size)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (change == 0) return 0;
  return size > 0 ? std::sqrt(change / size) : 1;
}

}  // namespace

// Squares of single precision are too large for it long before their values are.
template <class Scalar>
double relative_change(const Matrix<Scalar>& from, const Matrix<Scalar>& to) {
  const double change = static_cast<double>((to - from).squaredNorm());
  const double size = static_cast<double>(to.squaredNorm());
  if (std::isfinite(change) && std::isfinite(size)) return ratio(change, size);
  const Matrix<double> wide = to.template cast<double>();
  return ratio((wide - from.template cast<double>()).squaredNorm(), wide.squaredNorm());
}

template <class Scalar>
void LeakyState<Scalar>::aim(Matrix<Scalar> drive, sim::Time now, const Matrix<Scalar>* start) {
  if (aimed()) {
    advance(now);
  } else {
    value_ = start != nullptr ? *start : Matrix<Scalar>::Zero(drive.rows(), drive.cols());
  }
  drive_ = std::move(drive);
  at_ = now;
}

template <class Scalar>
void LeakyState<Scalar>::advance(sim::Time now) {
  const double elapsed = static_cast<double>((now - at_).ns) / static_cast<double>(tau_.ns);
  const auto part = static_cast<Scalar>(-std::expm1(-elapsed));
  value_ += part * (drive_ - value_);
  at_ = now;
}

sim::Duration LocalPace::next(sim::Random& random) {
  if (stretch_ == 0) stretch_ = 1 + 1e-6 * dynamics_.frequency_error_ppm * random.normal();
  double ns = static_cast<double>(dynamics_.step.ns) * stretch_;
  if (dynamics_.jitter.ns > 0) ns += static_cast<double>(dynamics_.jitter.ns) * random.normal();
  return {std::max<std::int64_t>(1, std::llround(ns))};
}

template double relative_change(const Matrix<float>&, const Matrix<float>&);
template double relative_change(const Matrix<double>&, const Matrix<double>&);
template class LeakyState<float>;
template class LeakyState<double>;

}  // namespace neurons
