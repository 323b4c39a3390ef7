// gaitsim explain: what a config would do, without doing it.
#include <iostream>
#include <memory>

#include "tools/gaitsim/commands.h"
#include "tools/gaitsim/config_options.h"
#include "tools/lab/explain/explain.h"

namespace gaitsim {
namespace {

struct ExplainArguments {
  ConfigOptions config;
  bool json = false;
};

int explain(const ExplainArguments& arguments) {
  const lab::Json facts = lab::explain(arguments.config.load(), arguments.config.data_folder());
  std::cout << (arguments.json ? facts.dump(2) + "\n" : lab::explanation_text(facts));
  return 0;
}

}  // namespace

void add_explain(CLI::App& program, Action& action) {
  auto arguments = std::make_shared<ExplainArguments>();
  CLI::App* command =
      program.add_subcommand("explain", "the graph, its delays, the clock, what is not local");
  arguments->config.add_to(*command);
  command->add_flag("--json", arguments->json, "print one JSON object");
  command->footer(
      "Examples:\n  gaitsim explain configs/late-targets.textproto\n"
      "  gaitsim explain configs/demo.textproto -s 'clock.lockstep={}' --json");
  command->callback([arguments, &action] { action = [arguments] { return explain(*arguments); }; });
}

}  // namespace gaitsim
