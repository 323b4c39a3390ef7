// gaitsim report: what runs left, on one page.
#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <optional>

#include "tools/gaitsim/commands.h"
#include "tools/lab/report/report.h"

namespace gaitsim {
namespace {

struct ReportArguments {
  std::vector<std::filesystem::path> folders;
  std::optional<std::filesystem::path> out;
  bool json = false;
};

std::filesystem::path out_of(const ReportArguments& arguments) {
  if (arguments.out) return *arguments.out;
  return arguments.folders.size() == 1 ? arguments.folders[0] / lab::kReportFile : lab::kReportFile;
}

lab::Json facts_of(const lab::RunRecord& run) {
  const std::string ending = lab::text_at(run.summary, "/ending");
  const auto found = lab::number_at(run.summary, "/test_accuracy");
  return {
      {"name", run.name},
      {"ending", ending.empty() ? lab::Json() : lab::Json(ending)},
      {"evaluations", run.evaluations.size()},
      {"probes", run.probes.size()},
      {"test_accuracy", lab::number(found ? found : lab::number_at(run.last(), "/test_accuracy"))},
      {"remarks", run.remarks}};
}

void print(const lab::Json& facts) {
  for (const lab::Json& run : facts["runs"]) {
    fmt::print(
        "{}: {}, {} evaluations{}\n", run["name"].get<std::string>(),
        run["ending"].is_null() ? "killed, or still running" : run["ending"].get<std::string>(),
        run["evaluations"].get<std::size_t>(),
        run["test_accuracy"].is_null()
            ? ""
            : fmt::format(", test accuracy {:.2f}%", 100 * run["test_accuracy"].get<double>()));
  }
  fmt::print("report: {}\n", facts["report"].get<std::string>());
}

int report(const ReportArguments& arguments) {
  const std::filesystem::path out = out_of(arguments);
  lab::Json facts = {{"report", out.string()}, {"runs", lab::Json::array()}};
  for (const lab::RunRecord& run : lab::write_report(arguments.folders, out)) {
    facts["runs"].push_back(facts_of(run));
  }
  if (arguments.json) {
    std::cout << facts.dump(2) << '\n';
  } else {
    print(facts);
  }
  return 0;
}

constexpr const char* kReportExamples = R"(Examples:
  gaitsim report runs/demo-1
  gaitsim report runs/demo-1 runs/demo-bp --out demo.html

One HTML file that needs no network: learning curves, alignment with backpropagation,
orthogonality, times, staleness, messages, the network and its delays, the config; of several
runs side by side, with what differs in their configs. A run writes its own when it ends;
one that was killed, or is still running, can be looked at, too.)";

}  // namespace

void add_report(CLI::App& program, Action& action) {
  auto arguments = std::make_shared<ReportArguments>();
  CLI::App* command = program.add_subcommand("report", "runs on one page, with pictures");
  command->add_option("runs", arguments->folders, "output folders of runs")->required();
  command->add_option("--out", arguments->out,
                      "the page (default: report.html, of one run in its folder)");
  command->add_flag("--json", arguments->json, "print one JSON object");
  command->footer(kReportExamples);
  command->callback([arguments, &action] { action = [arguments] { return report(*arguments); }; });
}

}  // namespace gaitsim
