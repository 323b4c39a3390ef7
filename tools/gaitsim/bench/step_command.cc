// gaitsim bench step: what actors, engine and messages cost.
#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "tools/gaitsim/bench/bench_commands.h"
#include "tools/gaitsim/bench/step_options.h"

namespace gaitsim {
namespace {

int bench_step(const StepArguments& arguments) {
  const auto result = lab::bench_step(arguments.options);
  if (arguments.json) {
    std::cout << result.dump(2) << '\n';
    return 0;
  }
  print_title(result);
  fmt::print("event-driven  {:>9.3f} ms   (median of {} pairs)\n",
             result["event_driven_ms"].get<double>(), result["pairs"].get<int>());
  fmt::print("plain loop    {:>9.3f} ms   the same arithmetic; weights {}\n",
             result["plain_loop_ms"].get<double>(),
             result["same_weights"].get<bool>() ? "equal to the last bit" : "DIFFER");
  fmt::print("overhead      {:>9.4f}      median of the ratios\n",
             result["overhead"].get<double>());
  fmt::print(
      "floor         {:>9.3f} ms   {:.3g} GFLOP on one thread at the {:.0f} GFLOP/s of a "
      "matrix product\n",
      result["floor_ms"].get<double>(), result["flops"].get<double>() * 1e-9,
      result["product_gflops"].get<double>());
  return 0;
}

}  // namespace

void add_bench_step(CLI::App& bench, Action& action) {
  auto arguments = std::make_shared<StepArguments>();
  CLI::App* command =
      bench.add_subcommand("step", "one training step: event-driven against a plain loop");
  add_step_options(*command, *arguments);
  command->footer(
      "Examples:\n  gaitsim bench step\n"
      "  gaitsim bench step --rule bp --lambda 0 --threads 2 --json");
  command->callback(
      [arguments, &action] { action = [arguments] { return bench_step(*arguments); }; });
}

}  // namespace gaitsim
