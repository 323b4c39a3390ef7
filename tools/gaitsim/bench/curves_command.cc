// gaitsim bench curves: how costs grow.
#include <fmt/format.h>

#include <cmath>
#include <iostream>
#include <memory>

#include "tools/gaitsim/bench/bench_commands.h"
#include "tools/gaitsim/bench/step_options.h"
#include "tools/lab/bench/curve_bench.h"
#include "tools/lab/files/whole_file.h"

namespace gaitsim {
namespace {

// Memory is not counted in every build.
std::string text_of(double megabytes, int digits) {
  return std::isnan(megabytes) ? "-" : fmt::format("{:.{}f}", megabytes, digits);
}

void print(const nlohmann::ordered_json& result) {
  for (const auto& curve : result["curves"]) {
    fmt::print("\n{}\n{:>10} {:>10} {:>10} {:>9} {:>10}\n", curve["rule"].get<std::string>(),
               curve["axis"].get<std::string>(), "step, ms", "floor, ms", "fraction", "MB");
    for (const auto& point : curve["points"]) {
      const double step = point["step_ms"].get<double>(), floor = point["floor_ms"].get<double>();
      fmt::print("{:>10} {:>10.3f} {:>10.3f} {:>9.2f} {:>10}\n", point["x"].get<int>(), step, floor,
                 floor / step, text_of(point["megabytes"].get<double>(), 1));
    }
  }
  if (result["events"].empty()) return;
  fmt::print("\n{:>10} {:>22} {:>22} {:>8} {:>10}\n", "actors", "million events/s",
             "a loop by hand", "ratio", "MB");
  for (const auto& point : result["events"]) {
    fmt::print("{:>10} {:>22.2f} {:>22.2f} {:>8.2f} {:>10}\n", point["actors"].get<int>(),
               point["events_per_second"].get<double>() * 1e-6,
               point["reference_events_per_second"].get<double>() * 1e-6,
               point["ratio"].get<double>(), text_of(point["megabytes"].get<double>(), 2));
  }
}

std::string picture(const std::string& prefix, const std::string& axis) {
  return prefix + "-" + axis + ".svg";
}

struct CurveArguments : StepArguments {
  std::string prefix;
  std::vector<std::string> axes = lab::curve_axes();
};

int bench_curves(const CurveArguments& arguments) {
  if (!arguments.prefix.empty()) require_drawable_curves(arguments.prefix);
  const auto result = lab::bench_curves(arguments.options, arguments.axes);
  if (arguments.json) {
    std::cout << result.dump(2) << '\n';
  } else {
    print_title(result);
    print(result);
  }
  if (!arguments.prefix.empty()) draw_curves(result, arguments.prefix);
  return 0;
}

}  // namespace

void draw_curves(const nlohmann::ordered_json& result, const std::string& prefix) {
  for (const auto& [axis, svg] : lab::curve_pictures(result)) {
    lab::write_whole(picture(prefix, axis), svg);
    std::cerr << "wrote " << picture(prefix, axis) << '\n';
  }
}

void require_drawable_curves(const std::string& prefix) {
  for (const std::string& axis : lab::curve_axes()) lab::require_writable(picture(prefix, axis));
}

void add_bench_curves(CLI::App& bench, Action& action) {
  auto arguments = std::make_shared<CurveArguments>();
  arguments->options.lambda = 0;
  arguments->options.pairs = 7;
  CLI::App* command = bench.add_subcommand(
      "curves", "how costs grow with width, depth, batch, samples in flight, actors");
  add_step_options(*command, *arguments);
  command
      ->add_option("--axes", arguments->axes, "width, layers, batch, in_flight, actors (default)")
      ->delimiter(',')
      ->check(CLI::IsMember(lab::curve_axes()));
  command->add_option("--svg", arguments->prefix, "draw them, as PREFIX-width.svg and so on")
      ->option_text("PREFIX");
  command->footer(
      "Examples:\n  gaitsim bench curves\n  gaitsim bench curves --svg docs/cost --json");
  command->callback(
      [arguments, &action] { action = [arguments] { return bench_curves(*arguments); }; });
}

}  // namespace gaitsim
