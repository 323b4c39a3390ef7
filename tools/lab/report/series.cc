#include "tools/lab/report/series.h"

#include <algorithm>
#include <cmath>

namespace lab {
Series series_of(const std::vector<Json>& lines, const std::string& x, const std::string& y) {
  const Json::json_pointer x_place(x), y_place(y);
  Series out;
  for (const Json& line : lines) {
    const auto at = number_at(line, x_place), value = number_at(line, y_place);
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

double quantile(std::vector<double> values, double share) {
  const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5);
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(at));
  return values[at];
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

void set_size(LinePlot& plot, std::size_t beside) {
  plot.width = beside > 2 ? 372 : 560;
  plot.height = beside > 2 ? 270 : 320;
}

}  // namespace lab
