// gaitsim audit: what crosses, in a short run, a boundary that a synapse could not cross.
#include <iostream>
#include <memory>

#include "tools/gaitsim/commands.h"
#include "tools/gaitsim/config_options.h"
#include "tools/lab/explain/audit.h"

namespace gaitsim {
namespace {

constexpr const char* kAuditedSteps = "20";

struct AuditArguments {
  ConfigOptions config;
  bool json = false;
};

int audit(AuditArguments arguments) {
  if (!arguments.config.steps) arguments.config.steps = kAuditedSteps;
  const auto facts =
      lab::audit(arguments.config.load(), {arguments.config.data_folder(), std::nullopt});
  std::cout << (arguments.json ? facts.dump(2) + "\n" : lab::audit_text(facts));
  return 0;
}

}  // namespace

void add_audit(CLI::App& program, Action& action) {
  auto arguments = std::make_shared<AuditArguments>();
  CLI::App* command = program.add_subcommand(
      "audit", "runs a little (20 samples, or --steps) and counts what is not local");
  arguments->config.add_to(*command);
  command->add_flag("--json", arguments->json, "print one JSON object");
  command->footer(
      "Examples:\n  gaitsim audit configs/demo.textproto\n"
      "  gaitsim audit configs/demo.textproto -s feedback.payload=ABSOLUTE --steps 5\n"
      "  gaitsim audit configs/late-targets.textproto --json");
  command->callback([arguments, &action] { action = [arguments] { return audit(*arguments); }; });
}

}  // namespace gaitsim
