#include "tools/gaitsim/bench/step_options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "tools/gaitsim/bench/bench_commands.h"

namespace gaitsim {
namespace {

// Takes the names only, and says them when it is given another.
template <class Value>
CLI::Validator one_of(const std::map<std::string, Value>& names) {
  std::string known;
  for (const auto& [name, value] : names) known += (known.empty() ? "" : ", ") + name;
  return CLI::Validator(
      [names, known](std::string& text) -> std::string {
        const auto found = names.find(text);
        if (found == names.end()) return "'" + text + "' is none of: " + known;
        text = std::to_string(static_cast<int>(found->second));
        return {};
      },
      "");
}

}  // namespace

void add_rule_option(CLI::App& command, StepArguments& arguments) {
  static const std::map<std::string, neurons::RuleKind> kRules = [] {
    std::map<std::string, neurons::RuleKind> out;
    for (const neurons::RuleInfo& rule : neurons::shipped_rules())
      out[std::string(rule.name)] = rule.kind;
    return out;
  }();
  command.add_option("--rule", arguments.options.rule, "one of gaitsim rules (default: gait)")
      ->transform(one_of(kRules));
}

void add_step_options(CLI::App& command, StepArguments& arguments) {
  static const std::map<std::string, neurons::Precision> kPrecisions = {
      {"FLOAT32", neurons::Precision::kFloat32}, {"FLOAT64", neurons::Precision::kFloat64}};
  lab::StepBenchOptions& o = arguments.options;
  add_sizes(command, o, 1);
  command.add_option("--precision", o.precision, "FLOAT32 or FLOAT64 (default: FLOAT32)")
      ->transform(one_of(kPrecisions));
  command.add_option("--lambda", o.lambda, "of the off-diagonal regularizer; 0: none")
      ->check(finite_range(0, 1e6))
      ->capture_default_str();
  command
      .add_option("--residual", o.residual,
                  "of an inverse that is refined, as 1e-6; 0: LU factors in every step")
      ->check(finite_range(0, 1))
      ->capture_default_str();
  command.add_option("--threads", o.threads, "worker threads, of both sides")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command.add_option("--pairs", o.pairs, "measurements of each side, in turn")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
  command.add_flag("--json", arguments.json, "print one JSON object");
}

void add_rules_option(CLI::App& command, std::vector<std::string>& names) {
  std::vector<std::string> known{"all"};
  for (const neurons::RuleInfo& rule : neurons::shipped_rules()) known.emplace_back(rule.name);
  const auto check = [known](const std::string& name) {
    if (std::ranges::find(known, name) != known.end()) return std::string();
    return fmt::format("'{}' is none of: {}", name, fmt::join(known, ", "));
  };
  command.add_option("--rules", names, "instead: each of these (bp,gait,fa), or all, against bp")
      ->delimiter(',')
      ->check(CLI::Validator(check, ""))
      ->excludes("--rule");
}

std::vector<neurons::RuleKind> rules_of(const std::vector<std::string>& names) {
  std::vector<neurons::RuleKind> out;
  for (const std::string& name : names) {
    for (const neurons::RuleInfo& rule : neurons::shipped_rules()) {
      if (name == "all" || name == rule.name) out.push_back(rule.kind);
    }
  }
  return out;
}

void print_title(const nlohmann::ordered_json& result) {
  const std::string rule = result.contains("rule") ? result["rule"].get<std::string>() + ", " : "";
  fmt::print("one training step, {} layers of {}, batch {}, {}{}, lambda {}, {} thread(s)\n\n",
             result["layers"].get<int>(), result["width"].get<int>(), result["batch"].get<int>(),
             rule, result["precision"].get<std::string>(), result["lambda"].get<double>(),
             result["threads"].get<int>());
}

}  // namespace gaitsim
