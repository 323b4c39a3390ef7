// Numbers over the course of a run, made ready for line plots.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tools/lab/pictures/line_plot.h"
#include "tools/lab/report/run_record.h"

namespace lab {

using Series = std::vector<std::pair<double, double>>;  // (x, y)

// Of the lines that have both numbers. A place is one in JSON: "/loss", "/cosine/0".
Series series_of(const std::vector<Json>& lines, const std::string& x, const std::string& y);

// As it is if it has at most so many points; else means of as many neighbours as it takes.
Series thinned(const Series& series, std::size_t most);

// The value that a share of them are below. REQUIRES: there are any.
double quantile(std::vector<double> values, double share);

// As high as what is drawn in all of them, with a little air: panels side by side can be compared.
void fit_heights(std::vector<LinePlot>& plots);

// How many layers the run told of, 0 if it told of none.
std::size_t layers_of(const RunRecord& run);

// Of line plots so many of which stand side by side.
void set_size(LinePlot& plot, std::size_t beside);

}  // namespace lab
