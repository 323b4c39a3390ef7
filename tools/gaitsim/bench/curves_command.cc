// gaitsim bench curves: how costs grow.
#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <memory>

#include "protocols/bad_input.h"
#include "tools/gaitsim/bench/bench_commands.h"
#include "tools/gaitsim/bench/step_options.h"
#include "tools/lab/bench/curve_bench.h"

namespace gaitsim {
namespace {

void print(const nlohmann::ordered_json& result) {
  for (const auto& curve : result["curves"]) {
    fmt::print("\n{}\n{:>10} {:>10} {:>10} {:>9} {:>10}\n", curve["rule"].get<std::string>(),
               curve["axis"].get<std::string>(), "step, ms", "floor, ms", "fraction", "MB");
    for (const auto& point : curve["points"]) {
      const double step = point["step_ms"].get<double>(), floor = point["floor_ms"].get<double>();
      fmt::print("{:>10} {:>10.3f} {:>10.3f} {:>9.2f} {:>10.1f}\n", point["x"].get<int>(), step,
                 floor, floor / step, point["megabytes"].get<double>());
    }
  }
  fmt::print("\n{:>10} {:>22} {:>22} {:>8}\n", "actors", "million events/s", "a loop by hand",
             "ratio");
  for (const auto& point : result["events"]) {
    fmt::print("{:>10} {:>22.2f} {:>22.2f} {:>8.2f}\n", point["actors"].get<int>(),
               point["events_per_second"].get<double>() * 1e-6,
               point["reference_events_per_second"].get<double>() * 1e-6,
               point["ratio"].get<double>());
  }
}

void draw(const nlohmann::ordered_json& result, const std::string& prefix) {
  for (const auto& [axis, svg] : lab::curve_pictures(result)) {
    const std::string name = prefix + "-" + axis + ".svg";
    std::ofstream file(name);
    if (!(file << svg).flush()) throw protocols::BadInput("cannot write " + name);
    std::cerr << "wrote " << name << '\n';
  }
}

int bench_curves(const StepArguments& arguments, const std::string& prefix) {
  const auto result = lab::bench_curves(arguments.options);
  if (arguments.json) {
    std::cout << result.dump(2) << '\n';
  } else {
    print_title(result);
    print(result);
  }
  if (!prefix.empty()) draw(result, prefix);
  return 0;
}

}  // namespace

void add_bench_curves(CLI::App& bench, Action& action) {
  auto arguments = std::make_shared<StepArguments>();
  auto prefix = std::make_shared<std::string>();
  arguments->options.lambda = 0;
  arguments->options.pairs = 7;
  CLI::App* command = bench.add_subcommand(
      "curves", "step time against width, depth, batch, samples in flight; events against actors");
  add_step_options(*command, *arguments);
  command->add_option("--svg", *prefix, "draw them, as PREFIX-width.svg and so on")
      ->option_text("PREFIX");
  command->footer(
      "Examples:\n  gaitsim bench curves\n  gaitsim bench curves --svg docs/cost --json");
  command->callback([arguments, prefix, &action] {
    action = [arguments, prefix] { return bench_curves(*arguments, *prefix); };
  });
}

}  // namespace gaitsim
