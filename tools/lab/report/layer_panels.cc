#include "tools/lab/report/layer_panels.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/lab/report/layer_map.h"
#include "tools/lab/report/series.h"
#include "tools/lab/report/svg.h"

namespace lab {
namespace {

constexpr std::size_t kMostPoints = 120, kMostColumns = 60;
constexpr std::size_t kMostLines = 6;  // dashes and colours are told apart

LinePlot panel(const RunRecord& run, const LayerNumber& number, bool titled, std::size_t beside) {
  LinePlot plot{.title = titled ? run.name + ": " + number.title : number.title,
                .x_label = "step",
                .y_label = "",
                .lines = {},
                .legend = false};
  set_size(plot, beside);
  const auto& lines = number.probed ? run.probes : run.evaluations;
  const std::size_t layers = layers_of(run);
  for (std::size_t l = 1; l <= layers; ++l) {
    const Series series = series_of(lines, "/step", fmt::format("/{}/{}", number.key, l - 1));
    plot.lines.push_back({fmt::format("layer {}", l),
                          thinned(series, layers > kMostLines ? kMostColumns : kMostPoints)});
  }
  return plot;
}

bool has_points(const LinePlot& plot) {
  return std::ranges::any_of(plot.lines, [](const Line& line) { return !line.points.empty(); });
}

bool is_map(const LinePlot& plot) { return plot.lines.size() > kMostLines; }

// Without the few outliers that would leave one colour for all the rest.
void fit_colours(std::vector<LinePlot>& plots) {
  std::vector<double> values;
  for (const LinePlot& plot : plots) {
    for (const Line& line : plot.lines) {
      for (const auto& [x, y] : line.points) values.push_back(y);
    }
  }
  if (values.empty()) return;
  const double low = quantile(values, 0.02), high = quantile(values, 0.98);
  for (LinePlot& plot : plots) {
    plot.y_from = low;
    plot.y_to = high > low ? high : low + 1e-9;
  }
}

std::vector<LinePlot> panels_of(const std::vector<RunRecord>& runs, const LayerNumber& number,
                                std::size_t beside) {
  std::vector<LinePlot> plots;
  for (const RunRecord& run : runs) {
    LinePlot plot = panel(run, number, runs.size() > 1, beside);
    if (has_points(plot)) plots.push_back(std::move(plot));
  }
  const bool maps = std::ranges::any_of(plots, is_map);
  maps ? fit_colours(plots) : fit_heights(plots);
  return plots;
}

std::string names_of(std::size_t layers) {
  std::string names;
  for (std::size_t l = 0; l < layers; ++l) {
    names += line_legend_entry(l, fmt::format("layer {}", l + 1));
  }
  return legend(names);
}

}  // namespace

std::string layer_panels(const std::vector<RunRecord>& runs,
                         const std::vector<LayerNumber>& numbers) {
  const std::size_t beside = std::max(runs.size(), numbers.size());
  std::string out;
  std::size_t lines = 0;
  bool maps = false;
  for (const LayerNumber& number : numbers) {
    std::string row;
    for (const LinePlot& plot : panels_of(runs, number, beside)) {
      if (!is_map(plot)) lines = std::max(lines, plot.lines.size());
      maps = maps || is_map(plot);
      row += is_map(plot) ? layer_map(plot) : to_svg(plot);
    }
    // Of one run its numbers stand side by side, of several a number of theirs.
    out += runs.size() > 1 && !row.empty() ? "<div class=\"plots\">\n" + row + "</div>\n" : row;
  }
  if (out.empty()) return "";
  if (runs.size() == 1) out = "<div class=\"plots\">\n" + out + "</div>\n";
  if (maps) out += "<p class=\"how\">Colours end at the 2nd and the 98th percentile.</p>\n";
  return (lines > 0 ? names_of(lines) : "") + out;
}

}  // namespace lab
