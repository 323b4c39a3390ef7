// gaitsim bench all: what the other subcommands measure, one after the other.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "protocols/bad_input.h"
#include "tools/gaitsim/bench/bench_commands.h"
#include "tools/gaitsim/bench/measure.h"
#include "tools/lab/bench/bench_page.h"
#include "tools/lab/bench/bench_tables.h"
#include "tools/lab/files/whole_file.h"

namespace gaitsim {
namespace {

using Json = nlohmann::ordered_json;
using Names = std::vector<std::string>;
using Plan = std::vector<lab::Measurement>;

struct AllArguments {
  std::filesystem::path page;
  Names only = lab::bench_tables();
  bool json = false;
};

bool is_in(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

int print_texts(const Plan& plan) {
  fmt::print("{}\n", lab::bench_machine());
  measure(plan, {}, [](const lab::Measurement& m, const std::string& text) {
    fmt::print("\n## {}\n\n{}", m.command(), text);
    std::fflush(stdout);
  });
  return 0;
}

int print_json(const Plan& plan) {
  Json out = {{"machine", lab::bench_machine()}, {"results", Json::array()}};
  measure(plan, {"--json"}, [&](const lab::Measurement& m, const std::string& text) {
    out["results"].push_back({{"command", m.command()}, {"result", Json::parse(text)}});
  });
  std::cout << out.dump(2) << '\n';
  return 0;
}

// Nothing is written before all is measured.
int write_page(const Plan& plan, const AllArguments& arguments) {
  lab::require_writable(arguments.page);
  const std::string page = content_of(arguments.page);
  Names wanted = lab::tables_of(page, arguments.page.string());
  std::erase_if(wanted, [&](const auto& name) { return !is_in(arguments.only, name); });
  if (wanted.empty()) throw protocols::BadInput(arguments.page.string() + ": has none of --only");
  std::vector<lab::Measured> measured = {{{"machine", ""}, lab::bench_machine()}};
  Plan its;
  std::copy_if(plan.begin(), plan.end(), std::back_inserter(its),
               [&](const auto& m) { return is_in(wanted, m.table); });
  measure(its, {"--json"}, [&](const lab::Measurement& m, const std::string& text) {
    measured.push_back({m, Json::parse(text)});
  });
  const auto table = [&](const std::string& name) -> std::optional<std::string> {
    if (!is_in(wanted, name)) return std::nullopt;
    return lab::bench_table(name, measured);
  };
  lab::write_whole(arguments.page, lab::with_tables(page, table));
  std::cerr << "wrote " << arguments.page.string() << '\n';
  for (const lab::Measured& m : measured) {
    if (m.of.table == "curves") draw_curves(m.result, arguments.page.parent_path() / "cost");
  }
  return 0;
}

int bench_all(const AllArguments& arguments) {
  Plan plan = lab::bench_plan();
  std::erase_if(plan, [&](const auto& m) { return !is_in(arguments.only, m.table); });
  if (!arguments.page.empty()) return write_page(plan, arguments);
  return arguments.json ? print_json(plan) : print_texts(plan);
}

constexpr const char* kNotes = R"(Examples:
  gaitsim bench all > numbers.txt
  gaitsim bench all --page docs/benchmarks.md
  gaitsim bench all --only steps,phold --json

A page is text of yours, with tables between lines '<!-- measured: NAME -->' and '<!-- end -->'.)";

}  // namespace

void add_bench_all(CLI::App& bench, Action& action) {
  auto arguments = std::make_shared<AllArguments>();
  CLI::App* command =
      bench.add_subcommand("all", "what the other subcommands measure, some five minutes");
  auto* page = command->add_option("--page", arguments->page,
                                   "write the tables of this page anew, and its pictures");
  page->option_text("FILE")->check(CLI::ExistingFile);
  command->add_option("--only", arguments->only, "these tables (default: all)")
      ->delimiter(',')
      ->option_text("NAME,...")
      ->check(CLI::IsMember(lab::bench_tables()));
  command->add_flag("--json", arguments->json, "print one JSON object")->excludes(page);
  command->footer(kNotes);
  command->callback(
      [arguments, &action] { action = [arguments] { return bench_all(*arguments); }; });
}

}  // namespace gaitsim
