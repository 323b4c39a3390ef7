#include "tools/lab/report/page.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tools/lab/pictures/html_page.h"
#include "tools/lab/pictures/xml_text.h"
#include "tools/lab/report/svg.h"

namespace lab {
namespace {

// A new section is a line here.
struct Section {
  const char *id, *title;
  std::string (*html)(const Runs&);
};
constexpr Section kSections[] = {
    {"results", "Numbers", numbers_section},
    {"learning", "Learning", learning_section},
    {"alignment", "Updates and backpropagation", alignment_section},
    {"weights", "Weights", weights_section},
    {"timing", "Times of a sample", timing_section},
    {"updates", "What became of updates", updates_section},
    {"lives", "First samples", lives_section},
    {"messages", "Messages", messages_section},
    {"network", "Network", network_section},
    {"config", "Config", config_section},
};

constexpr const char* kStyle = R"(nav { font-size: 13.5px; margin: .3em 0 1em; }
nav a { margin-right: 1.1em; white-space: nowrap; }
h3 { font-size: 1em; margin: 1.2em 0 .2em; }
.how { color: #444; font-size: 13.5px; max-width: 62em; margin: .2em 0 .6em; }
.remark { border-left: 4px solid #d55e00; padding: .2em .8em; background: #fbf3ee; }
.legend { font-size: 13px; margin: .2em 0 .3em; }
.key { margin-right: 1.4em; white-space: nowrap; }
.key svg { vertical-align: -1px; }
.mark:hover rect, .mark:hover path { filter: brightness(.75); }
summary { cursor: pointer; color: #0b5394; font-size: 13.5px; margin: .4em 0; }
code { font-size: 12.5px; }
#numbers > table { min-width: 34em; }
#tip { position: fixed; z-index: 9; pointer-events: none; background: #222; color: #fff;
  font: 12.5px/1.4 system-ui, sans-serif; padding: .35em .6em; border-radius: 4px;
  white-space: pre-line; max-width: 30em; }
#spot { position: fixed; z-index: 8; pointer-events: none; width: 11px; height: 11px;
  margin: -7px 0 0 -7px; border: 2px solid #222; border-radius: 50%; }
@media print { nav, #tip, #spot { display: none; } section, svg.chart { break-inside: avoid; } }
)";

std::string title_of(const Runs& runs) {
  std::vector<std::string> names;
  for (const RunRecord& run : runs) names.push_back(run.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

std::string report_html(const Runs& runs) {
  std::string contents, body;
  for (const Section& section : kSections) {
    const std::string html = section.html(runs);
    if (html.empty()) continue;
    contents += fmt::format("<a href=\"#{}\">{}</a>\n", section.id, section.title);
    body += fmt::format("<section id=\"{}\">\n<h2>{}</h2>\n{}</section>\n", section.id,
                        section.title, html);
  }
  return html_begin(title_of(runs), kStyle) + "<h1>" + xml_text(title_of(runs)) + "</h1>\n<nav>\n" +
         contents + "</nav>\n" + svg_patterns() + body + hover_script() + html_end();
}

}  // namespace lab
