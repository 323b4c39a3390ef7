// Bars that lie, as SVG: for each row one bar beside the other, or one made of parts.
#pragma once

#include <string>
#include <vector>

#include "tools/lab/report/svg.h"

namespace lab {

struct BarPart {
  double value = 0;
  Ink ink;
  std::string tip;
};

struct Bar {
  std::vector<BarPart> parts;  // one behind the other
  std::string text;            // at its end
};

struct BarRow {
  std::string name, remark;  // the remark stands below the name, small
  std::vector<Bar> bars;     // from the top
};

struct BarChart {
  std::string title;
  std::vector<BarRow> rows;  // from the top
};

// All bars on one scale that begins at 0.
std::string to_svg(const BarChart& chart);

}  // namespace lab
