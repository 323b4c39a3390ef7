// gaitsim sweep: a study of many runs, in processes of their own, and what it found as a table, a
// CSV file and a page.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <memory>

#include "tools/gaitsim/commands.h"
#include "tools/gaitsim/config_options.h"
#include "tools/lab/ranks/ranks.h"
#include "tools/lab/study/finished.h"
#include "tools/lab/study/sweep.h"

namespace gaitsim {
namespace {

constexpr int kSomeFailed = 1, kInterrupted = 130;

struct SweepArguments {
  ConfigOptions config;
  std::vector<std::string> axes;
  std::optional<std::uint64_t> repeats;
  std::optional<std::filesystem::path> out;
  std::size_t at_once = default_threads();
  bool list = false, json = false, quiet = false;
};

// As a shell takes it.
std::string quoted(const std::string& word) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=.,:/@%";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string out = "'";
  for (const char letter : word) out += letter == '\'' ? "'\\''" : std::string(1, letter);
  return out + "'";
}

std::string command_line(const SweepArguments& arguments) {
  std::string out = "gaitsim sweep " + quoted(arguments.config.config.string());
  for (const std::string& axis : arguments.axes) out += " --axis " + quoted(axis);
  if (arguments.repeats) out += fmt::format(" --repeats {}", *arguments.repeats);
  for (const std::string& change : arguments.config.all_overrides()) out += " -s " + quoted(change);
  if (arguments.out) out += " --out " + quoted(arguments.out->string());
  return out;
}

lab::StudyOptions study_options(const SweepArguments& arguments) {
  lab::StudyOptions options = {.config = arguments.config.config,
                               .overrides = arguments.config.all_overrides(),
                               .axes = {},
                               .repeats = arguments.repeats,
                               .data_dir = arguments.config.data_folder(),
                               .out = arguments.out};
  for (const std::string& axis : arguments.axes) options.axes.push_back(lab::parse_axis(axis));
  return options;
}

const char* word_for(lab::FolderState state) {
  switch (state) {
    case lab::FolderState::kToDo:
      return "to do";
    case lab::FolderState::kDone:
      return "done";
    case lab::FolderState::kForeign:
      return "conflict";
  }
  return "?";
}

int list(const SweepArguments& arguments) {
  const lab::StudyOptions options = study_options(arguments);
  const lab::Study study = lab::plan(options);
  lab::Json runs = lab::Json::array();
  for (const lab::PlannedRun& run : study.runs) {
    const char* state = word_for(lab::state_of(study.out / run.folder, run.identity));
    runs.push_back(
        {{"folder", run.folder}, {"state", state}, {"set", run.settings}, {"seed", run.seed}});
    if (arguments.json) continue;
    fmt::print("{:<8} {} ", state, run.folder);
    for (const std::string& setting : run.settings) fmt::print(" -s {}", quoted(setting));
    fmt::print(" --seed {}\n", run.seed);
  }
  if (arguments.json) {
    std::cout << lab::Json({{"folder", study.out.string()}, {"runs", runs}}).dump(2) << '\n';
  } else {
    fmt::print("{} runs in {}\n", study.runs.size(), study.out.string());
  }
  return 0;
}

int sweep(const SweepArguments& arguments, lab::Ranks* ranks) {
  const bool leads = ranks == nullptr || ranks->leads();
  if (arguments.list && !leads) return 0;
  if (arguments.list) return list(arguments);
  lab::StudyOptions options;
  lab::together(ranks, [&] { options = study_options(arguments); });
  const auto [results, interrupted] = lab::sweep({.study = options,
                                                  .at_once = arguments.at_once,
                                                  .quiet = arguments.quiet,
                                                  .command = command_line(arguments),
                                                  .ranks = ranks});
  if (!leads) return 0;
  if (interrupted) std::cerr << "interrupted; the same command goes on where it stopped\n";
  if (arguments.json) {
    std::cout << lab::to_json(results).dump(2) << '\n';
  } else {
    fmt::print("{}\n{}\noutput  {}/index.html and results.csv\n", lab::to_table(results),
               lab::count_text(results), results.study.out.string());
  }
  if (interrupted) return kInterrupted;
  return std::ranges::all_of(results.records, &lab::Record::is_done) ? 0 : kSomeFailed;
}

constexpr const char* kSweepExamples = R"(Examples:
  gaitsim sweep configs/late-targets.textproto
  gaitsim sweep configs/late-targets.textproto -n
  gaitsim sweep configs/demo.textproto --axis regularizer.lambda=1e-4,1e-2 --repeats 3 -j 2
  gaitsim sweep configs/demo.textproto --axis 'clock={quiescence{}},{lockstep{}}' --out runs/clocks

Axes make a grid: every combination is run, with seed, seed + 1, ... of --repeats. --axis and
--repeats replace those of the study block. The same command again runs what is missing, and goes
on with runs that were stopped.
mpirun -n N gaitsim sweep ... spreads the runs over N processes that see one folder.
Writes DIR/: index.html, results.csv, study.json, and a folder for every run.
Exit codes: 0 all done, 1 some run failed, 2 bad input, 130 interrupted (Ctrl-C).)";

}  // namespace

void add_sweep(CLI::App& program, Action& action, lab::Ranks* ranks) {
  auto arguments = std::make_shared<SweepArguments>();
  CLI::App* command = program.add_subcommand("sweep", "run a study: a grid of configs and seeds");
  arguments->config.add_to(*command);
  command->add_option("--axis", arguments->axes, "PATH=V1,V2,...: a field and the values it takes")
      ->type_name("PATH=VALUES")
      ->option_text("PATH=VALUES")  // without "...": one value each
      ->take_all()
      ->allow_extra_args(false);
  command->add_option("--repeats", arguments->repeats, "runs of each cell, with different seeds")
      ->check(CLI::Range(1, 10000))
      ->type_name("N");
  command->add_option("-j,--jobs", arguments->at_once, "runs at once")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command->add_flag("-n,--dry-run", arguments->list, "list the runs, and run nothing");
  command->add_option("--out", arguments->out, "output folder (default: runs/<name>-sweep)");
  command->add_flag("--json", arguments->json, "print one JSON object");
  command->add_flag("--quiet", arguments->quiet, "no progress on standard error");
  command->footer(kSweepExamples);
  command->callback([arguments, &action, ranks] {
    action = [arguments, ranks] { return sweep(*arguments, ranks); };
  });
}

}  // namespace gaitsim
