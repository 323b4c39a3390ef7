// Line plots as SVG: one picture that stands alone in any browser and page.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace lab {

struct Line {
  std::string name;
  std::vector<std::pair<double, double>> points;  // (x, y)
};

struct LinePlot {
  std::string title, x_label, y_label;
  std::vector<Line> lines;  // at most eight have colours of their own
  double y_from = 0, y_to = 1;
};

std::string to_svg(const LinePlot& plot);

}  // namespace lab
