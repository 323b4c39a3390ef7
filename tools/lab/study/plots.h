// The pictures of a study: how one metric depends on its axes.
#pragma once

#include <vector>

#include "tools/lab/pictures/heat_map.h"
#include "tools/lab/pictures/line_plot.h"
#include "tools/lab/study/metric.h"
#include "tools/lab/study/results.h"

namespace lab {

// Over the first two axes; one for each combination of the values of further axes, all with the
// same colours. None if there are fewer than two axes.
std::vector<HeatMap> heat_maps(const Results& results, const Metric& metric);

// Over the first axis, one line for each value of the second; likewise. None without axes.
std::vector<LinePlot> line_plots(const Results& results, const Metric& metric);

// The folder of a cell, or of its run if there is only one, relative to that of the study. Empty:
// it is not there yet.
std::string href_of(const Results& results, std::size_t cell);

}  // namespace lab
