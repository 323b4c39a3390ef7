// Where the picture of a network has its lanes and its columns: source, layers, and then readout
// and teacher, one above the other. It draws nothing.
#pragma once

#include <algorithm>

namespace lab {

struct NetworkGrid {
  explicit NetworkGrid(int all_layers)
      : layers(all_layers),
        step(std::clamp((kWidth - kLeft - kRight) / (layers + 2), kNarrowest, kWidest)),
        box(std::min(kMostBox, kBoxShare * step)) {}

  double x(int column) const { return kLeft + (column + 0.5) * step; }  // its middle
  double left(int column) const { return x(column) - box / 2; }         // of its boxes
  double right(int column) const { return x(column) + box / 2; }
  int last() const { return layers + 1; }
  double end() const { return right(last()) + 26; }
  double width() const { return std::max(kWidth, end() + kRight); }
  double height(bool direct) const { return kHeight + (direct ? kDetour + kBelow : 0); }

  static constexpr double kWidth = 1120, kLeft = 104, kRight = 34;
  static constexpr double kClock = 38, kForward = 128, kFeedback = 250;  // tops of lanes
  static constexpr double kClockHigh = 30, kHigh = 44, kHeight = 318;
  static constexpr double kBelow = 16, kDetour = 60;  // of direct credit, below its lane
  static constexpr double kWidest = 150, kNarrowest = 62, kMostBox = 92, kBoxShare = 0.64;

  int layers;
  double step, box;
};

}  // namespace lab
