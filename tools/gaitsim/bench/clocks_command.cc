// gaitsim bench clocks: what each clock costs.
#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "tools/gaitsim/bench/bench_commands.h"
#include "tools/gaitsim/bench/step_options.h"
#include "tools/lab/bench/clock_bench.h"

namespace gaitsim {
namespace {

int bench_clocks(const StepArguments& arguments) {
  const auto result = lab::bench_clocks(arguments.options);
  if (arguments.json) {
    std::cout << result.dump(2) << '\n';
    return 0;
  }
  print_title(result);
  fmt::print("plain loop, without clock and messages: {:.3f} ms; medians of {} pairs\n\n",
             result["plain_loop_ms"].get<double>(), result["pairs"].get<int>());
  fmt::print("{:<12} {:>10} {:>10} {:>14} {:>10}\n", "clock", "step, ms", "overhead",
             "events a step", "applied");
  for (const auto& row : result["clocks"]) {
    fmt::print("{:<12} {:>10.3f} {:>10.4f} {:>14.0f} {:>10.3f}\n", row["clock"].get<std::string>(),
               row["step_ms"].get<double>(), row["overhead"].get<double>(),
               row["events_per_step"].get<double>(), row["applied"].get<double>());
  }
  return 0;
}

}  // namespace

void add_bench_clocks(CLI::App& bench, Action& action) {
  auto arguments = std::make_shared<StepArguments>();
  CLI::App* command =
      bench.add_subcommand("clocks", "one training step under every clock, against a plain loop");
  add_step_options(*command, *arguments);
  add_rule_option(*command, *arguments);
  command->footer(
      "Examples:\n  gaitsim bench clocks --lambda 0\n"
      "  gaitsim bench clocks --rule bp --lambda 0 --json");
  command->callback(
      [arguments, &action] { action = [arguments] { return bench_clocks(*arguments); }; });
}

}  // namespace gaitsim
