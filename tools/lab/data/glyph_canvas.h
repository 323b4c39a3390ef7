// glyph_canvas.h: ink on a small grid of pixels, with smooth edges. It knows no digits and no
// chance.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "tools/lab/data/glyph_strokes.h"

namespace lab {

// Coordinates are pixels; the centre of the pixel in column c and row r is (c, r). One thread.
class Canvas {
 public:
  static constexpr std::size_t kSide = 28;
  static constexpr std::size_t kPixels = kSide * kSide;

  // A round pen of `radius` follows the line; a pixel keeps the strongest ink it gets, 0..1.
  void draw(std::span<const Point> line, double radius, double ink);

  double ink(std::size_t pixel) const { return ink_[pixel]; }

 private:
  void draw_segment(Point from, Point to, double radius, double ink);

  std::array<double, kPixels> ink_{};  // (kSide, kSide), row-major
};

}  // namespace lab
