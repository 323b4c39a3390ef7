// A product from tiles: blocks of both operands are packed so that a tile reads them in order.
// Included by the variants only.
#pragma once

#include "neurons/kernels/tile.h"

namespace neurons::kernels {
namespace {

inline Index least(Index a, Index b) { return a < b ? a : b; }

// Strips of kHeight rows, one after the other, each column by column; the last one is filled up
// with zeros.
template <int kHeight, class T>
void pack(const Operand<T>& from, T* to) {
  for (Index i = 0; i < from.rows; i += kHeight, to += kHeight * from.cols) {
    const T* corner = from.data + i * from.row_stride;
    const Index rows = least(kHeight, from.rows - i);
    if (rows < kHeight) {
      for (Index q = 0; q < kHeight * from.cols; ++q) to[q] = 0;
    }
    if (from.row_stride == 1 && rows == kHeight) {
      for (Index p = 0; p < from.cols; ++p) {
        for (int q = 0; q < kHeight; ++q) to[p * kHeight + q] = corner[q + p * from.col_stride];
      }
    } else {
      for (Index q = 0; q < rows; ++q) {
        const T* row = corner + q * from.row_stride;
        for (Index p = 0; p < from.cols; ++p) to[p * kHeight + q] = row[p * from.col_stride];
      }
    }
  }
}

template <class T>
Operand<T> block(const Operand<T>& of, Index row, Index rows, Index col, Index cols) {
  return {of.data + row * of.row_stride + col * of.col_stride, rows, cols, of.row_stride,
          of.col_stride};
}

template <class T>
Operand<T> transposed(const Operand<T>& of) {
  return {of.data, of.cols, of.rows, of.col_stride, of.row_stride};
}

template <class T>
void put(T sum, Mode mode, T& to) {
  if (mode == Mode::kSet) {
    to = sum;
  } else {
    to = mode == Mode::kAdd ? to + sum : to - sum;
  }
}

template <class TileOf, class T>
void put_edge(Index depth, const T* a, const T* b, const Result<T>& c, Index rows, Index cols) {
  alignas(kAlignment) T whole[TileOf::kRows * TileOf::kWidth];
  TileOf::multiply(depth, a, b, whole, TileOf::kRows, Mode::kSet);
  for (Index j = 0; j < cols; ++j) {
    for (Index i = 0; i < rows; ++i) {
      put(whole[i + j * TileOf::kRows], c.mode, c.data[i + j * c.col_stride]);
    }
  }
}

// Packed blocks, (rows, depth) and (depth, cols); c begins at their corner, at row "row" of the
// whole.
template <class TileOf, class T>
void multiply_block(Index rows, Index depth, Index cols, const T* a, const T* b, const Result<T>& c,
                    Index row) {
  for (Index j = 0; j < cols; j += TileOf::kWidth) {
    const Index width = least(TileOf::kWidth, cols - j);
    for (Index i = 0; i < rows; i += TileOf::kRows) {
      if (c.upper && row + i >= c.first_col + j + width) break;
      const Index height = least(TileOf::kRows, rows - i);
      const Result<T> at{c.data + i + j * c.col_stride, c.col_stride, c.mode};
      if (height == TileOf::kRows && width == TileOf::kWidth) {
        TileOf::multiply(depth, a + i * depth, b + j * depth, at.data, at.col_stride, at.mode);
      } else {
        put_edge<TileOf>(depth, a + i * depth, b + j * depth, at, height, width);
      }
    }
  }
}

// One column: a is read once, in order, and not packed. The sums are those of the tiles.
template <class T>
void multiply_column(const Operand<T>& a, const Operand<T>& b, const Result<T>& c, Index start,
                     Index depth, T* sum) {
  for (Index i = 0; i < a.rows; ++i) sum[i] = 0;
  for (Index p = start; p < start + depth; ++p) {
    const T* column = a.data + p * a.col_stride;
    const T factor = b.data[p * b.row_stride];
    for (Index i = 0; i < a.rows; ++i) sum[i] += column[i] * factor;
  }
  for (Index i = 0; i < a.rows; ++i) put(sum[i], c.mode, c.data[i]);
}

// The same where the rows of a are contiguous. Sums are kept in lanes: their order is that of no
// instruction set, but not that of the tiles.
template <class T>
void multiply_rows(const Operand<T>& a, const Operand<T>& b, const Result<T>& c, T* column) {
  constexpr Index kRowLanes = 32;
  for (Index p = 0; p < b.rows; ++p) column[p] = b.data[p * b.row_stride];
  for (Index i = 0; i < a.rows; ++i) {
    const T* row = a.data + i * a.row_stride;
    T lanes[kRowLanes] = {};
    Index p = 0;
    for (; p + kRowLanes <= a.cols; p += kRowLanes) {
      for (Index lane = 0; lane < kRowLanes; ++lane)
        lanes[lane] += row[p + lane] * column[p + lane];
    }
    for (; p < a.cols; ++p) lanes[p % kRowLanes] += row[p] * column[p];
    T sum = 0;
    for (const T lane : lanes) sum += lane;
    put(sum, c.mode, c.data[i]);
  }
}

// A block of the sums over "depth" products, from "start" on, for all rows and these columns.
template <class TileOf, class T>
void multiply_panel(const Operand<T>& a, const Operand<T>& b, const Result<T>& c, Index start,
                    Index depth, T* scratch) {
  T* packed_a = scratch;
  T* packed_b = scratch + kRows * depth;
  pack<TileOf::kWidth>(transposed(block(b, start, depth, 0, b.cols)), packed_b);
  for (Index row = 0; row < a.rows; row += kRows) {
    const Index rows = least(kRows, a.rows - row);
    if (c.upper && row >= c.first_col + b.cols) break;
    pack<TileOf::kRows>(block(a, row, rows, start, depth), packed_a);
    Result<T> at = c;
    at.data += row;
    multiply_block<TileOf>(rows, depth, b.cols, packed_a, packed_b, at, row);
  }
}

template <class TileOf, class T>
void multiply(const Operand<T>& a, const Operand<T>& b, const Result<T>& c, T* scratch) {
  const Index blocks = (a.cols + kDepth<T> - 1) / kDepth<T>;
  const Index depth = blocks == 0 ? 0 : (a.cols + blocks - 1) / blocks;
  if (b.cols == 1 && a.col_stride == 1 && a.cols <= kScratch<T>) {
    return multiply_rows(a, b, c, scratch);
  }
  const bool column = b.cols == 1 && a.row_stride == 1 && a.rows <= kScratch<T>;
  for (Index col = 0; col < b.cols; col += kCols) {
    const Index cols = least(kCols, b.cols - col);
    const Operand<T> some = block(b, 0, b.rows, col, cols);
    Result<T> at = c;
    at.data += col * c.col_stride;
    at.first_col += col;
    Index start = 0;
    do {  // once for no products at all, whose sum is 0
      const Index now = least(depth, a.cols - start);
      if (column) {
        multiply_column(a, some, at, start, now, scratch);
      } else {
        multiply_panel<TileOf>(a, some, at, start, now, scratch);
      }
      if (at.mode == Mode::kSet) at.mode = Mode::kAdd;
      start += depth;
    } while (start < a.cols);
  }
}

}  // namespace
}  // namespace neurons::kernels
