// gaitsim trace stats: how long things take, by link and by layer.
#include <iostream>
#include <memory>

#include "tools/gaitsim/trace/trace_commands.h"
#include "tools/lab/trace/ask/stats.h"

namespace gaitsim {
namespace {

struct StatsArguments {
  std::filesystem::path file;
  bool json = false;
};

int stats(const StatsArguments& arguments) {
  lab::trace::TraceFile file(arguments.file);
  const auto found = lab::trace::stats_of(file);
  std::cout << (arguments.json ? found.dump(2) + "\n" : lab::trace::stats_text(found));
  return 0;
}

}  // namespace

void add_trace_stats(CLI::App& trace, Action& action) {
  auto arguments = std::make_shared<StatsArguments>();
  CLI::App* command = trace.add_subcommand(
      "stats", "latency and loss by link; settling, targets, staleness by layer");
  command->add_option("FILE", arguments->file, "a trace")->required();
  command->add_flag("--json", arguments->json, "print one JSON object");
  command->footer(
      "Examples:\n  gaitsim trace stats runs/demo-1/trace.gtrace\n"
      "  gaitsim trace stats runs/demo-1/trace.gtrace --json");
  command->callback([arguments, &action] { action = [arguments] { return stats(*arguments); }; });
}

}  // namespace gaitsim
