#include "tools/lab/study/plots.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "tools/lab/study/names.h"
#include "tools/lab/study/positions.h"

namespace lab {
namespace {

// The grid as columns (first axis), rows (second axis), and slices: one for each combination of
// the values of further axes. The last axis varies fastest.
struct Shape {
  explicit Shape(const Results& results)
      : columns(results.study.axes.at(0).values.size()),
        rows(results.study.axes.size() > 1 ? results.study.axes[1].values.size() : 1),
        slices(results.cells() / columns / rows) {}

  std::size_t columns, rows, slices;

  std::size_t cell(std::size_t column, std::size_t row, std::size_t slice) const {
    return (column * rows + row) * slices + slice;
  }
};

// The values of further axes: ", gamma = 0.1".
std::string slice_text(const Results& results, std::size_t slice) {
  const auto& axes = results.study.axes;
  const auto names = short_names(axes);
  std::string out;
  for (std::size_t i = 2; i < axes.size(); ++i) {
    out += fmt::format(", {} = {}", names[i], results.value_of(slice, i));
  }
  return out;
}

struct Bounds {
  double from = HUGE_VAL, to = -HUGE_VAL;
  void add(double value) {
    from = std::min(from, value);
    to = std::max(to, value);
  }
};

// Of single runs, not of means: what is noise among seeds then looks like it.
Bounds bounds_of(const Results& results, const Metric& metric) {
  Bounds bounds;
  for (std::size_t cell = 0; cell < results.cells(); ++cell) {
    if (const auto spread = spread_of(results.records_of(cell), metric)) {
      bounds.add(spread->low);
      bounds.add(spread->high);
    }
  }
  return bounds;
}

Bounds with_air(const Bounds& bounds) {
  const double air = bounds.to > bounds.from ? 0.06 * (bounds.to - bounds.from)
                                             : std::max(0.05 * std::abs(bounds.to), 1e-3);
  return {bounds.from - air, bounds.to + air};
}

// The ending of the first run that did not come to its end.
std::string trouble_of(std::span<const Record> records) {
  const auto found = std::ranges::find_if_not(records, &Record::is_done);
  return found == records.end() ? "" : found->ending;
}

std::string settings_of(const Results& results, std::size_t cell) {
  return fmt::format("{}", fmt::join(results.first_run_of(cell).settings, "\n"));
}

HeatCell heat_cell(const Results& results, std::size_t cell, const Metric& metric) {
  const auto records = results.records_of(cell);
  const auto spread = spread_of(records, metric);
  const auto done = std::ranges::count_if(records, &Record::is_done);
  HeatCell out{.value = std::nullopt,
               .text = spread ? text_of(metric, spread->mean) : trouble_of(records),
               .detail = "",
               .tip = fmt::format("{}\n{}: {}\n{} of {} runs done", settings_of(results, cell),
                                  metric.title, text_of(metric, spread), done, records.size()),
               .href = href_of(results, cell)};
  if (!spread) return out;
  out.value = spread->mean;
  out.detail = range_text(metric, *spread);
  if (spread->count < records.size()) {
    out.detail = fmt::format("{} of {} runs", spread->count, records.size());
  }
  return out;
}

Line line_of(const Results& results, const Shape& shape, std::size_t row, std::size_t slice,
             const Metric& metric, const Positions& places) {
  struct Point {
    double x;
    Spread spread;
    std::string href;
  };
  std::vector<Point> points;
  for (std::size_t column = 0; column < shape.columns; ++column) {
    const std::size_t cell = shape.cell(column, row, slice);
    const auto spread = spread_of(results.records_of(cell), metric);
    if (spread) points.push_back({places.at[column], *spread, href_of(results, cell)});
  }
  std::ranges::stable_sort(points, {}, &Point::x);
  const auto& axes = results.study.axes;
  Line line{axes.size() > 1 ? shown(axes[1].values)[row] : "", {}, {}};
  for (const Point& point : points) {
    line.points.emplace_back(point.x, point.spread.mean);
    line.whiskers.push_back({point.spread.low, point.spread.high, point.href});
  }
  return line;
}

HeatMap heat_map(const Results& results, const Shape& shape, std::size_t slice,
                 const Metric& metric) {
  const auto& axes = results.study.axes;
  const Bounds bounds = bounds_of(results, metric);
  HeatMap map{.title = metric.title + slice_text(results, slice),
              .x_label = axes[0].path,
              .y_label = axes[1].path,
              .columns = shown(axes[0].values),
              .rows = shown(axes[1].values),
              .cells = {},
              .from = bounds.from,
              .to = bounds.to,
              .from_text = text_of(metric, bounds.from),
              .to_text = text_of(metric, bounds.to)};
  for (std::size_t row = 0; row < shape.rows; ++row) {
    for (std::size_t column = 0; column < shape.columns; ++column) {
      map.cells.push_back(heat_cell(results, shape.cell(column, row, slice), metric));
    }
  }
  return map;
}

LinePlot line_plot(const Results& results, const Shape& shape, std::size_t slice,
                   const Metric& metric) {
  const auto& axes = results.study.axes;
  const Positions places = positions_of(axes[0].values);
  const Bounds bounds = with_air(bounds_of(results, metric));
  LinePlot plot{.title = shape.slices > 1 ? metric.title + slice_text(results, slice) : "",
                .x_label = axes[0].path + (places.scale.empty() ? "" : " (" + places.scale + ")"),
                .y_label = metric.title,
                .lines = {},
                .y_from = bounds.from,
                .y_to = bounds.to,
                .x_ticks = {},
                .connected = places.ordered,
                .legend_title = axes.size() > 1 ? axes[1].path : ""};
  const auto names = shown(axes[0].values);
  for (std::size_t i = 0; i < names.size(); ++i) plot.x_ticks.emplace_back(places.at[i], names[i]);
  for (std::size_t row = 0; row < shape.rows; ++row) {
    plot.lines.push_back(line_of(results, shape, row, slice, metric, places));
  }
  return plot;
}

}  // namespace

std::vector<HeatMap> heat_maps(const Results& results, const Metric& metric) {
  if (results.study.axes.size() < 2) return {};
  const Shape shape(results);
  std::vector<HeatMap> maps;
  for (std::size_t slice = 0; slice < shape.slices; ++slice) {
    maps.push_back(heat_map(results, shape, slice, metric));
  }
  return maps;
}

std::vector<LinePlot> line_plots(const Results& results, const Metric& metric) {
  if (results.study.axes.empty()) return {};
  const Shape shape(results);
  std::vector<LinePlot> plots;
  for (std::size_t slice = 0; slice < shape.slices; ++slice) {
    plots.push_back(line_plot(results, shape, slice, metric));
  }
  return plots;
}

std::string href_of(const Results& results, std::size_t cell) {
  const PlannedRun& run = results.first_run_of(cell);
  const auto not_run = [](const Record& record) { return record.ending == "not run"; };
  if (std::ranges::all_of(results.records_of(cell), not_run)) return "";
  const bool of_cell = results.study.repeats > 1 && !run.cell.empty();
  return (of_cell ? run.cell : run.folder) + "/";
}

}  // namespace lab
