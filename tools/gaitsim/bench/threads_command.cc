// gaitsim bench threads: what a second thread is worth.
#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "tools/gaitsim/bench/bench_commands.h"
#include "tools/gaitsim/bench/step_options.h"
#include "tools/lab/bench/thread_bench.h"

namespace gaitsim {
namespace {

int bench_threads(const StepArguments& arguments) {
  const auto result = lab::bench_threads(arguments.options);
  if (arguments.json) {
    std::cout << result.dump(2) << '\n';
    return 0;
  }
  print_title(result);
  fmt::print("{:<12} {:<6} {:>14} {:>14} {:>11}   weights\n", "clock", "rule", "one thread, ms",
             "several, ms", "efficiency");
  for (const auto& row : result["rows"]) {
    fmt::print("{:<12} {:<6} {:>14.3f} {:>14.3f} {:>11.3f}   {}\n", row["clock"].get<std::string>(),
               row["rule"].get<std::string>(), row["one_ms"].get<double>(),
               row["several_ms"].get<double>(), row["efficiency"].get<double>(),
               row["same_weights"].get<bool>() ? "equal to the last bit" : "DIFFER");
  }
  return 0;
}

}  // namespace

void add_bench_threads(CLI::App& bench, Action& action) {
  auto arguments = std::make_shared<StepArguments>();
  arguments->options.threads = 2;
  CLI::App* command =
      bench.add_subcommand("threads", "one training step, with one thread and with several");
  add_step_options(*command, *arguments);
  command->get_option("--threads")->description("worker threads of one side; the other has one");
  command->footer(
      "Examples:\n  gaitsim bench threads --layers 8\n"
      "  gaitsim bench threads --threads 4 --lambda 0 --json");
  command->callback(
      [arguments, &action] { action = [arguments] { return bench_threads(*arguments); }; });
}

}  // namespace gaitsim
