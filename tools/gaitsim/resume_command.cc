// gaitsim resume, gaitsim fork: a run that goes on from its checkpoint.
#include <memory>

#include "tools/gaitsim/commands.h"
#include "tools/gaitsim/config_options.h"
#include "tools/gaitsim/run_outcome.h"
#include "tools/lab/ranks/ranks.h"
#include "tools/lab/run/resume.h"

namespace gaitsim {
namespace {

struct ResumeArguments {
  std::filesystem::path folder;
  ConfigOptions config;  // of which a fork takes the changes, and both the data folder
  std::optional<std::filesystem::path> out;
  std::size_t threads = default_threads();
  std::vector<std::string> place;
  bool loopback = false, json = false, quiet = false;

  lab::RunOptions options(lab::Ranks* ranks) const {
    return {.setup = {config.data_dir.value_or(""), std::nullopt},
            .out = out,
            .threads = threads,
            .loopback = loopback,
            .quiet = quiet,
            .ranks = ranks,
            .place = place};
  }
};

void add_options(CLI::App& command, ResumeArguments& arguments) {
  command.add_option("DIR", arguments.folder, "the folder of a run")
      ->required()
      ->check(CLI::ExistingDirectory);
  command.add_option("--data-dir", arguments.config.data_dir,
                     "folder of data sets (default: where the run had it)");
  command.add_option("--threads", arguments.threads, "worker threads; results do not depend on it")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command.add_flag("--loopback", arguments.loopback,
                   "pass every message through its Protobuf encoding");
  command
      .add_option("--place", arguments.place,
                  "where actors run, of mpirun's ranks; changes no result")
      ->type_name("PATTERN=RANK");
  command.add_flag("--json", arguments.json, "print the summary as one JSON object");
  command.add_flag("--quiet", arguments.quiet, "no progress on standard error");
}

constexpr const char* kResumeNotes = R"(Examples:
  gaitsim resume runs/demo-1
  gaitsim resume runs/demo-1 --threads 1 --json

The run goes on from the newest checkpoint in DIR/checkpoints, in its folder: metrics and trace are
cut back to it. It ends with the fingerprint and the weights that it would have had, had it never
stopped. A checkpoint is good for the program that wrote it. Exit codes are those of run.)";

constexpr const char* kForkNotes = R"(Examples:
  gaitsim fork runs/demo-1 --out runs/slower -s optimizer.adam.learning_rate=1e-5
  gaitsim fork runs/demo-1 --out runs/longer --epochs 20

The metrics up to the checkpoint are copied to --out, where the run goes on with what was changed:
rates, lambda, laws of links, how long; a trace begins there. The network, the rule, the clock and
the probe cannot change. A done run has a checkpoint if its config has a checkpoint block.)";

}  // namespace

void add_resume(CLI::App& program, Action& action, lab::Ranks* ranks) {
  auto arguments = std::make_shared<ResumeArguments>();
  CLI::App* command = program.add_subcommand("resume", "go on with a run that was stopped");
  add_options(*command, *arguments);
  command->footer(kResumeNotes);
  command->callback([arguments, &action, ranks] {
    action = [arguments, ranks] {
      return tell_outcome(lab::resume(arguments->folder, arguments->options(ranks)),
                          arguments->json, ranks);
    };
  });
}

void add_fork(CLI::App& program, Action& action, lab::Ranks* ranks) {
  auto arguments = std::make_shared<ResumeArguments>();
  CLI::App* command = program.add_subcommand("fork", "go on with a run, with something changed");
  add_options(*command, *arguments);
  command->add_option("--out", arguments->out, "the folder that the fork makes")->required();
  arguments->config.add_changes_to(*command);
  command->footer(kForkNotes);
  command->callback([arguments, &action, ranks] {
    action = [arguments, ranks] {
      return tell_outcome(lab::fork(arguments->folder, arguments->config.all_overrides(),
                                    arguments->options(ranks)),
                          arguments->json, ranks);
    };
  });
}

}  // namespace gaitsim
