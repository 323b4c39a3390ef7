// gaitsim: the command. It parses arguments, does what one subcommand says, and turns errors
// into exit codes.
#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "neurons/kernels/choice.h"
#include "protocols/bad_input.h"
#include "protocols/suggest.h"
#include "tools/gaitsim/commands.h"
#include "tools/lab/ranks/mpi_ranks.h"
#include "tools/lab/run/early_signals.h"
#include "tools/lab/setup/build_info.h"

namespace {

constexpr int kFailed = 1, kBadInput = 2, kInterrupted = 130;

constexpr const char* kProgramExamples = R"(Examples:
  gaitsim run configs/demo.textproto
  gaitsim explain configs/late-targets.textproto
  gaitsim clocks

Exit codes: 0 ok, 1 failed, 2 bad input, 3 settle contract broken, 4 deadlock,
5 fingerprint mismatch, 130 interrupted.)";

std::vector<std::string> subcommands_of(const CLI::App& command) {
  std::vector<std::string> names;
  for (const auto* below : command.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(below->get_name());
  }
  return names;
}

// What is wrong with the arguments, told like everything else that is wrong.
std::string failure(const CLI::App* command, const CLI::Error& error) {
  std::string name = command->get_name();
  for (auto below = command->get_subcommands(); !below.empty();) {
    command = below.front();
    name += " " + command->get_name();
    below = command->get_subcommands();
  }
  const auto known = subcommands_of(*command);
  const auto others = command->remaining();
  if (known.empty()) return fmt::format("error: {}\nhint: see {} --help\n", error.what(), name);
  const std::string unknown = others.empty() ? "" : others[0];
  return fmt::format(
      "error: {}\nhint: {}; see {} --help\n",
      unknown.empty() ? error.what() : "unknown subcommand or option '" + unknown + "'",
      protocols::suggest(unknown, known, "subcommands"), name);
}

// A config may hold anything; a terminal obeys control characters.
int refuse(std::string text, int code) {
  std::replace_if(
      text.begin(), text.end(),
      [](unsigned char c) { return (c < ' ' && c != '\n' && c != '\t') || c == 0x7f; }, '?');
  std::cerr << "error: " << text << '\n';
  return code;
}

constexpr const char* kUnprinted = "the results cannot be written to standard output";

// Of several ranks rank 0 speaks.
bool speaks(const lab::Ranks* ranks) { return ranks == nullptr || ranks->leads(); }

void require_shareable(const CLI::App& program) {
  const std::string command = program.get_subcommands().front()->get_name();
  for (const char* shared : {"run", "resume", "fork", "sweep"}) {
    if (command == shared) return;
  }
  throw lab::CommonBadInput("gaitsim " + command +
                            " is not shared by several processes\nhint: start it without mpirun");
}

int parse_and_act(CLI::App& program, int count, char** arguments, gaitsim::Action& action,
                  const lab::Ranks* ranks) {
  try {
    program.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    std::ostringstream unheard;
    const int code = speaks(ranks) ? program.exit(error) : program.exit(error, unheard, unheard);
    return code == 0 ? 0 : kBadInput;
  }
  if (ranks != nullptr) require_shareable(program);
  const int code = action();
  // Results that never arrived are a failure, however the run went.
  std::fflush(stdout);
  if (std::ferror(stdout) != 0 || !std::cout.flush()) {
    throw std::runtime_error(kUnprinted);
  }
  return code;
}

// Matrices of megabytes come and go with every update: memory that was had once is kept, and not
// given back to the system to be filled with zeros again.
void keep_memory() {
#ifdef __GLIBC__
  constexpr int kLargest = 32 << 20;  // bytes; what glibc allows
  mallopt(M_MMAP_THRESHOLD, kLargest);
  mallopt(M_TRIM_THRESHOLD, 8 * kLargest);
#endif
}

bool has_kernels() {
  try {
    neurons::kernels::chosen();
    return true;
  } catch (const std::invalid_argument& error) {
    refuse(error.what(), kBadInput);
    return false;
  }
}

// A failure that the other ranks do not know of, who wait for this one.
int refuse_alone(lab::Ranks* ranks, const std::string& text, int code) {
  if (ranks == nullptr) return refuse(text, code);
  refuse(fmt::format("rank {}: {}", ranks->rank(), text), code);
  ranks->abort(code);
  return code;  // it does not: g++ 12 does not see that of a virtual function
}

int act(int count, char** arguments, lab::Ranks* ranks) {
  CLI::App program("gaitsim: an event-driven simulator of learning in time", "gaitsim");
  program.set_version_flag("--version", "gaitsim " + lab::version() + " (" + lab::build() + ", " +
                                            lab::kernel_set() + ")");
  program.require_subcommand(1);
  program.footer(kProgramExamples);
  program.failure_message(failure);
  gaitsim::Action action;
  gaitsim::add_run(program, action, ranks);
  gaitsim::add_resume(program, action, ranks);
  gaitsim::add_fork(program, action, ranks);
  gaitsim::add_sweep(program, action, ranks);
  gaitsim::add_check(program, action);
  gaitsim::add_explain(program, action);
  gaitsim::add_clocks(program, action);
  gaitsim::add_rules(program, action);
  gaitsim::add_links(program, action);
  gaitsim::add_align(program, action);
  gaitsim::add_audit(program, action);
  gaitsim::add_curves(program, action);
  gaitsim::add_trace(program, action);
  gaitsim::add_replay(program, action);
  gaitsim::add_step(program, action);
  gaitsim::add_report(program, action);
  gaitsim::add_bench(program, action);
  try {
    return parse_and_act(program, count, arguments, action, ranks);
  } catch (const lab::Interrupted& error) {
    std::cerr << error.what() << '\n';
    return kInterrupted;
  } catch (const lab::CommonBadInput& error) {
    return speaks(ranks) ? refuse(error.what(), kBadInput) : kBadInput;
  } catch (const protocols::BadInput& error) {
    return refuse_alone(ranks, error.what(), kBadInput);
  } catch (const std::exception& error) {
    // Whoever was printing may have met it first, and said it in words of its own.
    return refuse_alone(ranks, std::ferror(stdout) != 0 ? kUnprinted : error.what(), kFailed);
  }
}

}  // namespace

int main(int count, char** arguments) {
  keep_memory();
  // Asked for while data are still being read, or when all is written: no reason to end.
  std::signal(SIGUSR1, SIG_IGN);
  std::signal(SIGUSR2, SIG_IGN);
  if (!has_kernels()) return kBadInput;
  try {
    const std::unique_ptr<lab::Ranks> ranks = lab::mpi_ranks();
    return act(count, arguments, ranks.get());
  } catch (const std::exception& error) {
    return refuse(error.what(), kFailed);
  }
}
