// The locality table, for people.
#include <fmt/format.h>

#include "tools/lab/explain/audit.h"

namespace lab {
namespace {

using Json = nlohmann::ordered_json;

std::string text(const Json& value) { return value.get<std::string>(); }

std::string bytes_text(double bytes) {
  if (bytes < 1e3) return fmt::format("{} B", bytes);
  return bytes < 1e6 ? fmt::format("{:.4g} kB", bytes * 1e-3)
                     : fmt::format("{:.4g} MB", bytes * 1e-6);
}

std::string row(const Json& entry, const std::string& name) {
  return fmt::format("  {:<18} {:<22} {:>9} {:>10}", name, text(entry["where"]),
                     entry["messages"].get<std::uint64_t>(),
                     bytes_text(entry["bytes"].get<double>()));
}

}  // namespace

std::string audit_text(const Json& facts) {
  const auto samples = facts["samples"].get<std::uint64_t>();
  const auto wanted = facts["wanted_samples"].get<std::uint64_t>();
  std::string out =
      fmt::format("{}: rule {}, clock {}; {} samples, {} messages, {}\n", text(facts["name"]),
                  text(facts["rule"]), text(facts["clock"]), samples,
                  facts["messages"].get<std::uint64_t>(), bytes_text(facts["bytes"].get<double>()));
  if (samples < wanted) {
    out += fmt::format("nothing was left to do before all {} samples were presented\n", wanted);
  }
  out += fmt::format("\n  {:<18} {:<22} {:>9} {:>10}\n", "boundary", "where", "messages", "bytes");
  for (const Json& entry : facts["crossed"]) {
    out += row(entry, text(entry["boundary"])) + '\n';
    if (entry["bytes"] == 0) continue;
    out += fmt::format("    {}\n", text(entry["text"]));
    if (entry.contains("updates")) {
      out +=
          fmt::format("    no message, but {:.3g} GFLOP in {} updates\n",
                      entry["flops"].get<double>() * 1e-9, entry["updates"].get<std::uint64_t>());
    }
  }
  out += "\nwhat can travel along an axon\n";
  for (const Json& entry : facts["stayed"]) {
    out += row(entry, "") + "  " + text(entry["what"]) + '\n';
  }
  return out;
}

}  // namespace lab
