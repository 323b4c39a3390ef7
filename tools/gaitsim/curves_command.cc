// gaitsim curves: the learning curves of runs in one picture.
#include <iostream>
#include <memory>

#include "tools/gaitsim/commands.h"
#include "tools/lab/files/whole_file.h"
#include "tools/lab/run/curves.h"

namespace gaitsim {
namespace {

struct CurvesArguments {
  std::vector<std::filesystem::path> folders;
  std::string metric = "test_accuracy";
  std::filesystem::path svg = "curves.svg";
  bool over_steps = false;
  bool json = false;
};

void print(const lab::Json& facts, bool json) {
  if (json) {
    std::cout << facts.dump(2) << '\n';
    return;
  }
  for (const lab::Json& run : facts["runs"]) {
    const std::string over = facts["over"].get<std::string>();
    std::cout << run["name"].get<std::string>() << ": " << run["last"] << " at " << over << ' '
              << run[over] << '\n';
  }
  std::cout << "picture: " << facts["picture"].get<std::string>() << '\n';
}

int curves(const CurvesArguments& arguments) {
  std::vector<lab::RunMetrics> runs;
  for (const auto& folder : arguments.folders) runs.push_back(lab::read_metrics(folder));
  const lab::Curves curves = lab::curves_of(runs, arguments.metric, arguments.over_steps);
  lab::write_whole(arguments.svg, lab::curves_svg(curves));
  lab::Json out = {{"metric", arguments.metric},
                   {"over", curves.over},
                   {"picture", arguments.svg.string()},
                   {"runs", lab::Json::array()}};
  for (const lab::Line& line : curves.lines) {
    const auto& [x, last] = line.points.back();
    out["runs"].push_back({{"name", line.name}, {"last", last}, {curves.over, x}});
  }
  print(out, arguments.json);
  return 0;
}

}  // namespace

void add_curves(CLI::App& program, Action& action) {
  auto arguments = std::make_shared<CurvesArguments>();
  CLI::App* command = program.add_subcommand("curves", "draw the learning curves of runs");
  command->add_option("runs", arguments->folders, "output folders of runs")->required();
  command
      ->add_option("--metric", arguments->metric,
                   "of metrics.jsonl: a number, a list's mean, or NAME[LAYER]")
      ->capture_default_str();
  command->add_option("--svg", arguments->svg, "the picture")->capture_default_str();
  command->add_flag("--over-steps", arguments->over_steps, "instead of epochs");
  command->add_flag("--json", arguments->json, "print one JSON object");
  command->footer(
      "Examples:\n  gaitsim curves runs/demo-1 runs/demo-2 --metric loss --svg loss.svg\n"
      "  gaitsim curves runs/demo-1 --metric orthogonality_defect[2] --over-steps");
  command->callback([arguments, &action] { action = [arguments] { return curves(*arguments); }; });
}

}  // namespace gaitsim
