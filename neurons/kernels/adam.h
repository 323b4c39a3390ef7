// Adam's step (Kingma and Ba 2015) in one pass over memory. Included by the variants only.
#pragma once

#include "neurons/kernels/kernels.h"

namespace neurons::kernels {
namespace {

inline float root(float x) { return __builtin_sqrtf(x); }
inline double root(double x) { return __builtin_sqrt(x); }

// Sums are kept in so many lanes, so that their order is that of no instruction set.
constexpr Index kAdamLanes = 16;

template <class T>
inline T adam_one(const AdamStep<T>& s, T g, T w, T& m, T& v, T& out) {
  m = s.beta1 * m + s.rest1 * g;
  v = s.beta2 * v + s.rest2 * (g * g);
  out = w - s.rate * m / (root(v) + s.epsilon);
  return (out - w) * (out - w);
}

template <class T>
double adam(const AdamStep<T>& given, Index size, const T* __restrict g, const T* __restrict w,
            T* __restrict m, T* __restrict v, T* __restrict out) {
  const AdamStep<T> step = given;
  T sums[kAdamLanes] = {};
  Index i = 0;
  for (; i + kAdamLanes <= size; i += kAdamLanes) {
    for (Index lane = 0; lane < kAdamLanes; ++lane) {
      const Index at = i + lane;
      sums[lane] += adam_one(step, g[at], w[at], m[at], v[at], out[at]);
    }
  }
  for (; i < size; ++i) sums[i % kAdamLanes] += adam_one(step, g[i], w[i], m[i], v[i], out[i]);
  double sum = 0;
  for (const T lane : sums) sum += static_cast<double>(lane);
  return sum;
}

}  // namespace
}  // namespace neurons::kernels
