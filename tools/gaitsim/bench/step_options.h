// What is measured of a training step: options of a command, and the title of its results.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tools/gaitsim/commands.h"
#include "tools/lab/bench/step_bench.h"

namespace gaitsim {

struct StepArguments {
  lab::StepBenchOptions options;
  bool json = false;
};

// "arguments" must outlive the parsing.
void add_step_options(CLI::App& command, StepArguments& arguments);
// --rule: for what measures one of them.
void add_rule_option(CLI::App& command, StepArguments& arguments);

// --rules: names of rules, or all.
void add_rules_option(CLI::App& command, std::vector<std::string>& names);
// In the order of their names there. REQUIRES: checked by the option.
std::vector<neurons::RuleKind> rules_of(const std::vector<std::string>& names);

// One line of what was measured; of all rules, without one.
void print_title(const nlohmann::ordered_json& result);

}  // namespace gaitsim
