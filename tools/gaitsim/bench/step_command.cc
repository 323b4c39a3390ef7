// gaitsim bench step: what actors, engine and messages cost.
#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "tools/gaitsim/bench/bench_commands.h"
#include "tools/gaitsim/bench/step_options.h"
#include "tools/lab/bench/rules_bench.h"

namespace gaitsim {
namespace {

int bench_rules(const StepArguments& arguments, const std::vector<std::string>& names) {
  const auto result = lab::bench_rules(arguments.options, rules_of(names));
  if (arguments.json) {
    std::cout << result.dump(2) << '\n';
    return 0;
  }
  print_title(result);
  fmt::print(
      "event-driven, in turn with bp: medians of {} pairs; a matrix product does {:.0f} GFLOP/s on "
      "one thread\n\n{:<15} {:>9} {:>8} {:>8} {:>9} {:>9} {:>10} {:>13}\n",
      result["pairs"].get<int>(), result["product_gflops"].get<double>(), "rule", "step, ms",
      "of bp", "GFLOP", "fraction", "messages", "bytes", "non-local");
  for (const auto& row : result["rules"]) {
    fmt::print("{:<15} {:>9.3f} {:>8.3f} {:>8.3f} {:>9.2f} {:>9} {:>10} {:>13}\n",
               row["rule"].get<std::string>(), row["step_ms"].get<double>(),
               row["relative_to_bp"].get<double>(), row["flops"].get<double>() * 1e-9,
               row["fraction"].get<double>(), row["messages"].get<std::uint64_t>(),
               row["bytes"].get<std::uint64_t>(), row["non_local_bytes"].get<std::uint64_t>());
  }
  return 0;
}

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
  fmt::print("overhead      {:>9.4f}      median of the pairs' {:.4f}\n",
             result["overhead"].get<double>(), result["median_ratio"].get<double>());
  fmt::print(
      "floor         {:>9.3f} ms   {:.3g} GFLOP at {:.0f} a second and {:.3g} GB at {:.0f} a "
      "second, by thread; {:.0f} % of it\n",
      result["floor_ms"].get<double>(), result["flops"].get<double>() * 1e-9,
      result["product_gflops"].get<double>(), result["bytes"].get<double>() * 1e-9,
      result["memory_gigabytes"].get<double>(), 100 * result["fraction_of_floor"].get<double>());
  if (result.contains("exact_cosine")) {
    fmt::print("cosine        {:>9.6f}      with the update by LU factors, least of the layers\n",
               result["exact_cosine"].get<double>());
  }
  return 0;
}

}  // namespace

void add_bench_step(CLI::App& bench, Action& action) {
  auto arguments = std::make_shared<StepArguments>();
  CLI::App* command = bench.add_subcommand(
      "step", "one training step: events against a plain loop, or rules against bp");
  auto rules = std::make_shared<std::vector<std::string>>();
  add_step_options(*command, *arguments);
  add_rule_option(*command, *arguments);
  add_rules_option(*command, *rules);
  command->footer(
      "Examples:\n  gaitsim bench step\n"
      "  gaitsim bench step --rule bp --lambda 0 --threads 2 --json\n"
      "  gaitsim bench step --rules all --lambda 0");
  command->callback([arguments, rules, &action] {
    action = [arguments, rules] {
      return rules->empty() ? bench_step(*arguments) : bench_rules(*arguments, *rules);
    };
  });
}

}  // namespace gaitsim
