// Pieces of SVG that the charts of a report are made of. They know pixels and colours only.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace lab {

// Opened; `label` is what a reader who cannot see it is told.
std::string svg_begin(double width, double height, const std::string& label);

// `anchor`: start, middle or end. `more`: further attributes.
std::string svg_text(double x, double y, const char* anchor, const std::string& text,
                     const std::string& more = "");

struct Ink {
  std::string colour;
  const char* pattern = "";  // drawn over it, for print without colours: "hatch" or "dots"
};
std::string svg_rect(double x, double y, double width, double height, const Ink& ink);
// The patterns: once in a page.
std::string svg_patterns();

// What belongs to one value: whoever points at it is shown the tip.
std::string svg_mark(const std::string& tip, const std::string& shapes);

// A sample of an ink with its name, for the legend of a page.
std::string legend_entry(const Ink& ink, const std::string& name);
// The same of a line of a line plot.
std::string line_legend_entry(std::size_t line, const std::string& name);
std::string marked_legend_entry(std::size_t line, const std::string& name);
std::string legend(const std::string& entries);

using Ticks = std::vector<std::pair<double, std::string>>;

// From `from` to `to` of times in ns: 1, 2 and 5 times powers of ten, or only those powers.
// REQUIRES: 0 < from < to.
Ticks log_time_ticks(double from, double to);

}  // namespace lab
