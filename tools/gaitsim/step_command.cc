// gaitsim step: a small console over a live run or a recorded one.
#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iostream>
#include <memory>
#include <thread>

#include "protocols/bad_input.h"
#include "tools/gaitsim/commands.h"
#include "tools/gaitsim/config_options.h"
#include "tools/lab/console/console.h"
#include "tools/lab/console/live_feed.h"
#include "tools/lab/console/trace_feed.h"

namespace gaitsim {
namespace {

struct StepArguments {
  ConfigOptions config;
  std::optional<std::filesystem::path> out, init_weights;
};

volatile std::sig_atomic_t interrupts = 0;

bool is_trace(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string first(lab::trace::kMagic.size(), '\0');
  in.read(first.data(), static_cast<std::streamsize>(first.size()));
  return in && first == lab::trace::kMagic;
}

// Ctrl-C stops a command; at the prompt it ends the reading, as the end of the input does: without
// SA_RESTART the read is given up.
void hear_interrupts() {
  struct sigaction action = {};
  action.sa_handler = [](int) { interrupts = 1; };
  sigaction(SIGINT, &action, nullptr);
}

// Reads commands to the end of the input. A wrong one is told, and the next one read.
void converse(lab::Console& console) {
  const bool terminal = isatty(STDIN_FILENO) == 1;
  hear_interrupts();
  console.interrupted = [] { return interrupts != 0; };
  std::string line;
  while (!console.is_over()) {
    if (terminal) std::cout << "> " << std::flush;
    if (!std::getline(std::cin, line)) return;
    interrupts = 0;
    try {
      std::cout << console.act(line) << std::flush;
    } catch (const protocols::BadInput& error) {
      std::cout << "error: " << error.what() << '\n' << std::flush;
    }
  }
}

int step_trace(const StepArguments& arguments) {
  lab::trace::TraceFile file(arguments.config.config);
  lab::TraceFeed feed(file);
  lab::Console console(feed, file);
  converse(console);
  return 0;
}

int step_live(const StepArguments& arguments) {
  lab::RunOptions options;
  options.setup = {arguments.config.data_folder(), arguments.init_weights};
  options.out = arguments.out;
  options.quiet = true;
  lab::Session session(arguments.config.load(), options);
  session.require_steppable();
  lab::LiveFeed feed(session);
  lab::Console console(feed, lab::trace::Dictionary(session.trace_header()));
  try {
    converse(console);
  } catch (const std::exception& error) {
    session.fail(error.what());
  }
  const lab::Outcome outcome = session.finish();
  fmt::print("output     {}\n", outcome.folder.string());
  if (outcome.ending != lab::Ending::kFailed) return 0;
  fmt::print(stderr, "error: {}\n", outcome.trouble);
  return static_cast<int>(outcome.ending);
}

int step(const StepArguments& arguments) {
  return is_trace(arguments.config.config) ? step_trace(arguments) : step_live(arguments);
}

}  // namespace

void add_step(CLI::App& program, Action& action) {
  auto arguments = std::make_shared<StepArguments>();
  CLI::App* command = program.add_subcommand("step", "step through a run, or a trace, by hand");
  arguments->config.add_to(*command);
  command->get_option("CONFIG")->description("experiment, or a trace that was recorded");
  command->add_option("--out", arguments->out, "output folder (default: runs/<name>-<seed>)");
  command->add_option("--init-weights", arguments->init_weights, "as for run");
  command->footer(
      "Examples:\n  gaitsim step configs/demo.textproto\n"
      "  gaitsim step runs/demo-1/trace.gtrace\n"
      "  printf 'until kind learned\\nactor feedback2\\n' | gaitsim step "
      "configs/demo.textproto\n\nCommands, one a line:\n" +
      lab::Console::help());
  command->callback([arguments, &action] { action = [arguments] { return step(*arguments); }; });
}

}  // namespace gaitsim
