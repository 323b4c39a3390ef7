// gaitsim bench trace: what recording costs, and asking.
#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "tools/gaitsim/bench/bench_commands.h"
#include "tools/lab/bench/trace_bench.h"

namespace gaitsim {
namespace {

struct TraceArguments {
  lab::TraceBenchOptions options;
  bool json = false;
};

int bench_trace(const TraceArguments& arguments) {
  const auto result = lab::bench_trace(arguments.options);
  if (arguments.json) {
    std::cout << result.dump(2) << '\n';
    return 0;
  }
  const auto line = [&](const char* name, const char* field, const char* unit) {
    fmt::print("{:<30}{:>10.4g} {}\n", name, result[field].get<double>(), unit);
  };
  fmt::print("{} events, medians of {}\n\n", result["events"].get<std::uint64_t>(),
             arguments.options.repeats);
  line("write", "write_us_per_event", "us per event (0.15 allowed)");
  line("  with digests", "write_us_per_event_with_digests", "us per event");
  line("size", "bytes_per_event", "bytes per event (10 allowed)");
  line("  with digests", "bytes_per_event_with_digests", "bytes per event");
  line("read and check all frames", "check_ms", "ms");
  line("read every row", "scan_ms", "ms");
  line("a window of 1 ms", "window_ms", "ms (20 allowed)");
  line("an actor in 10 ms", "actor_ms", "ms (20 allowed)");
  fmt::print("\na training step of 784 units, medians of {} pairs\n\n", result["pairs"].get<int>());
  line("not recorded", "step_ms", "ms");
  line("recorded, with digests", "step_recorded_ms", "ms");
  line("ratio", "step_overhead", "(1.02 allowed)");
  return 0;
}

}  // namespace

void add_bench_trace(CLI::App& bench, Action& action) {
  auto arguments = std::make_shared<TraceArguments>();
  CLI::App* command = bench.add_subcommand("trace", "recording, and asking what was recorded");
  command->add_option("--events", arguments->options.events, "rows of the trace")
      ->check(CLI::Range(1000, 1'000'000'000))
      ->capture_default_str();
  command->add_option("--repeats", arguments->options.repeats, "measurements of each kind")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("--pairs", arguments->options.pairs, "training steps of each side, in turn")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_flag("--json", arguments->json, "print one JSON object");
  command->footer("Examples:\n  gaitsim bench trace\n  gaitsim bench trace --events 1000000");
  command->callback(
      [arguments, &action] { action = [arguments] { return bench_trace(*arguments); }; });
}

}  // namespace gaitsim
