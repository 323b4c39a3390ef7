// Line plots as SVG: one picture that stands alone in any browser and page.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace lab {

// What belongs to one point besides its place.
struct Whisker {
  double low = 0, high = 0;  // of y
  std::string href;          // empty: no link
};

struct Line {
  std::string name;                               // of the only line: may be empty
  std::vector<std::pair<double, double>> points;  // (x, y)
  std::vector<Whisker> whiskers = {};             // none, or one for each point
};

struct LinePlot {
  std::string title, x_label, y_label;
  std::vector<Line> lines;  // at most eight have colours of their own
  double y_from = 0, y_to = 1;
  std::vector<std::pair<double, std::string>> x_ticks = {};  // none: round numbers
  bool connected = true;                                     // false: x has no order, dots only
  std::string legend_title = {};     // given: the legend stands beside the plot, not in it
  bool legend = true;                // false: the page says elsewhere which line is which
  double width = 720, height = 400;  // in pixels, without a legend beside it
};

std::string to_svg(const LinePlot& plot);

}  // namespace lab
