#include "tools/lab/bench/curve_bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tools/lab/bench/bench_tools.h"
#include "tools/lab/bench/phold_bench.h"
#include "tools/lab/bench/speeds.h"
#include "tools/lab/bench/stepper.h"
#include "tools/lab/pictures/line_plot.h"
#include "tools/lab/setup/build_info.h"
#include "tools/lab/setup/step_flops.h"

namespace lab {
namespace {

using Json = nlohmann::ordered_json;
using neurons::RuleKind;

struct Axis {
  const char* name;
  std::vector<int> values;
  void (*set)(StepBenchOptions&, int);
};

const std::vector<Axis>& axes() {
  static const std::vector<Axis> kAxes = {
      {"width",
       {64, 128, 256, 512, 784, 1024, 1536, 2048},
       [](StepBenchOptions& o, int x) { o.width = x; }},
      {"layers", {1, 2, 5, 10, 20}, [](StepBenchOptions& o, int x) { o.layers = x; }},
      {"batch",
       {1, 4, 16, 60, 240, 960},
       [](StepBenchOptions& o, int x) { o.batch = static_cast<std::size_t>(x); }},
      {"in_flight", {1, 2, 4, 8}, [](StepBenchOptions&, int) {}}};
  return kAxes;
}

Json step_point(const StepBenchOptions& options, const Axis& axis, int x) {
  auto network = step_network(options);
  auto clock = ideal_clock();
  if (std::string_view(axis.name) == "in_flight") {
    const sim::ClockOptions chosen = pipelined_clock(options.layers, x);
    network.memory = sim::in_flight_of(chosen, network.layers());
    clock = network_clock(chosen);
  }
  const double before = megabytes_in_use();
  const NoiseBatches batches(options.width, options.batch, options.precision, network.classes);
  const auto executor = executor_of(options.threads);
  const sim::Team team(*executor, options.threads);
  EventDriven steps(network, clock, batches, *executor);
  std::vector<double> times;
  for (int i = 0; i < options.pairs; ++i) times.push_back(milliseconds([&] { steps.step(); }));
  const StepFlops flops = flops_of(network, options.batch);
  const double floor = flops.total() / (product_gflops(options) * 1e6) +
                       flops.bytes / (memory_gigabytes(options) * 1e6);
  return {{"x", x},
          {"step_ms", median(times)},
          {"floor_ms", floor / static_cast<double>(options.threads)},
          {"megabytes", megabytes_in_use() - before}};
}

Json curve(StepBenchOptions options, const Axis& axis) {
  Json out = {{"axis", axis.name},
              {"rule", std::string(neurons::info_of(options.rule).name)},
              {"points", Json::array()}};
  for (const int x : axis.values) {
    axis.set(options, x);
    require_memory(options, 1);
    out["points"].push_back(step_point(options, axis, x));
  }
  return out;
}

Json events_points() {
  Json out = Json::array();
  for (const std::uint32_t actors : {16u, 256u, 1024u, 4096u, 16'384u, 65'536u}) {
    const auto found = bench_phold({.lps = actors, .repeats = 3});
    out.push_back({{"actors", actors},
                   {"events_per_second", found["events_per_second"]},
                   {"reference_events_per_second", found["reference_events_per_second"]},
                   {"ratio", found["ratio"]},
                   {"megabytes", found["megabytes"]}});
  }
  return out;
}

}  // namespace

std::vector<std::string> curve_axes() {
  std::vector<std::string> out;
  for (const Axis& axis : axes()) out.emplace_back(axis.name);
  out.emplace_back("actors");
  return out;
}

nlohmann::ordered_json bench_curves(const StepBenchOptions& given,
                                    const std::vector<std::string>& names) {
  const auto wanted = [&](const char* name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  Json out = to_json(given);
  out.erase("rule");
  // What is made for the first network of a process is no point's memory.
  step_point({.width = 16, .layers = 2, .batch = 2, .pairs = 1}, axes().back(), 1);
  out["curves"] = Json::array();
  for (const Axis& axis : axes()) {
    if (!wanted(axis.name)) continue;
    for (const RuleKind rule : {RuleKind::kBp, RuleKind::kGait}) {
      StepBenchOptions options = given;
      options.rule = rule;
      out["curves"].push_back(curve(options, axis));
    }
  }
  out["events"] = wanted("actors") ? events_points() : Json::array();
  out["kernels"] = kernel_set();
  return out;
}

std::vector<std::pair<std::string, std::string>> curve_pictures(const Json& result) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const Axis& axis : axes()) {
    LinePlot plot{
        .title = "One training step", .x_label = axis.name, .y_label = "log10 of ms", .lines = {}};
    for (const int x : axis.values) plot.x_ticks.emplace_back(std::log2(x), std::to_string(x));
    double low = 1e9, high = -1e9;
    for (const Json& curve : result["curves"]) {
      if (curve["axis"] != axis.name) continue;
      const auto rule = curve["rule"].get<std::string>();
      for (const char* field : {"step_ms", "floor_ms"}) {
        Line line{rule + (field[0] == 'f' ? ", floor" : ""), {}};
        for (const Json& point : curve["points"]) {
          const double y = std::log10(point[field].get<double>());
          line.points.emplace_back(std::log2(point["x"].get<double>()), y);
          low = std::min(low, y);
          high = std::max(high, y);
        }
        plot.lines.push_back(std::move(line));
      }
    }
    if (plot.lines.empty()) continue;
    plot.y_from = std::floor(low);
    plot.y_to = std::ceil(high);
    out.emplace_back(axis.name, to_svg(plot));
  }
  return out;
}

}  // namespace lab
