// Maps as SVG: a row for each layer, time to the right, a colour for each value. Lines of many
// layers would hide each other.
#pragma once

#include <string>
#include <vector>

#include "tools/lab/pictures/line_plot.h"

namespace lab {

// Of a plot whose lines are the layers, layer 1 first: the same numbers. Colours are for values
// from y_from to y_to; what lies beyond has that of the end.
std::string layer_map(const LinePlot& plot);

}  // namespace lab
