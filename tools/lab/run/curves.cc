#include "tools/lab/run/curves.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "protocols/bad_input.h"
#include "tools/lab/pictures/line_plot.h"

namespace lab {
namespace {

Line line_of(const std::string& name, const std::vector<Json>& metrics, const std::string& metric) {
  Line line{name, {}};
  for (const Json& at : metrics) {
    if (at.contains(metric) && at[metric].is_number() && at["epoch"].is_number()) {
      line.points.emplace_back(at["epoch"].get<double>(), at[metric].get<double>());
    }
  }
  return line;
}

// As high as what is drawn, with a little air.
void fit_height(LinePlot& plot) {
  double low = HUGE_VAL, high = -HUGE_VAL;
  for (const Line& line : plot.lines) {
    for (const auto& [x, y] : line.points) {
      low = std::min(low, y);
      high = std::max(high, y);
    }
  }
  const double air = high > low ? 0.05 * (high - low) : 0.05;
  plot.y_from = low - air;
  plot.y_to = high + air;
}

std::string numbers_in(const std::vector<RunMetrics>& runs) {
  std::string out;
  for (const auto& [key, value] : runs.at(0).lines.at(0).items()) {
    if (value.is_number()) out += (out.empty() ? "" : ", ") + key;
  }
  return out;
}

}  // namespace

RunMetrics read_metrics(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "metrics.jsonl";
  std::ifstream in(file);
  if (!in) {
    throw protocols::BadInput(file.string() + ": cannot be read\nhint: name the folder of a run");
  }
  RunMetrics run{std::filesystem::path(folder / "").parent_path().filename().string(), {}};
  std::size_t number = 0;
  for (std::string text; std::getline(in, text);) {
    ++number;
    const Json line = Json::parse(text, nullptr, false);
    if (line.is_object() && line.contains("probe")) continue;  // no evaluation
    if (line.is_object() && line.contains("epoch")) {
      run.lines.push_back(line);
    } else if (!in.eof()) {
      throw protocols::BadInput(fmt::format("{}:{}: no line of metrics", file.string(), number));
    }
  }
  if (run.lines.empty()) throw protocols::BadInput(file.string() + ": nothing was evaluated yet");
  return run;
}

std::string compare_svg(const std::vector<RunMetrics>& runs, const std::string& metric) {
  LinePlot plot{.title = metric, .x_label = "epoch", .y_label = metric, .lines = {}};
  for (const RunMetrics& run : runs) {
    Line line = line_of(run.name, run.lines, metric);
    if (!line.points.empty()) plot.lines.push_back(std::move(line));
  }
  if (plot.lines.empty()) {
    throw protocols::BadInput(
        fmt::format("no run measured '{}'; there are {}", metric, numbers_in(runs)));
  }
  fit_height(plot);
  return to_svg(plot);
}

std::string accuracy_svg(const std::string& title, const std::vector<Json>& lines) {
  LinePlot plot{.title = title, .x_label = "epoch", .y_label = "accuracy", .lines = {}};
  for (const auto& [name, metric] :
       {std::pair{"test", "test_accuracy"}, {"training", "train_accuracy"}}) {
    Line line = line_of(name, lines, metric);
    if (!line.points.empty()) plot.lines.push_back(std::move(line));
  }
  if (!plot.lines.empty()) fit_height(plot);
  return to_svg(plot);
}

}  // namespace lab
