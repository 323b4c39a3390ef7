// gaitsim bench events: what one event costs.
#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "tools/gaitsim/bench/bench_commands.h"
#include "tools/lab/bench/event_bench.h"

namespace gaitsim {
namespace {

struct EventArguments {
  lab::EventBenchOptions options;
  bool json = false;
};

int bench_events(const EventArguments& arguments) {
  const auto result = lab::bench_events(arguments.options);
  if (arguments.json) {
    std::cout << result.dump(2) << '\n';
    return 0;
  }
  const auto line = [&](const char* name, const char* field, const char* text) {
    fmt::print("{:<10} {:>8.3f} us per event   {}\n", name, result[field].get<double>(), text);
  };
  fmt::print("{} free-running layers of {} leaky units, batch {}: {:.0f} events, medians of {}\n\n",
             result["layers"].get<int>(), result["width"].get<int>(), result["batch"].get<int>(),
             result["events"].get<double>(), result["repeats"].get<int>());
  line("run", "run_us", "with its arithmetic");
  line("engine", "engine_us", "the same events, replayed by actors that compute nothing");
  line("watched", "watched_us", "the replay with the observers of a run");
  fmt::print("\nthe replay's events are {}\n",
             result["same_events"].get<bool>() ? "those of the run" : "OTHERS");
  return 0;
}

}  // namespace

void add_bench_events(CLI::App& bench, Action& action) {
  auto arguments = std::make_shared<EventArguments>();
  lab::EventBenchOptions& o = arguments->options;
  CLI::App* command =
      bench.add_subcommand("events", "one event: a run, and its replay without arithmetic");
  add_sizes(*command, o, 10);
  command->add_option("--samples", o.samples, "presentations")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
  command->add_option("--repeats", o.repeats, "measurements of each side, in turn")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_flag("--json", arguments->json, "print one JSON object");
  command->footer("Examples:\n  gaitsim bench events\n  gaitsim bench events --batch 60 --json");
  command->callback(
      [arguments, &action] { action = [arguments] { return bench_events(*arguments); }; });
}

}  // namespace gaitsim
