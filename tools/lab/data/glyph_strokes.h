// glyph_strokes.h: how people write the ten digits, as strokes. It knows no pixels and no chance.
#pragma once

#include <span>
#include <vector>

namespace lab {

// x to the right and y down; a digit is about 1 high and 0.6 wide around (0, 0).
struct Point {
  double x = 0;
  double y = 0;
  bool operator==(const Point&) const = default;
};

// What the pen does without being lifted. A curve goes smoothly through its points (Catmull-Rom),
// and is closed smoothly if its last point is its first; otherwise the points are joined by
// straight lines.
struct Stroke {
  bool curve = false;
  std::vector<Point> points;
};

using Glyph = std::vector<Stroke>;

// The ways to write `digit`, 0 to 9; never empty. Built once; any thread may call it.
std::span<const Glyph> glyph_variants(unsigned digit);

// The polyline that a pen follows along `stroke`: itself, or a curve cut into short lines.
std::vector<Point> flatten(const Stroke& stroke);

}  // namespace lab
