// gaitsim bench phold: the engine by itself, beside a loop written by hand.
#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "tools/gaitsim/bench/bench_commands.h"
#include "tools/lab/bench/phold_bench.h"

namespace gaitsim {
namespace {

struct PholdArguments {
  lab::PholdOptions options;
  bool json = false;
};

int bench_phold(const PholdArguments& arguments) {
  const auto result = lab::bench_phold(arguments.options);
  if (arguments.json) {
    std::cout << result.dump(2) << '\n';
    return 0;
  }
  const auto line = [&](const char* name, const char* field, const char* text) {
    const double rate = result[field].get<double>();
    fmt::print("{:<10} {:>7.2f} million events per second, {:>6.1f} ns each   {}\n", name,
               rate * 1e-6, 1e9 / rate, text);
  };
  fmt::print("{} actors, {} events in flight for each, lookahead {} of the mean delay\n\n",
             result["lps"].get<int>(), result["start"].get<int>(),
             result["lookahead"].get<double>());
  line("engine", "events_per_second", "actors, links, causes, checks; on its event loop");
  line("reference", "reference_events_per_second", "the same by hand, and nothing else");
  fmt::print("\nratio {:.2f}, the median of {} pairs; both saw {}\n", result["ratio"].get<double>(),
             result["repeats"].get<int>(),
             result["same_events"].get<bool>() ? "the same events" : "OTHER EVENTS");
  return 0;
}

}  // namespace

void add_bench_phold(CLI::App& bench, Action& action) {
  auto arguments = std::make_shared<PholdArguments>();
  lab::PholdOptions& o = arguments->options;
  CLI::App* command = bench.add_subcommand("phold", "the engine alone: events that make events");
  command->add_option("--lps", o.lps, "actors, between which events go at random")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command->add_option("--start", o.start, "events in flight for each actor")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("--lookahead", o.lookahead, "the least delay, in mean delays")
      ->check(finite_range(0, 10))
      ->capture_default_str();
  command->add_option("--events", o.events, "events of one measurement")
      ->check(CLI::Range(1000, 1'000'000'000))
      ->capture_default_str();
  command->add_option("--repeats", o.repeats, "measurements of each side, in turn")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_flag("--json", arguments->json, "print one JSON object");
  command->footer(
      "Examples:\n  gaitsim bench phold\n  gaitsim bench phold --lps 65536 --start 16 --json");
  command->callback(
      [arguments, &action] { action = [arguments] { return bench_phold(*arguments); }; });
}

}  // namespace gaitsim
