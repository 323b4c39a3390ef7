// The state of leaky units: arithmetic only, no messages.
#pragma once

#include "neurons/dynamics.h"
#include "neurons/tensor.h"
#include "sim/random.h"

namespace neurons {

// Frobenius norm of the difference, relative to that of `to`; 1 when only that is 0. NaN, which is
// above no threshold, when they or the squares of them, in double precision, are not finite: such
// units are at rest, and nobody waits for them.
template <class Scalar>
double relative_change(const Matrix<Scalar>& from, const Matrix<Scalar>& to);

// u of tau du/dt = -u + drive; every column is a copy of the units. Between two drives the solution
// is exact: u(t) = drive + (u(t0) - drive) exp(-(t - t0) / tau).
template <class Scalar>
class LeakyState {
 public:
  explicit LeakyState(sim::Duration tau) : tau_(tau) {}

  // Where the units are going from `now` on. The first one finds them at `start`, or at 0.
  // REQUIRES: every drive has the same shape; times never go back.
  void aim(Matrix<Scalar> drive, sim::Time now, const Matrix<Scalar>* start = nullptr);
  // REQUIRES: aimed once.
  void advance(sim::Time now);

  bool aimed() const { return drive_.size() > 0; }
  const Matrix<Scalar>& value() const { return value_; }  // (units, batch)
  // How far it still has to go.
  double remaining() const { return relative_change(value_, drive_); }

  template <class A>
  void archive(A& a) {
    a(at_, value_, drive_);
  }

 private:
  sim::Duration tau_;
  sim::Time at_;
  Matrix<Scalar> value_, drive_;  // (units, batch)
};

// When a population takes its next step: by its own oscillator.
class LocalPace {
 public:
  explicit LocalPace(const LeakyDynamics& dynamics) : dynamics_(dynamics) {}
  // At least 1 ns. Draws its frequency when first asked.
  sim::Duration next(sim::Random& random);

  template <class A>
  void archive(A& a) {
    a(stretch_);
  }

 private:
  LeakyDynamics dynamics_;
  double stretch_ = 0;  // of the period; 0: not drawn yet
};

}  // namespace neurons
