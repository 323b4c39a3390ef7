// gaitsim bench all: what the other subcommands measure, one after the other.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

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
  Names only;  // empty: all
  bool json = false;
};

bool is_in(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Plan plan_of(const Names& tables) {
  Plan out = lab::bench_plan();
  std::erase_if(out, [&](const auto& m) { return !is_in(tables, m.table); });
  return out;
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

// Sides that were measured beside each other did the same: a page need not say that they did not.
void require_same(const lab::Measurement& m, const Json& result) {
  for (const auto& [key, value] : result.items()) {
    if (value.is_structured()) require_same(m, value);
    if (key.starts_with("same_") && value == false) {
      throw std::runtime_error(m.command() + ": what it compared was not the same (" + key + ")");
    }
  }
}

// Those of the page that are wanted.
Names tables_to_write(const std::string& page, const AllArguments& arguments) {
  const Names there = lab::tables_of(page, arguments.page.string());
  for (const std::string& name : arguments.only) {
    if (is_in(there, name)) continue;
    throw protocols::BadInput(fmt::format("{}: has no table '{}'\nhint: it has {}",
                                          arguments.page.string(), name, fmt::join(there, ", ")));
  }
  return arguments.only.empty() ? there : arguments.only;
}

std::string picture_prefix(const AllArguments& arguments) {
  return (arguments.page.parent_path() / "cost").string();
}

// All is measured before anything is written. Meanwhile the words of the page may have changed.
int write_page(const AllArguments& arguments) {
  lab::require_writable(arguments.page);
  const Names tables = tables_to_write(content_of(arguments.page), arguments);
  if (is_in(tables, "curves")) require_drawable_curves(picture_prefix(arguments));
  std::vector<lab::Measured> measured = {{{"machine", ""}, lab::bench_machine()}};
  measure(plan_of(tables), {"--json"}, [&](const lab::Measurement& m, const std::string& text) {
    measured.push_back({m, Json::parse(text)});
    require_same(m, measured.back().result);
  });
  const auto table = [&](const std::string& name) -> std::optional<std::string> {
    if (!is_in(tables, name)) return std::nullopt;
    return lab::bench_table(name, measured);
  };
  const std::string page = content_of(arguments.page);
  lab::tables_of(page, arguments.page.string());
  lab::write_whole(std::filesystem::canonical(arguments.page), lab::with_tables(page, table));
  std::cerr << "wrote " << arguments.page.string() << '\n';
  for (const lab::Measured& m : measured) {
    if (m.of.table == "curves") draw_curves(m.result, picture_prefix(arguments));
  }
  return 0;
}

int bench_all(const AllArguments& arguments) {
  if (!arguments.page.empty()) return write_page(arguments);
  const Plan plan = plan_of(arguments.only.empty() ? lab::bench_tables() : arguments.only);
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
      bench.add_subcommand("all", "what the other subcommands measure, two to five minutes");
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
