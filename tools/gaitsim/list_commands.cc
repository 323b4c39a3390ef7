// gaitsim clocks and gaitsim rules: what can be plugged in.
#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "neurons/rules.h"
#include "protocols/bad_input.h"
#include "sim/clocks/catalogue.h"
#include "tools/gaitsim/commands.h"
#include "tools/lab/plugin/plugin_library.h"

namespace gaitsim {
namespace {

using Json = nlohmann::ordered_json;

struct ListArguments {
  std::string name;
  bool json = false;
};

std::string text(std::string_view view) { return std::string(view); }

// Breaks a paragraph at 78 columns.
std::string wrapped(std::string_view paragraph) {
  std::string out = "   ";
  std::size_t column = 3;
  for (std::size_t begin = 0; begin < paragraph.size();) {
    const std::size_t end = std::min(paragraph.find(' ', begin), paragraph.size());
    if (column + 1 + end - begin > 78) {
      out += "\n   ";
      column = 3;
    }
    out += ' ';
    out += paragraph.substr(begin, end - begin);
    column += 1 + end - begin;
    begin = end + 1;
  }
  return out;
}

Json as_json(const sim::ClockInfo& clock) {
  Json parameters = Json::array();
  for (const sim::Parameter& p : clock.parameters) {
    parameters.push_back({{"name", text(p.name)},
                          {"unit", text(p.unit)},
                          {"default", text(p.fallback)},
                          {"text", text(p.text)}});
  }
  return {{"name", text(clock.name)},
          {"text", text(clock.text)},
          {"oracle", clock.traits.oracle},
          {"per_layer", clock.traits.per_layer},
          {"parameters", parameters}};
}

void print(const sim::ClockInfo& clock) {
  fmt::print("{}{}{}\n{}\n", clock.name, clock.traits.oracle ? "  (oracle, not local)" : "",
             clock.traits.per_layer ? "  (an instance at every layer)" : "", wrapped(clock.text));
  for (const sim::Parameter& p : clock.parameters) {
    fmt::print("      {:<19} {:<9} default {:<7} {}\n", p.name, p.unit, p.fallback, p.text);
  }
}

Json as_json(const neurons::RuleInfo& rule) {
  return {{"name", text(rule.name)},
          {"text", text(rule.text)},
          {"formula", text(rule.formula)},
          {"source", text(rule.source)},
          {"parameters", text(rule.parameters)},
          {"local", rule.local}};
}

void print(const neurons::RuleInfo& rule) {
  fmt::print("{}{}\n{}\n      {}\n      parameters: {}\n      source: {}\n", rule.name,
             rule.local ? "" : "  (not local)", wrapped(rule.text), rule.formula, rule.parameters,
             rule.source);
}

template <class Entry>
int list(const char* title, std::span<const Entry> entries, const ListArguments& arguments,
         const char* closing) {
  std::vector<Entry> chosen;
  std::string known;
  for (const Entry& entry : entries) {
    known += (known.empty() ? "" : ", ") + text(entry.name);
    if (arguments.name.empty() || arguments.name == entry.name) chosen.push_back(entry);
  }
  if (chosen.empty()) {
    throw protocols::BadInput(
        fmt::format("'{}' is none of the {}: {}", arguments.name, title, known));
  }
  if (arguments.json) {
    Json out = {{title, Json::array()}};
    for (const Entry& entry : chosen) out[title].push_back(as_json(entry));
    std::cout << out.dump(2) << '\n';
    return 0;
  }
  for (const Entry& entry : chosen) print(entry);
  fmt::print("{}", closing);
  return 0;
}

// What a library says of its clock, like a shipped one.
int list_plugin(const ListArguments& arguments) {
  const lab::PluginLibrary library(arguments.name);
  const sim::ClockInfo info = library.info();
  const std::string closing = fmt::format(
      "\nIn a config: clock {{ plugin {{ library: \"{}\" parameter {{ name: \"..\" value: \"..\" "
      "}} }} }}\n",
      arguments.name);
  return list("clocks", std::span<const sim::ClockInfo>(&info, 1),
              {.name = {}, .json = arguments.json}, closing.c_str());
}

bool is_library(const std::string& name) {
  return name.find('/') != std::string::npos || name.ends_with(".so");
}

template <class Entry>
int list_any(const char* title, std::span<const Entry> entries, const ListArguments& arguments,
             const char* closing) {
  if constexpr (std::is_same_v<Entry, sim::ClockInfo>) {
    if (is_library(arguments.name)) return list_plugin(arguments);
  }
  return list(title, entries, arguments, closing);
}

template <class Entry>
void add_list(CLI::App& program, Action& action, const char* title, const char* description,
              std::span<const Entry> entries, const char* closing) {
  auto arguments = std::make_shared<ListArguments>();
  CLI::App* command = program.add_subcommand(title, description);
  command->add_option("NAME", arguments->name, "only this one");
  command->add_flag("--json", arguments->json, "print one JSON object");
  command->footer(fmt::format("Examples:\n  gaitsim {0}\n  gaitsim {0} {1}\n  gaitsim {0} --json",
                              title, entries.front().name));
  command->callback(
      [=, &action] { action = [=] { return list_any(title, entries, *arguments, closing); }; });
}

}  // namespace

void add_clocks(CLI::App& program, Action& action) {
  add_list<sim::ClockInfo>(
      program, action, "clocks", "the clocks, or one in a library, with their parameters",
      sim::shipped_clocks(),
      "\nIn a config: clock { lockstep { infer: \"50us\" } }\n"
      "Rest between samples, under any clock without an instance at every layer:\n"
      "clock { quiescence {} rest { before: 6000 every_samples: 10 rounds: 10 } }\n"
      "Your own: clock { plugin { library: \"./libmine.so\" } } is a shared library, which\n"
      "gaitsim clocks ./libmine.so describes; clock { remote { address: \"127.0.0.1:4000\" } } is\n"
      "another process, in any language. See docs/clock-plugins.md.\n");
}

void add_rules(CLI::App& program, Action& action) {
  add_list<neurons::RuleInfo>(
      program, action, "rules", "the learning rules, with their formulas", neurons::shipped_rules(),
      "\nIn a config: rule { gait { gamma: 1e-3 } }\n"
      "gamma and top_only have an effect under feedback.payload ABSOLUTE only: gamma cancels out\n"
      "of differences. The feedback block is for tp, itp and gait, feedback.inverse.learned for\n"
      "dtp, drl and weight_mirror, too; others send errors their own way.\n"
      "What keeps weights orthogonal: regularizer { form: FULL lambda: 0.1 }, or orthogonality\n"
      "{ retraction {} }, { oja_rest {} }, { lateral {} }; see docs/rules.md.\n"
      "tp, itp and gait invert weights: they need square layers, but for the first, which has\n"
      "nothing below (network.first_layer: RECTANGULAR). network { rectangular {} } is for the\n"
      "others, and for feedback { inverse { transpose {} } }, { damped {} } or { learned {} }.\n"
      "What the output should be: output { cross_entropy {} }, default squared_error.\n");
}

}  // namespace gaitsim
