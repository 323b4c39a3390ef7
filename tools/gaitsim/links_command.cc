// gaitsim links: the links that every network has, and what the law of a link may say.
#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "tools/gaitsim/commands.h"
#include "tools/lab/explain/link_catalogue.h"

namespace gaitsim {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kClosing = R"(
In a config, for every link whose name matches:
    link { match: "feedback.*" delay { lognormal { median: "10us" sigma: 0.5 } } loss: 0.01 }
The last link that matches wins, field by field; links without one have delay 0. Laws of delay
exclude each other. gaitsim explain CONFIG shows the law of every link.
)";

Json as_json() {
  Json links = Json::array(), parameters = Json::array();
  for (const lab::LinkInfo& link : lab::known_links()) {
    links.push_back({{"name", link.name}, {"messages", link.messages}, {"text", link.text}});
  }
  for (const sim::Parameter& p : lab::link_parameters()) {
    parameters.push_back(
        {{"name", p.name}, {"unit", p.unit}, {"default", p.fallback}, {"text", p.text}});
  }
  return {{"links", links}, {"parameters", parameters}};
}

void print() {
  fmt::print("links of a network with layers 1..L, and what travels on them\n");
  for (const lab::LinkInfo& link : lab::known_links()) {
    fmt::print("  {:<20} {:<17} {}\n", link.name, link.messages, link.text);
  }
  fmt::print("\nthe law of a link: parameter, unit, default (-: must be given with its block)\n");
  for (const sim::Parameter& p : lab::link_parameters()) {
    fmt::print("  {:<22} {:<11} {:<9} {}\n", p.name, p.unit, p.fallback.empty() ? "-" : p.fallback,
               p.text);
  }
  fmt::print("{}", kClosing);
}

int list(bool json) {
  if (json) {
    std::cout << as_json().dump(2) << '\n';
  } else {
    print();
  }
  return 0;
}

}  // namespace

void add_links(CLI::App& program, Action& action) {
  auto json = std::make_shared<bool>(false);
  CLI::App* command = program.add_subcommand("links", "the links, and what their laws may say");
  command->add_flag("--json", *json, "print one JSON object");
  command->footer("Examples:\n  gaitsim links\n  gaitsim links --json");
  command->callback([json, &action] { action = [json] { return list(*json); }; });
}

}  // namespace gaitsim
