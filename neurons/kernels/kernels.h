// The loops that take the time, in variants for several instruction sets; one of them is picked
// when the program starts (choice.h). All variants with fused multiply-add give the same bits:
// every number is made in one order, whatever the width of a vector. Arithmetic only, safe from any
// thread. No code of the standard library may be called from a variant: the linker would keep one
// copy of it, for any of the instruction sets.
#pragma once

#include <cstddef>

namespace neurons::kernels {

using Index = std::ptrdiff_t;

// A matrix to be read: element (i, j) is data[i row_stride + j col_stride].
template <class T>
struct Operand {
  const T* data;
  Index rows, cols, row_stride, col_stride;
};

enum class Mode { kSet, kAdd, kSubtract };

// The result: columns are contiguous, col_stride apart.
template <class T>
struct Result {
  T* data;
  Index col_stride;
  Mode mode = Mode::kSet;
  // Of a square result, only what reaches the diagonal or lies above it; the rest is undefined.
  bool upper = false;
  Index first_col = 0;  // of the whole, if upper: where these columns lie
};

// m = beta1 m + rest1 g, v = beta2 v + rest2 g^2, out = w - rate m / (sqrt(v) + epsilon)
template <class T>
struct AdamStep {
  T beta1, rest1, beta2, rest2, rate, epsilon;
};

// Products are summed in blocks of so many, whose sums are added in order.
template <class T>
inline constexpr Index kDepth = 1536 / static_cast<Index>(sizeof(T));
inline constexpr Index kRows = 192, kCols = 1536;  // that are packed at a time
inline constexpr Index kAlignment = 64;            // bytes, of scratch
template <class T>
inline constexpr Index kScratch = (kRows + kCols + 16) * kDepth<T>;  // elements

template <class T>
struct Table {
  // c = a b, or c plus or minus it. "scratch" holds kScratch<T> elements.
  void (*multiply)(const Operand<T>& a, const Operand<T>& b, const Result<T>& c, T* scratch);
  // Returns the squared norm of the change.
  double (*adam)(const AdamStep<T>& step, Index size, const T* gradient, const T* weights, T* first,
                 T* second, T* out);
  // y -= factor x
  void (*subtract)(Index size, T factor, const T* x, T* y);
};

struct Kernels {
  const char* name;
  bool fused;  // multiply-add rounds once
  Table<float> single;
  Table<double> twice;  // double precision
};

}  // namespace neurons::kernels
