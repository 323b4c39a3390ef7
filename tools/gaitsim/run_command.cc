// gaitsim run: one run of one experiment.
#include <fmt/format.h>

#include <memory>

#include "tools/gaitsim/commands.h"
#include "tools/gaitsim/config_options.h"
#include "tools/gaitsim/run_outcome.h"
#include "tools/lab/ranks/ranks.h"
#include "tools/lab/run/run.h"

namespace gaitsim {
namespace {

struct RunArguments {
  ConfigOptions config;
  std::optional<std::filesystem::path> out, init_weights;
  std::string trace;
  std::size_t threads = default_threads();
  std::vector<std::string> place;
  bool replace = false, loopback = false, json = false, quiet = false;
};

int run(RunArguments arguments, lab::Ranks* ranks) {
  if (!arguments.trace.empty()) {
    arguments.config.overrides.push_back(fmt::format("trace.file=\"{}\"", arguments.trace));
  }
  std::optional<protocols::Config> config;
  lab::together(ranks, [&] { config = arguments.config.load(); });
  const lab::Outcome outcome =
      lab::run(*config, {.setup = {arguments.config.data_folder(), arguments.init_weights},
                         .out = arguments.out,
                         .threads = arguments.threads,
                         .loopback = arguments.loopback,
                         .quiet = arguments.quiet,
                         .replace = arguments.replace,
                         .ranks = ranks,
                         .place = arguments.place});
  return tell_outcome(outcome, arguments.json, ranks);
}

constexpr const char* kRunExamples = R"(Examples:
  gaitsim run configs/demo.textproto
  gaitsim run configs/mnist-gait.textproto --data-dir data --epochs 2
  gaitsim run configs/demo.textproto -s 'rule.bp={}' -s optimizer.adam.learning_rate=2e-4
  gaitsim run configs/demo.textproto --steps 100 --trace
  mpirun -n 2 gaitsim run configs/demo.textproto --place 'feedback*=1'
  gaitsim run configs/late-targets.textproto -s clock.lockstep.target=60us -s link[1].loss=0.1

Writes DIR/: config.textproto (resolved), metrics.jsonl, summary.json, accuracy.svg,
report.html (all of it in pictures), weights/, checkpoints/ to go on from (gaitsim resume DIR),
and with --trace (or a trace block) trace.gtrace.
Exit codes: 0 done, 1 failed, 2 bad input, 3 settle contract broken, 4 deadlock,
130 interrupted (Ctrl-C).)";

}  // namespace

void add_run(CLI::App& program, Action& action, lab::Ranks* ranks) {
  auto arguments = std::make_shared<RunArguments>();
  CLI::App* command = program.add_subcommand("run", "run one experiment");
  arguments->config.add_to(*command);
  command->add_option("--out", arguments->out, "output folder (default: runs/<name>-<seed>)");
  command->add_flag("--replace", arguments->replace,
                    "begin anew also where a run was stopped that could go on");
  command->add_option("--init-weights", arguments->init_weights,
                      "folder of <l>Lweights.npy and <l>Lbiases.npy to start from");
  command
      ->add_option("--threads", arguments->threads, "worker threads; results do not depend on it")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command->add_flag("--trace{trace}", arguments->trace,
                    "record every message: DIR/trace.gtrace; --trace=NAME");
  command->add_flag("--loopback", arguments->loopback,
                    "pass every message through its Protobuf encoding");
  command
      ->add_option("--place", arguments->place,
                   "where actors run, of mpirun's ranks; changes no result")
      ->type_name("PATTERN=RANK");
  command->add_flag("--json", arguments->json, "print the summary as one JSON object");
  command->add_flag("--quiet", arguments->quiet, "no progress on standard error");
  command->footer(kRunExamples);
  command->callback([arguments, &action, ranks] {
    action = [arguments, ranks] { return run(*arguments, ranks); };
  });
}

}  // namespace gaitsim
