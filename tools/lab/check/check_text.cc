// What a check found, as a table.
#include <fmt/format.h>

#include "tools/lab/check/check.h"

namespace lab {
namespace {

std::string joined(const Json& names) {
  std::string out;
  for (const Json& name : names) out += (out.empty() ? "" : ", ") + name.get<std::string>();
  return out;
}

std::string verdict(const Json& row) {
  if (!row["skipped"].is_null()) return "skipped: " + row["skipped"].get<std::string>();
  return row["differs"].empty() ? "ok" : "differs: " + joined(row["differs"]);
}

std::string line(const Json& row) {
  return fmt::format("{:<36} {:<16}  {}\n", row["name"].get<std::string>(),
                     row["fingerprint"].is_null() ? "-" : row["fingerprint"].get<std::string>(),
                     verdict(row));
}

std::string conclusion(const Json& facts) {
  for (const Json& row : facts["variants"]) {
    if (row["differs"].empty()) continue;
    return fmt::format("'{}' is the first that differs\n", row["name"].get<std::string>());
  }
  if (facts["interrupted"].get<bool>()) return "interrupted: the others have not run\n";
  return "all the same\n";
}

}  // namespace

std::string check_text(const Json& facts) {
  std::string out =
      fmt::format("{}  seed {}  rule {}  clock {}  {} steps\n", facts["name"].get<std::string>(),
                  facts["seed"].get<std::uint64_t>(), facts["rule"].get<std::string>(),
                  facts["clock"]["name"].get<std::string>(), facts["step"].get<std::uint64_t>());
  if (facts["ending"] != "done" && facts["ending"] != "interrupted") {
    const std::string trouble = facts["trouble"];
    out += fmt::format("each ended: {}: {}\n", facts["ending"].get<std::string>(),
                       trouble.substr(0, trouble.find('\n')));
  }
  out += '\n';
  for (const Json& row : facts["variants"]) out += line(row);
  return out + '\n' + conclusion(facts);
}

}  // namespace lab
