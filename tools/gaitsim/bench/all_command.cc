// gaitsim bench all: what the other subcommands measure, one after the other.
#include <fmt/format.h>
#include <stdlib.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "tools/gaitsim/bench/bench_commands.h"
#include "tools/lab/setup/build_info.h"

namespace gaitsim {
namespace {

constexpr const char* kAll[] = {
    "step",
    "step --threads 2",
    "step --residual 1e-6",
    "step --residual 1e-6 --threads 2",
    "step --residual 1e-4 --threads 2",
    "step --rule bp --lambda 0 --pairs 101",
    "step --rule bp --lambda 0 --threads 2 --pairs 101",
    "step --precision FLOAT64 --pairs 9",
    "step --precision FLOAT64 --pairs 9 --threads 2",
    "step --rule bp --lambda 0 --precision FLOAT64 --pairs 51",
    "step --rule bp --lambda 0 --precision FLOAT64 --threads 2 --pairs 51",
    "step --rule bp --lambda 0 --batch 1 --pairs 201",
    "step --rules all --lambda 0 --pairs 11",
    "step --rules all --lambda 0 --width 256 --layers 6",
    "threads --layers 8",
    "threads --layers 8 --lambda 0",
    "clocks --lambda 0 --pairs 15",
    "clocks --rule bp --lambda 0 --pairs 61",
    "events",
    "phold --repeats 11",
    "phold --lps 65536 --events 3000000 --repeats 3",
    "trace --events 3000000 --pairs 31",
    "curves",
};

std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "an unknown processor";
}

// Whoever measures should be alone.
std::string machine() {
  double load[1] = {0};
  getloadavg(load, 1);
  return fmt::format("{}, {} threads, load {:.2f}; {}; {}", processor(),
                     std::thread::hardware_concurrency(), load[0], lab::build(), lab::kernel_set());
}

int run_one(const std::string& line) {
  CLI::App program("gaitsim");
  Action action;
  add_bench(program, action);
  program.parse("bench " + line);
  return action();
}

// Each prints when it is done: the brackets between them make one object of theirs.
int bench_all(bool json) {
  const std::string quoted = nlohmann::json(machine()).dump();
  fmt::print("{}\n", json ? "{\"machine\": " + quoted + ", \"results\": [" : machine());
  const char* between = "";
  for (const std::string line : kAll) {
    const std::string command = "gaitsim bench " + line;
    json ? fmt::print("{}{{\"command\": \"{}\", \"result\":\n", between, command)
         : fmt::print("\n## {}\n\n", command);
    std::fflush(stdout);
    if (const int code = run_one(line + (json ? " --json" : "")); code != 0) return code;
    std::cout.flush();
    if (json) fmt::print("}}");
    between = ",\n";
  }
  if (json) fmt::print("]}}\n");
  return 0;
}

}  // namespace

void add_bench_all(CLI::App& bench, Action& action) {
  CLI::App* command =
      bench.add_subcommand("all", "what the other subcommands measure, some five minutes");
  auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "print one JSON object");
  command->footer("Example:\n  gaitsim bench all > numbers.txt");
  command->callback([json, &action] { action = [json] { return bench_all(*json); }; });
}

}  // namespace gaitsim
