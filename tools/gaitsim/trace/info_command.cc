// gaitsim trace info: what run a trace is of, and what is in it.
#include <iostream>
#include <memory>

#include "tools/gaitsim/trace/trace_commands.h"
#include "tools/lab/trace/facts.h"

namespace gaitsim {
namespace {

struct InfoArguments {
  std::filesystem::path file;
  bool json = false;
};

int info(const InfoArguments& arguments) {
  lab::trace::TraceFile file(arguments.file);
  const auto facts = lab::trace::facts_of(file);
  std::cout << (arguments.json ? facts.dump(2) + "\n" : lab::trace::facts_text(facts));
  return 0;
}

}  // namespace

void add_trace_info(CLI::App& trace, Action& action) {
  auto arguments = std::make_shared<InfoArguments>();
  CLI::App* command =
      trace.add_subcommand("info", "what run, how long, what is in it, what is damaged");
  command->add_option("FILE", arguments->file, "a trace")->required();
  command->add_flag("--json", arguments->json, "print one JSON object");
  command->footer("Examples:\n  gaitsim trace info runs/demo-1/trace.gtrace");
  command->callback([arguments, &action] { action = [arguments] { return info(*arguments); }; });
}

}  // namespace gaitsim
