// What is measured of a training step: options of a command, and the title of its results.
#pragma once

#include <nlohmann/json.hpp>

#include "tools/gaitsim/commands.h"
#include "tools/lab/bench/step_bench.h"

namespace gaitsim {

struct StepArguments {
  lab::StepBenchOptions options;
  bool json = false;
};

// "arguments" must outlive the parsing.
void add_step_options(CLI::App& command, StepArguments& arguments);

// One line of what was measured.
void print_title(const nlohmann::ordered_json& result);

}  // namespace gaitsim
