// gaitsim trace diff: where two runs part.
#include <iostream>
#include <memory>

#include "tools/gaitsim/trace/trace_commands.h"
#include "tools/lab/trace/ask/diff.h"

namespace gaitsim {
namespace {

struct DiffArguments {
  std::filesystem::path a, b;
  bool json = false;
};

int diff(const DiffArguments& arguments) {
  lab::trace::TraceFile a(arguments.a), b(arguments.b);
  const auto found = lab::trace::diff(a, b);
  std::cout << (arguments.json ? found.dump(2) + "\n" : lab::trace::diff_text(found));
  return found["equal"].get<bool>() ? 0 : 1;
}

}  // namespace

void add_trace_diff(CLI::App& trace, Action& action) {
  auto arguments = std::make_shared<DiffArguments>();
  CLI::App* command =
      trace.add_subcommand("diff", "where two runs part, and how far apart they end");
  command->add_option("A", arguments->a, "a trace")->required();
  command->add_option("B", arguments->b, "another one")->required();
  command->add_flag("--json", arguments->json, "print one JSON object");
  command->footer(
      "Examples:\n  gaitsim trace diff runs/demo-1/trace.gtrace runs/demo-2/trace.gtrace\n\n"
      "Exit codes: 0 all that happened is equal, 1 it differs. Configs may differ in what has no\n"
      "effect.");
  command->callback([arguments, &action] { action = [arguments] { return diff(*arguments); }; });
}

}  // namespace gaitsim
