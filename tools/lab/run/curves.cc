#include "tools/lab/run/curves.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "protocols/bad_input.h"

namespace lab {
namespace {

constexpr std::size_t kInside = 4;  // lines whose names find room in a plot

// The name of a metric, and the layer that it is wanted of, 1 the lowest; 0: all.
struct Wanted {
  std::string name;
  std::size_t layer = 0;
};

Wanted wanted(const std::string& metric) {
  const auto bracket = metric.find('[');
  const bool indexed = bracket != std::string::npos && metric.ends_with(']');
  if (!indexed) return {metric};
  const std::string number = metric.substr(bracket + 1, metric.size() - bracket - 2);
  std::size_t layer = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), layer);
  const bool whole = error == std::errc() && end == number.data() + number.size();
  return whole && layer > 0 ? Wanted{metric.substr(0, bracket), layer} : Wanted{metric};
}

// Nothing where nothing was measured.
std::optional<double> value_of(const Json& line, const Wanted& metric) {
  const auto found = line.find(metric.name);
  if (found == line.end()) return std::nullopt;
  if (found->is_number() && metric.layer == 0) return found->get<double>();
  double sum = 0;
  std::size_t count = 0;
  for (std::size_t l = 1; found->is_array() && l <= found->size(); ++l) {
    const Json& one = (*found)[l - 1];
    if (!one.is_number() || (metric.layer != 0 && metric.layer != l)) continue;
    sum += one.get<double>();
    ++count;
  }
  return count == 0 ? std::nullopt : std::optional(sum / static_cast<double>(count));
}

Line line_of(const std::string& name, const std::vector<Json>& lines, const Wanted& metric,
             const char* over) {
  Line out{name, {}};
  for (const Json& at : lines) {
    const auto value = value_of(at, metric);
    if (value && at.contains(over) && at[over].is_number()) {
      out.points.emplace_back(at[over].get<double>(), *value);
    }
  }
  return out;
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

// The metrics that evaluations and probes of the run have.
std::string names_in(const RunMetrics& run) {
  std::string out;
  for (const auto* lines : {&run.lines, &run.probes}) {
    if (lines->empty()) continue;
    for (const auto& [key, value] : lines->front().items()) {
      if (value_of(lines->front(), {key})) out += (out.empty() ? "" : ", ") + key;
    }
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
  RunMetrics run{std::filesystem::path(folder / "").parent_path().filename().string(), {}, {}};
  std::size_t number = 0;
  for (std::string text; std::getline(in, text);) {
    ++number;
    const Json line = Json::parse(text, nullptr, false);
    if (line.is_object() && line.contains("probe")) {
      run.probes.push_back(line);
    } else if (line.is_object() && line.contains("epoch")) {
      run.lines.push_back(line);
    } else if (!in.eof()) {
      throw protocols::BadInput(fmt::format("{}:{}: no line of metrics", file.string(), number));
    }
  }
  if (run.lines.empty()) throw protocols::BadInput(file.string() + ": nothing was evaluated yet");
  return run;
}

Curves curves_of(const std::vector<RunMetrics>& runs, const std::string& metric, bool over_steps) {
  const Wanted of = wanted(metric);
  Curves out{metric, over_steps ? "step" : "epoch", {}};
  const auto add = [&](const std::vector<Json> RunMetrics::*lines, const char* over) {
    for (const RunMetrics& run : runs) {
      Line line = line_of(run.name, run.*lines, of, over);
      if (!line.points.empty()) out.lines.push_back(std::move(line));
    }
  };
  add(&RunMetrics::lines, out.over.c_str());
  if (!out.lines.empty()) return out;
  out.over = "step";
  add(&RunMetrics::probes, "sample");
  if (!out.lines.empty()) return out;
  throw protocols::BadInput(
      fmt::format("no run measured '{}'; there are {}", metric, names_in(runs.at(0))));
}

std::string curves_svg(const Curves& curves) {
  LinePlot plot{.title = curves.metric,
                .x_label = curves.over,
                .y_label = curves.metric,
                .lines = curves.lines};
  if (plot.lines.size() > kInside) plot.legend_title = "run";  // beside it
  fit_height(plot);
  return to_svg(plot);
}

std::string accuracy_svg(const std::string& title, const std::vector<Json>& lines) {
  LinePlot plot{.title = title, .x_label = "epoch", .y_label = "accuracy", .lines = {}};
  for (const auto& [name, metric] :
       {std::pair{"test", "test_accuracy"}, {"training", "train_accuracy"}}) {
    Line line = line_of(name, lines, {metric}, "epoch");
    if (!line.points.empty()) plot.lines.push_back(std::move(line));
  }
  if (!plot.lines.empty()) fit_height(plot);
  return to_svg(plot);
}

}  // namespace lab
