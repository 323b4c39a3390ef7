// Heat maps as SVG: a colour and a text for each cell of a table. It knows no study.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace lab {

struct HeatCell {
  std::optional<double> value;  // absent: nothing is known, the cell is grey
  std::string text, detail;     // in the cell; the detail is small and may be left out
  std::string tip, href;        // href empty: no link
};

struct HeatMap {
  std::string title, x_label, y_label;
  std::vector<std::string> columns, rows;  // their names; the first row is the lowest
  std::vector<HeatCell> cells;             // (row, column)
  double from = 0, to = 1;                 // of the colours
  std::string from_text, to_text;          // the same, for the scale beside the map
};

std::string to_svg(const HeatMap& map);

// The colour of a share from 0 to 1, from dark to bright, equally far apart for every eye and in
// grey print: "#440154" to "#fde725".
std::string viridis(double share);

}  // namespace lab
