// A tile of a product, kept in registers: after Goto and van de Geijn 2008 and Van Zee and van de
// Geijn 2015. Included by the variants only.
#pragma once

#include "neurons/kernels/kernels.h"

namespace neurons::kernels {
namespace {  // every variant has its own

// kVectors vectors of kBytes bytes down, kCols columns across.
template <class T, int kBytes, int kVectors, int kCols>
struct Tile {
  typedef T Vector __attribute__((vector_size(kBytes)));
  typedef T Anywhere __attribute__((vector_size(kBytes), aligned(alignof(T))));
  static constexpr int kLanes = kBytes / static_cast<int>(sizeof(T));
  static constexpr int kRows = kLanes * kVectors;
  static constexpr int kWidth = kCols;

  // a: "depth" times kRows numbers, aligned; b: "depth" times kCols.
  static void multiply(Index depth, const T* a, const T* b, T* c, Index col_stride, Mode mode) {
    Vector sum[kCols][kVectors] = {};
    for (Index p = 0; p < depth; ++p, a += kRows, b += kCols) add_product(a, b, sum);
#pragma GCC unroll 16
    for (int j = 0; j < kCols; ++j) {
#pragma GCC unroll 4
      for (int i = 0; i < kVectors; ++i) {
        put(sum[j][i], reinterpret_cast<Anywhere*>(c + j * col_stride + i * kLanes), mode);
      }
    }
  }

 private:
  static inline __attribute__((always_inline)) void add_product(const T* a, const T* b,
                                                                Vector (&sum)[kCols][kVectors]) {
    Vector x[kVectors];
#pragma GCC unroll 4
    for (int i = 0; i < kVectors; ++i) x[i] = *reinterpret_cast<const Vector*>(a + i * kLanes);
#pragma GCC unroll 16
    for (int j = 0; j < kCols; ++j) {
#pragma GCC unroll 4
      for (int i = 0; i < kVectors; ++i) sum[j][i] += x[i] * b[j];
    }
  }

  static inline __attribute__((always_inline)) void put(const Vector& sum, Anywhere* to,
                                                        Mode mode) {
    if (mode == Mode::kSet) {
      *to = sum;
    } else {
      *to = mode == Mode::kAdd ? *to + sum : *to - sum;
    }
  }
};

}  // namespace
}  // namespace neurons::kernels
