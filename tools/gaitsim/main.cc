// gaitsim: the command. It parses arguments, does what one subcommand says, and turns errors
// into exit codes.
#include <iostream>

#include "protocols/bad_input.h"
#include "tools/gaitsim/commands.h"
#include "tools/lab/build_info.h"

namespace {

constexpr int kFailed = 1, kBadInput = 2;

constexpr const char* kFooter = R"(Examples:
  gaitsim run configs/demo.textproto
  gaitsim explain configs/late-targets.textproto
  gaitsim clocks

Exit codes: 0 ok, 1 failed, 2 bad input, 3 settle contract broken, 4 deadlock,
5 fingerprint mismatch, 130 interrupted.)";

int parse_and_act(CLI::App& program, int count, char** arguments, gaitsim::Action& action) {
  try {
    program.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? 0 : kBadInput;
  }
  return action();
}

}  // namespace

int main(int count, char** arguments) {
  CLI::App program("gaitsim: an event-driven simulator of learning in time", "gaitsim");
  program.set_version_flag("--version", "gaitsim " + lab::version() + " (" + lab::build() + ", " +
                                            lab::kernel_set() + ")");
  program.require_subcommand(1);
  program.footer(kFooter);
  gaitsim::Action action;
  gaitsim::add_run(program, action);
  gaitsim::add_explain(program, action);
  gaitsim::add_clocks(program, action);
  gaitsim::add_rules(program, action);
  gaitsim::add_bench(program, action);
  try {
    return parse_and_act(program, count, arguments, action);
  } catch (const protocols::BadInput& error) {
    std::cerr << "error: " << error.what() << '\n';
    return kBadInput;
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << '\n';
    return kFailed;
  }
}
