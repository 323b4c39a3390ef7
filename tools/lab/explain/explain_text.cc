// The facts of explain, for people.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "tools/lab/explain/explain.h"
#include "tools/lab/explain/link_rows.h"

namespace lab {
namespace {

std::string text(const Json& value) { return value.get<std::string>(); }
long number(const Json& value) { return value.get<long>(); }

void add_list(std::string& out, const char* title, const Json& lines) {
  if (lines.empty()) return;
  out += fmt::format("\n{}\n", title);
  for (const Json& line : lines) out += fmt::format("  {}\n", text(line));
}

void add_network(std::string& out, const Json& network) {
  out += fmt::format("network      {} inputs, {} weight layers, {} classes\n",
                     number(network["inputs"]), number(network["weight_layers"]),
                     number(network["classes"]));
  long below = number(network["inputs"]);
  for (const Json& layer : network["layers"]) {
    const long read = number(layer["reads_of_below"]);
    const std::string structure = text(layer["structure"]);
    const char* first = layer["reads_patches"].get<bool>() ? "some" : "the first";
    out +=
        fmt::format("  layer {:<3} {:>6} units ({} auxiliary), reads {} {} of the one below{}{}\n",
                    number(layer["layer"]), number(layer["units"]), number(layer["auxiliary"]),
                    read == below ? "all" : first, read, structure.empty() ? "" : "; ", structure);
    below = number(layer["units"]);
  }
}

void add_links(std::string& out, const Json& facts) {
  out += fmt::format("\nlinks        lookahead {} ns (0: actors share windows of one instant)\n",
                     number(facts["lookahead_ns"]));
  std::vector<LinkRow> rows;
  for (const Json& link : facts["links"]) {
    rows.push_back({text(link["name"]), text(link["from"]), text(link["to"]), text(link["law"])});
  }
  rows = merged(rows);
  const auto width = [&](const std::string LinkRow::*column) {
    std::size_t most = 0;
    for (const LinkRow& row : rows) most = std::max(most, (row.*column).size());
    return most;
  };
  const auto name = width(&LinkRow::name), from = width(&LinkRow::from), to = width(&LinkRow::to);
  for (const LinkRow& row : rows) {
    out += fmt::format("  {:<{}}  {:>{}} -> {:<{}}  {}\n", row.name, name, row.from, from, row.to,
                       to, row.law);
  }
}

// A block of the config in one line: adam { learning_rate 0.001 }.
std::string words(const Json& block) {
  if (block.is_null()) return "none";
  if (block.is_string()) return text(block);
  if (!block.is_object()) return block.dump();
  std::string out;
  for (const auto& [name, value] : block.items()) {
    const std::string separator = out.empty() ? "" : "  ";
    const std::string inside = words(value);
    if (value.is_object()) {
      out += separator + name + (inside.empty() ? "" : " { " + inside + " }");
    } else {
      out += separator + name + " " + inside;
    }
  }
  return out;
}

void add_rule(std::string& out, const Json& rule) {
  out += fmt::format("rule         {}: {}", text(rule["name"]), text(rule["formula"]));
  const Json& payload = rule["payload"];
  out += payload.is_null() ? "\n" : fmt::format("   (feedback carries {})\n", text(payload));
}

void add_clock(std::string& out, const Json& clock) {
  out += fmt::format("clock        {}{}{}", text(clock["name"]),
                     clock["oracle"].get<bool>() ? " (oracle, not local)" : "",
                     clock["per_layer"].get<bool>() ? " (an instance at every layer)" : "");
  const std::string parameters = words(clock["parameters"]);
  out += fmt::format("{}{}\n", parameters.empty() ? "" : "  ", parameters);
  if (!clock["shipped"].get<bool>()) out += fmt::format("             {}\n", text(clock["text"]));
}

}  // namespace

std::string explanation_text(const Json& facts) {
  const Json& data = facts["data"];
  std::string out = fmt::format("{}\n\n", text(facts["name"]));
  out += fmt::format(
      "data         {}: {} training and {} test images of {}, batches of {}, {} steps an epoch, "
      "{} samples in this run\n",
      text(data["name"]), number(data["train"]), number(data["test"]), text(data["sides"]),
      number(data["batch"]), number(data["steps_per_epoch"]), number(data["samples"]));
  add_network(out, facts["network"]);
  add_rule(out, facts["rule"]);
  out += fmt::format("optimizer    {}\nregularizer  {}\n", words(facts["optimizer"]),
                     words(facts["regularizer"]));
  if (!facts["orthogonality"].is_null()) {
    out += fmt::format("orthogonal   {}\n", words(facts["orthogonality"]));
  }
  out += fmt::format("precision    {}\n", text(facts["precision"]));
  add_clock(out, facts["clock"]);
  if (!facts["rest"].is_null()) out += fmt::format("rest         {}\n", words(facts["rest"]));
  out += fmt::format("dynamics     {}; feedback site {}\n", words(facts["dynamics"]),
                     text(facts["feedback_site"]));
  if (facts.contains("continuous")) {
    out += fmt::format("learning     continuous: {}\n", words(facts["continuous"]));
  }
  out += fmt::format("mode         {}\n", words(facts["mode"]));
  out += fmt::format("memory       {} sample(s) per population\n", number(facts["memory"]));
  add_links(out, facts);
  add_list(out, "order of events", facts["order_of_events"]);
  add_list(out, "learned at rest", facts["learns_at_rest"]);
  add_list(out, "not local", facts["non_local"]);
  add_list(out, "without effect", facts["without_effect"]);
  return out;
}

}  // namespace lab
