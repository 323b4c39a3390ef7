// Boxes and arrows of the picture of a network. They know pixels only.
#pragma once

#include <string>
#include <vector>

namespace lab {

struct Place {
  double x = 0, y = 0;
};

// How an arrow looks.
struct Way {
  const char *colour, *dash;
  double width;
};

// `detail` stands below the name, small, and may be empty.
std::string box_svg(double x, double y, double width, double height, const std::string& name,
                    const std::string& detail);

// From corner to corner, each straight to the side or up or down. REQUIRES: two corners or more.
std::string arrow_svg(const std::vector<Place>& corners, const Way& look);

}  // namespace lab
