// What the runs were told to do: where their resolved configs differ, and each as a whole.
#include <fmt/format.h>

#include <algorithm>

#include "tools/lab/pictures/xml_text.h"
#include "tools/lab/report/config_lines.h"
#include "tools/lab/report/sections.h"

namespace lab {
namespace {

std::string row_of(const ConfigLine& line) {
  std::string out = "<tr><td class=\"axis\"><code>" + xml_text(line.path) + "</code></td>";
  for (const auto& value : line.values) {
    out += value ? "<td><code>" + xml_text(*value) + "</code></td>" : "<td>&ndash;</td>";
  }
  return out + "</tr>\n";
}

std::string differences(const Runs& runs) {
  std::vector<std::string> configs;
  for (const RunRecord& run : runs) configs.push_back(run.config);
  const auto lines = side_by_side(configs);
  const auto different = std::ranges::count_if(lines, differs);
  if (different == 0) return "<p>All runs have the same config.</p>\n";
  std::string out = fmt::format(
      "<p class=\"how\">{} of {} fields differ; a dash is a field that is not there.</p>\n"
      "<div class=\"wide\"><table id=\"config-diff\">\n<tr><th class=\"axis\">field</th>",
      different, lines.size());
  for (const RunRecord& run : runs) out += "<th>" + xml_text(run.name) + "</th>";
  out += "</tr>\n";
  for (const ConfigLine& line : lines) {
    if (differs(line)) out += row_of(line);
  }
  return out + "</table></div>\n";
}

}  // namespace

std::string config_section(const Runs& runs) {
  std::string out = runs.size() > 1 ? differences(runs) : "";
  for (const RunRecord& run : runs) {
    out += fmt::format(
        "<details><summary>{}/config.textproto, with every default</summary>\n"
        "<pre>{}</pre></details>\n",
        xml_text(run.name), xml_text(run.config));
  }
  return out;
}

}  // namespace lab
