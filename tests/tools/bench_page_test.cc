// The tables of docs/benchmarks.md: each says what was measured, and the words around them stay.
#include "tools/lab/bench/bench_page.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "protocols/bad_input.h"
#include "tools/lab/bench/bench_tables.h"
#include "tools/lab/bench/clock_bench.h"
#include "tools/lab/bench/curve_bench.h"
#include "tools/lab/bench/event_bench.h"
#include "tools/lab/bench/phold_bench.h"
#include "tools/lab/bench/rules_bench.h"
#include "tools/lab/bench/step_bench.h"
#include "tools/lab/bench/thread_bench.h"
#include "tools/lab/bench/trace_bench.h"

namespace lab {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kPage =
    "# Costs\n"
    "<!-- measured: steps -->\n"
    "| old |\n"
    "<!-- end -->\n"
    "Words that stay.\n"
    "<!-- measured: phold -->\n"
    "<!-- end -->\n";

std::string refusal(const std::string& page) {
  try {
    tables_of(page, "page.md");
  } catch (const protocols::BadInput& problem) {
    return problem.what();
  }
  return "";
}

TEST(BenchPage, NamesItsTablesInTheirOrder) {
  EXPECT_EQ(tables_of(kPage, "page.md"), (std::vector<std::string>{"steps", "phold"}));
}

TEST(BenchPage, GetsNewTablesAndKeepsItsWords) {
  const std::string page =
      with_tables(kPage, [](const std::string& name) -> std::optional<std::string> {
        return "| new " + name + " |\n";
      });
  EXPECT_EQ(page,
            "# Costs\n<!-- measured: steps -->\n| new steps |\n<!-- end -->\nWords that stay.\n"
            "<!-- measured: phold -->\n| new phold |\n<!-- end -->\n");
  EXPECT_EQ(with_tables(page, [](const std::string&) { return std::nullopt; }), page)
      << "what is not measured stays";
}

TEST(BenchPage, SaysWhichLineIsWrong) {
  EXPECT_EQ(refusal("words\n").find("page.md: no table is there\nhint: "), 0u);
  EXPECT_EQ(refusal("words\n<!-- measured: steps -->\n").find("page.md:2: no line '<!-- end -->'"),
            0u);
  EXPECT_EQ(refusal("<!-- measured: steps -->\n<!-- measured: phold -->\n<!-- end -->\n")
                .find("page.md:1: no line"),
            0u);
  const std::string unknown = refusal("<!-- measured: phald -->\n<!-- end -->\n");
  EXPECT_EQ(unknown.find("page.md:1: there is no table 'phald'\nhint: "), 0u);
  EXPECT_NE(unknown.find("phold"), std::string::npos);
}

TEST(BenchPage, SeesNoBlanksAtTheEndOfALine) {
  const std::string page = "<!-- measured: steps -->\r\nold\r\n<!-- end --> \nwords\n";
  EXPECT_EQ(tables_of(page, "page.md"), std::vector<std::string>{"steps"});
  const auto anew = [](const std::string&) { return std::optional<std::string>("new\n"); };
  EXPECT_EQ(with_tables(page, anew), "<!-- measured: steps -->\r\nnew\n<!-- end --> \nwords\n");
}

TEST(BenchPage, ATableWithoutANameIsNone) {
  for (const char* line : {"<!-- measured: -->", "<!-- measured:  -->", "<!-- measured:-->"}) {
    const std::string told = refusal("words\n" + std::string(line) + "\n<!-- end -->\n");
    const bool is_table = std::string(line).ends_with(" -->");
    EXPECT_EQ(told.find(is_table ? "page.md:2: there is no table ''" : "page.md: no table"), 0u)
        << line << ": " << told;
  }
}

TEST(BenchPlan, MeasuresEveryTable) {
  std::vector<std::string> planned = {"machine"};
  for (const Measurement& m : bench_plan()) planned.push_back(m.table);
  for (const std::string& table : bench_tables()) {
    EXPECT_NE(std::find(planned.begin(), planned.end(), table), planned.end()) << table;
  }
  const auto known = bench_tables();
  for (const std::string& table : planned) {
    EXPECT_NE(std::find(known.begin(), known.end(), table), known.end()) << table;
  }
}

// Lines of cells, without the line between the head and the rest.
using Rows = std::vector<std::vector<std::string>>;
Rows rows_of(const std::string& table) {
  Rows out;
  std::istringstream in(table);
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("| ") || line.starts_with("| ---")) continue;
    std::istringstream cells(line.substr(2));
    out.emplace_back();
    for (std::string cell; std::getline(cells, cell, '|');) {
      const auto from = cell.find_first_not_of(' '), to = cell.find_last_not_of(' ');
      out.back().push_back(from == std::string::npos ? "" : cell.substr(from, to - from + 1));
    }
  }
  return out;
}

constexpr StepBenchOptions kSmall = {.width = 12, .layers = 3, .batch = 2, .pairs = 1};

Rows table(const std::string& name, const std::vector<Json>& results) {
  std::vector<Measured> all;
  for (const Json& result : results) all.push_back({{name, "of " + name, 48}, result});
  Rows out = rows_of(bench_table(name, all));
  EXPECT_GT(out.size(), 1u) << name;
  for (const auto& row : out) EXPECT_GT(row.size(), 1u) << name;
  return out;
}

TEST(BenchTables, OfStepsHaveARowForEachMeasurement) {
  Json result = bench_step(kSmall);
  result["event_driven_ms"] = 40.04;
  result["plain_loop_ms"] = 8.004;
  result["median_ratio"] = 1.0004;
  result["fraction_of_floor"] = 0.804;
  const Rows found = table("steps", {result, result});
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].size(), found[1].size());
  EXPECT_EQ(
      std::vector(found[1].begin(), found[1].begin() + 5),
      (std::vector<std::string>{"`gaitsim bench of steps`", "40.0", "48.0", "8.00", "1.000"}));
  EXPECT_EQ(found[1][6], "80 %");
}

TEST(BenchTables, OfInversesSayHowFarTheyAreFromTheExactOne) {
  Json refined = bench_step(kSmall);
  refined["exact_cosine"] = 1 - 1e-6;
  const Rows found = table("inverses", {bench_step(kSmall), refined});
  EXPECT_EQ(found[1].back(), "0");
  EXPECT_EQ(found[2].back(), "1.0e-06");
}

TEST(BenchTables, PutMeasurementsOfAKindSideBySide) {
  const Rows clocks = table("clocks", {bench_clocks(kSmall), bench_clocks(kSmall)});
  EXPECT_EQ(clocks.size(), 11u);
  for (const auto& row : clocks) EXPECT_EQ(row.size(), 1u + 2 * 2);
  const Rows threads = table("threads", {bench_threads(kSmall), bench_threads(kSmall)});
  EXPECT_EQ(threads.size(), 5u);
  for (const auto& row : threads) EXPECT_EQ(row.size(), 2u + 2 * 3);
}

TEST(BenchTables, OfRulesSayWhatEachSends) {
  const std::vector<neurons::RuleKind> rules = {neurons::RuleKind::kBp, neurons::RuleKind::kFa};
  const Rows found = table("rules", {bench_rules(kSmall, rules)});
  ASSERT_EQ(found.size(), 6u);
  EXPECT_EQ(found[1][0], "bp");
  EXPECT_EQ(found[2][0], "fa");
  EXPECT_EQ(found[5][0], "fa");
  EXPECT_EQ(found[5].back(), "0") << "feedback of its own sends nothing that is not local";
}

TEST(BenchTables, OfCurvesHaveAColumnForEachValue) {
  Json result = bench_curves(kSmall, {"in_flight"});
  result["events"] = {
      {{"actors", 16}, {"events_per_second", 13.46e6}, {"ratio", 0.63}, {"megabytes", nullptr}}};
  std::vector<Measured> all = {{{"curves", "curves"}, result}};
  const Rows found = rows_of(bench_table("curves", all));
  const auto head = std::find(found.begin(), found.end(),
                              std::vector<std::string>{"in_flight", "1", "2", "4", "8"});
  ASSERT_NE(head, found.end());
  EXPECT_EQ((head + 1)->at(0), "bp, ms");
  EXPECT_EQ((head + 4)->at(0), "gait, ms");
  for (int i = 1; i <= 6; ++i) EXPECT_EQ((head + i)->size(), 5u);
  EXPECT_EQ(found.back(), (std::vector<std::string>{"16", "13.5", "0.63", "-"}));
}

TEST(BenchTables, OfTheEngineCountInMillions) {
  Json result = bench_phold({.lps = 4, .start = 2, .events = 1000, .repeats = 1});
  result["events_per_second"] = 12.5e6;
  EXPECT_EQ(table("phold", {result})[1][1], "12.5");
  EXPECT_EQ(table("phold", {result})[1][2], "80.0") << "ns an event";
  const Rows events =
      table("events", {bench_events({.width = 12, .layers = 2, .samples = 2, .repeats = 1})});
  EXPECT_EQ(events[1].size(), 4u);
}

TEST(BenchTables, OfKernelsAndTracesAreWhatWasMeasured) {
  EXPECT_EQ(table("kernels", {bench_step(kSmall)})[1].size(), 4u);
  Json trace = bench_trace({.events = 1000, .repeats = 1, .pairs = 1});
  trace["window_ms"] = 0.7001;
  const Rows found = table("trace", {trace});
  EXPECT_EQ(found.size(), 10u);
  EXPECT_EQ(found[7],
            (std::vector<std::string>{"a window of 1 ms of virtual time", "0.7001 ms", "20 ms"}));
}

}  // namespace
}  // namespace lab
