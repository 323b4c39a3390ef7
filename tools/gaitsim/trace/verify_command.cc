// gaitsim trace verify: whether a trace keeps what the engine promises.
#include <iostream>
#include <memory>

#include "tools/gaitsim/trace/trace_commands.h"
#include "tools/lab/trace/ask/verify.h"

namespace gaitsim {
namespace {

struct VerifyArguments {
  std::filesystem::path file;
  bool json = false;
};

int verify(const VerifyArguments& arguments) {
  lab::trace::TraceFile file(arguments.file);
  const lab::trace::Verdict verdict = lab::trace::verify(file);
  std::cout << (arguments.json ? verdict.json().dump(2) + "\n" : verdict.text());
  return verdict.exit_code();
}

}  // namespace

void add_trace_verify(CLI::App& trace, Action& action) {
  auto arguments = std::make_shared<VerifyArguments>();
  CLI::App* command = trace.add_subcommand(
      "verify", "whether it keeps what the engine promises, and is of its fingerprint");
  command->add_option("FILE", arguments->file, "a trace")->required();
  command->add_flag("--json", arguments->json, "print one JSON object");
  command->footer(
      "Examples:\n  gaitsim trace verify runs/demo-1/trace.gtrace\n\n"
      "Exit codes: 0 all that can be checked is good, also of a trace that is cut short because "
      "its\n"
      "run was killed, which is then said; 1 a promise is broken or the file damaged; 5 only the\n"
      "fingerprint differs.");
  command->callback([arguments, &action] { action = [arguments] { return verify(*arguments); }; });
}

}  // namespace gaitsim
