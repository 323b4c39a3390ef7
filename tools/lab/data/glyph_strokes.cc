// glyph_strokes.cc: turns curves into lines. It does not know which digit it draws.
#include "tools/lab/data/glyph_strokes.h"

#include <cstddef>

namespace lab {
namespace {

constexpr std::size_t kCuts = 5;  // lines that stand for the curve between two points

// The Catmull-Rom curve from b to c at `t` in 0..1; a and d are the points before and after.
double blend(double a, double b, double c, double d, double t) {
  const double linear = c - a;
  const double square = 2 * a - 5 * b + 4 * c - d;
  const double cube = 3 * (b - c) + d - a;
  return b + 0.5 * t * (linear + t * (square + t * cube));
}

// Point `index` of a curve, where index may be one before the first or one after the last.
Point neighbour(const std::vector<Point>& points, std::ptrdiff_t index) {
  const auto last = std::ssize(points) - 1;
  const bool closed = points.front() == points.back();
  if (index < 0) return closed ? points[static_cast<std::size_t>(last - 1)] : points.front();
  if (index > last) return closed ? points[1] : points.back();
  return points[static_cast<std::size_t>(index)];
}

void append_curve(const std::vector<Point>& points, std::ptrdiff_t from, std::vector<Point>& line) {
  const Point a = neighbour(points, from - 1);
  const Point b = neighbour(points, from);
  const Point c = neighbour(points, from + 1);
  const Point d = neighbour(points, from + 2);
  for (std::size_t cut = 1; cut <= kCuts; ++cut) {
    const double t = static_cast<double>(cut) / kCuts;
    line.push_back({blend(a.x, b.x, c.x, d.x, t), blend(a.y, b.y, c.y, d.y, t)});
  }
}

}  // namespace

std::vector<Point> flatten(const Stroke& stroke) {
  if (!stroke.curve || stroke.points.size() < 3) return stroke.points;
  std::vector<Point> line{stroke.points.front()};
  line.reserve(stroke.points.size() * kCuts);
  for (std::ptrdiff_t from = 0; from + 1 < std::ssize(stroke.points); ++from) {
    append_curve(stroke.points, from, line);
  }
  return line;
}

}  // namespace lab
