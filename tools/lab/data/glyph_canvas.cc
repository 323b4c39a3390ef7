// glyph_canvas.cc: ink falls off over one pixel with the distance to the stroke.
#include "tools/lab/data/glyph_canvas.h"

#include <algorithm>
#include <cmath>

namespace lab {
namespace {

struct Range {  // of pixels, last excluded
  std::size_t first;
  std::size_t last;
};

Range covered(double a, double b, double reach) {
  constexpr double kEnd = Canvas::kSide;
  const double first = std::clamp(std::ceil(std::min(a, b) - reach), 0.0, kEnd);
  const double last = std::clamp(std::floor(std::max(a, b) + reach) + 1, first, kEnd);
  return {static_cast<std::size_t>(first), static_cast<std::size_t>(last)};
}

// Squared distance of (x, y) to a segment that starts at `from` and goes `along`.
double squared_distance(double x, double y, Point from, Point along, double inverse_square) {
  const double dx = x - from.x;
  const double dy = y - from.y;
  const double t = std::clamp((dx * along.x + dy * along.y) * inverse_square, 0.0, 1.0);
  const double ex = dx - t * along.x;
  const double ey = dy - t * along.y;
  return ex * ex + ey * ey;
}

}  // namespace

void Canvas::draw(std::span<const Point> line, double radius, double ink) {
  for (std::size_t i = 0; i + 1 < line.size(); ++i) draw_segment(line[i], line[i + 1], radius, ink);
}

void Canvas::draw_segment(Point from, Point to, double radius, double ink) {
  const double reach = radius + 0.5;
  const Point along{to.x - from.x, to.y - from.y};
  const double square = along.x * along.x + along.y * along.y;
  const double inverse_square = square > 0 ? 1 / square : 0;  // a dot is a segment of length 0
  const Range rows = covered(from.y, to.y, reach);
  const Range columns = covered(from.x, to.x, reach);
  for (std::size_t row = rows.first; row < rows.last; ++row) {
    for (std::size_t column = columns.first; column < columns.last; ++column) {
      const double x = static_cast<double>(column);
      const double y = static_cast<double>(row);
      const double distance = squared_distance(x, y, from, along, inverse_square);
      if (distance >= reach * reach) continue;
      const double edge = std::min(1.0, reach - std::sqrt(distance));
      double& pixel = ink_[row * kSide + column];
      pixel = std::max(pixel, ink * edge);
    }
  }
}

}  // namespace lab
