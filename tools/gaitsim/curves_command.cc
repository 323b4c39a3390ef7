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
  bool json = false;
};

void print(const lab::Json& facts, bool json) {
  if (json) {
    std::cout << facts.dump(2) << '\n';
    return;
  }
  for (const lab::Json& run : facts["runs"]) {
    std::cout << run["name"].get<std::string>() << ": " << run["last"] << " at epoch "
              << run["epoch"] << '\n';
  }
  std::cout << "picture: " << facts["picture"].get<std::string>() << '\n';
}

int curves(const CurvesArguments& arguments) {
  std::vector<lab::RunMetrics> runs;
  for (const auto& folder : arguments.folders) runs.push_back(lab::read_metrics(folder));
  lab::write_whole(arguments.svg, lab::compare_svg(runs, arguments.metric));
  lab::Json out = {{"metric", arguments.metric},
                   {"picture", arguments.svg.string()},
                   {"runs", lab::Json::array()}};
  for (const lab::RunMetrics& run : runs) {
    const lab::Json& last = run.lines.back();
    out["runs"].push_back({{"name", run.name},
                           {"last", last.value(arguments.metric, lab::Json())},
                           {"epoch", last["epoch"]}});
  }
  print(out, arguments.json);
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
  command->add_flag("--json", arguments->json, "print one JSON object");
  command->footer(
      "Examples:\n  gaitsim curves runs/demo-1 runs/demo-2 --metric loss --svg loss.svg");
  command->callback([arguments, &action] { action = [arguments] { return curves(*arguments); }; });
}

}  // namespace gaitsim
