#include "tools/lab/report/series.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tools/lab/report/svg.h"

namespace lab {
namespace {

constexpr std::size_t kMostPoints = 120;

LinePlot layer_panel(const RunRecord& run, bool probes, const std::string& key,
                     const std::string& y_label) {
  LinePlot plot{.title = run.name, .x_label = "step", .y_label = y_label, .lines = {}};
  plot.legend = false;
  plot.width = 560;
  plot.height = 320;
  for (std::size_t l = 1; l <= layers_of(run); ++l) {
    const auto& lines = probes ? run.probes : run.evaluations;
    const Series series = series_of(lines, "/step", fmt::format("/{}/{}", key, l - 1));
    plot.lines.push_back({fmt::format("layer {}", l), thinned(series, kMostPoints)});
  }
  return plot;
}

bool has_points(const LinePlot& plot) {
  return std::ranges::any_of(plot.lines, [](const Line& line) { return !line.points.empty(); });
}

}  // namespace

Series series_of(const std::vector<Json>& lines, const std::string& x, const std::string& y) {
  Series out;
  for (const Json& line : lines) {
    const auto at = number_at(line, x), value = number_at(line, y);
    if (at && value) out.emplace_back(*at, *value);
  }
  return out;
}

Series thinned(const Series& series, std::size_t most) {
  if (series.size() <= most) return series;
  Series out;
  for (std::size_t i = 0; i < most; ++i) {
    const std::size_t first = i * series.size() / most, last = (i + 1) * series.size() / most;
    double x = 0, y = 0;
    for (std::size_t at = first; at < last; ++at) {
      x += series[at].first;
      y += series[at].second;
    }
    const auto count = static_cast<double>(last - first);
    out.emplace_back(x / count, y / count);
  }
  return out;
}

void fit_heights(std::vector<LinePlot>& plots) {
  double low = HUGE_VAL, high = -HUGE_VAL;
  for (const LinePlot& plot : plots) {
    for (const Line& line : plot.lines) {
      for (const auto& [x, y] : line.points) {
        low = std::min(low, y);
        high = std::max(high, y);
      }
    }
  }
  // Lines that differ by rounding only are one flat line.
  const double least_air = std::max(1e-3 * std::max(std::abs(low), std::abs(high)), 1e-6);
  const double air = std::max(0.06 * (high - low), least_air);
  for (LinePlot& plot : plots) {
    plot.y_from = low - air;
    plot.y_to = high + air;
  }
}

std::size_t layers_of(const RunRecord& run) {
  std::size_t most = list_at(run.summary, "/distributions").size();
  most = std::max(most, list_at(run.last(), "/orthogonality_defect").size());
  return run.probes.empty() ? most : std::max(most, list_at(run.probes.back(), "/cosine").size());
}

std::string layer_panels(const std::vector<RunRecord>& runs, bool probes, const std::string& key,
                         const std::string& y_label) {
  std::vector<LinePlot> plots;
  std::size_t layers = 0;
  for (const RunRecord& run : runs) {
    LinePlot plot = layer_panel(run, probes, key, y_label);
    if (!has_points(plot)) continue;
    layers = std::max(layers, plot.lines.size());
    plots.push_back(std::move(plot));
  }
  if (plots.empty()) return "";
  fit_heights(plots);
  std::string names, out;
  for (std::size_t l = 0; l < layers; ++l) {
    names += line_legend_entry(l, fmt::format("layer {}", l + 1));
  }
  for (const LinePlot& plot : plots) out += to_svg(plot);
  return legend(names) + "<div class=\"plots\">\n" + out + "</div>\n";
}

}  // namespace lab
