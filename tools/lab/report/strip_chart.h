// Strip charts as SVG: histograms in thin rows over one axis, grouped. They know no layers.
#pragma once

#include <string>
#include <vector>

#include "tools/lab/report/svg.h"

namespace lab {

struct StripBin {
  double from = 0, to = 0;  // of x
  double count = 0;
  std::string tip;
};

struct Strip {
  std::string name, note;  // left and right of it
  Ink ink;
  std::vector<StripBin> bins;  // the highest fills the row
};

struct StripGroup {
  std::string name;
  std::vector<Strip> strips;
};

struct StripChart {
  std::string title, x_label, note_title;
  std::vector<StripGroup> groups;  // from the top
  double x_from = 0, x_to = 1;
  bool log_x = false;  // REQUIRES: 0 < x_from; what is less stands there
  Ticks x_ticks;
};

std::string to_svg(const StripChart& chart);

}  // namespace lab
