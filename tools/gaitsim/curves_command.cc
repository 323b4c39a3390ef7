// gaitsim curves: the learning curves of runs in one picture.
#include <iostream>
#include <memory>

#include "tools/gaitsim/commands.h"
#include "tools/lab/curves.h"
#include "tools/lab/whole_file.h"

namespace gaitsim {
namespace {

struct CurvesArguments {
  std::vector<std::filesystem::path> folders;
  std::string metric = "test_accuracy";
  std::filesystem::path svg = "curves.svg";
};

int curves(const CurvesArguments& arguments) {
  std::vector<lab::RunMetrics> runs;
  for (const auto& folder : arguments.folders) runs.push_back(lab::read_metrics(folder));
  lab::write_whole(arguments.svg, lab::compare_svg(runs, arguments.metric));
  for (const lab::RunMetrics& run : runs) {
    const lab::Json& last = run.lines.back();
    std::cout << run.name << ": " << last.value(arguments.metric, lab::Json()).dump()
              << " at epoch " << last["epoch"].dump() << '\n';
  }
  std::cout << "picture: " << arguments.svg.string() << '\n';
  return 0;
}

}  // namespace

void add_curves(CLI::App& program, Action& action) {
  auto arguments = std::make_shared<CurvesArguments>();
  CLI::App* command = program.add_subcommand("curves", "draw the learning curves of runs");
  command->add_option("runs", arguments->folders, "output folders of runs")->required();
  command->add_option("--metric", arguments->metric, "any number of metrics.jsonl")
      ->capture_default_str();
  command->add_option("--svg", arguments->svg, "the picture")->capture_default_str();
  command->footer(
      "Examples:\n  gaitsim curves runs/demo-1 runs/demo-2 --metric loss --svg loss.svg");
  command->callback([arguments, &action] { action = [arguments] { return curves(*arguments); }; });
}

}  // namespace gaitsim
