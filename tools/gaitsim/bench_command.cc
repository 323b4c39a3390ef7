// gaitsim bench: measurements, always as pairs in one process.
#include <fmt/format.h>

#include <iostream>
#include <map>
#include <memory>

#include "tools/gaitsim/commands.h"
#include "tools/lab/bench/event_bench.h"
#include "tools/lab/bench/step_bench.h"
#include "tools/lab/bench/trace_bench.h"

namespace gaitsim {
namespace {

struct StepArguments {
  lab::StepBenchOptions options;
  bool json = false;
};

int bench_step(const StepArguments& arguments) {
  const auto result = lab::bench_step(arguments.options);
  if (arguments.json) {
    std::cout << result.dump(2) << '\n';
    return 0;
  }
  fmt::print("one training step, {} layers of {}, batch {}, {}, {}, lambda {}, {} thread(s)\n\n",
             result["layers"].get<int>(), result["width"].get<int>(), result["batch"].get<int>(),
             result["rule"].get<std::string>(), result["precision"].get<std::string>(),
             result["lambda"].get<double>(), result["threads"].get<int>());
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

// Takes the names only, and says them when it is given another.
template <class Value>
CLI::Validator one_of(const std::map<std::string, Value>& names) {
  std::string known;
  for (const auto& [name, value] : names) known += (known.empty() ? "" : ", ") + name;
  return CLI::Validator(
      [names, known](std::string& text) -> std::string {
        const auto found = names.find(text);
        if (found == names.end()) return "'" + text + "' is none of: " + known;
        text = std::to_string(static_cast<int>(found->second));
        return {};
      },
      "");
}

template <class Options>
void add_sizes(CLI::App& command, Options& o, int least_width) {
  command.add_option("--width", o.width, "units of every layer")
      ->check(CLI::Range(least_width, 8192))
      ->capture_default_str();
  command.add_option("--layers", o.layers, "weight layers")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  command.add_option("--batch", o.batch, "columns of a sample")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
}

void add_training_step(CLI::App& bench, Action& action) {
  static const std::map<std::string, neurons::RuleKind> kRules = {
      {"bp", neurons::RuleKind::kBp},
      {"tp", neurons::RuleKind::kTp},
      {"itp", neurons::RuleKind::kItp},
      {"gait", neurons::RuleKind::kGait}};
  static const std::map<std::string, neurons::Precision> kPrecisions = {
      {"FLOAT32", neurons::Precision::kFloat32}, {"FLOAT64", neurons::Precision::kFloat64}};
  auto arguments = std::make_shared<StepArguments>();
  lab::StepBenchOptions& o = arguments->options;
  CLI::App* command =
      bench.add_subcommand("step", "one training step: event-driven against a plain loop");
  add_sizes(*command, o, 1);
  command->add_option("--rule", o.rule, "bp, tp, itp or gait (default: gait)")
      ->transform(one_of(kRules));
  command->add_option("--precision", o.precision, "FLOAT32 or FLOAT64 (default: FLOAT32)")
      ->transform(one_of(kPrecisions));
  command->add_option("--lambda", o.lambda, "of the off-diagonal regularizer; 0: none")
      ->check(CLI::Range(0.0, 1e6))
      ->capture_default_str();
  command->add_option("--threads", o.threads, "worker threads, of both sides")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command->add_option("--pairs", o.pairs, "measurements of each side, in turn")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
  command->add_flag("--json", arguments->json, "print one JSON object");
  command->footer(
      "Examples:\n  gaitsim bench step\n"
      "  gaitsim bench step --rule bp --lambda 0 --threads 2 --json");
  command->callback(
      [arguments, &action] { action = [arguments] { return bench_step(*arguments); }; });
}

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

void add_events(CLI::App& bench, Action& action) {
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

void add_recording(CLI::App& bench, Action& action) {
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

}  // namespace

void add_bench(CLI::App& program, Action& action) {
  CLI::App* bench = program.add_subcommand("bench", "what things cost, measured side by side");
  bench->require_subcommand(1);
  bench->footer("Examples:\n  gaitsim bench step\n  gaitsim bench events");
  add_training_step(*bench, action);
  add_events(*bench, action);
  add_recording(*bench, action);
}

}  // namespace gaitsim
