// gaitsim check: a short run in many ways that must all be the same run.
#include <fmt/format.h>
#include <unistd.h>

#include <iostream>
#include <memory>

#include "tools/gaitsim/commands.h"
#include "tools/gaitsim/config_options.h"
#include "tools/lab/check/check.h"

namespace gaitsim {
namespace {

constexpr const char* kCheckedSteps = "12";
constexpr int kDiffers = 5;  // as replay and trace verify have it

struct CheckArguments {
  ConfigOptions config;
  std::optional<std::filesystem::path> out;
  bool json = false;

  lab::CheckOptions options() const {
    const auto folder =
        std::filesystem::temp_directory_path() / fmt::format("gaitsim-check-{}", getpid());
    return {.setup = {config.data_folder(), std::nullopt},
            .folder = out.value_or(folder),
            .keep = out.has_value()};
  }
};

// Two traces show the first event in which two runs differ.
constexpr const char* kHowToFind =
    "hint: record the two (run --trace, with the options of each) and ask for the first "
    "difference:\n"
    "gaitsim trace diff A/trace.gtrace B/trace.gtrace\n";

int check(CheckArguments arguments) {
  if (!arguments.config.steps) arguments.config.steps = kCheckedSteps;
  const lab::Json facts =
      lab::check(arguments.config.load(), lab::usual_variants(), arguments.options());
  std::cout << (arguments.json ? facts.dump(2) + "\n" : lab::check_text(facts)) << std::flush;
  const bool same = facts["same"].get<bool>();
  if (!same) std::cerr << kHowToFind;
  if (facts["interrupted"].get<bool>()) return static_cast<int>(lab::Ending::kInterrupted);
  return same ? 0 : kDiffers;
}

constexpr const char* kCheckExamples = R"(Examples:
  gaitsim check configs/demo.textproto
  gaitsim check configs/late-targets.textproto --steps 40
  gaitsim check configs/demo.textproto -s 'clock={ plugin { library: "./libmine.so" } }'

Runs it, a few steps long, on 1, 2 and 8 threads, recorded (--trace), with every message through
its encoding (--loopback), and stopped in the middle and resumed; says whether fingerprint, weights,
metrics and counts are the same each time. A clock of yours that is not reproducible is seen here.
Exit codes: 0 all the same (however the run ended), 1 failed, 2 bad input, 5 something differs,
130 interrupted.)";

}  // namespace

void add_check(CLI::App& program, Action& action) {
  auto arguments = std::make_shared<CheckArguments>();
  CLI::App* command = program.add_subcommand(
      "check", "is it the same run on 1, 2, 8 threads, recorded, resumed (12 steps, or --steps)?");
  arguments->config.add_to(*command);
  command->add_option("--out", arguments->out, "keep the runs in this folder, one in each of it");
  command->add_flag("--json", arguments->json, "print one JSON object");
  command->footer(kCheckExamples);
  command->callback([arguments, &action] { action = [arguments] { return check(*arguments); }; });
}

}  // namespace gaitsim
