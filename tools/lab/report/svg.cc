#include "tools/lab/report/svg.h"

#include <fmt/format.h>

#include <cmath>

#include "tools/lab/pictures/line_marks.h"
#include "tools/lab/pictures/xml_text.h"
#include "tools/lab/report/words.h"

namespace lab {
namespace {

// With more of them, 2 and 5 have no room.
constexpr double kMostDecades = 2.5;

std::string swatch(const std::string& shape, const std::string& name) {
  return fmt::format(
      "<span class=\"key\"><svg width=\"30\" height=\"12\" aria-hidden=\"true\">{}</svg> "
      "{}</span>\n",
      shape, xml_text(name));
}

}  // namespace

std::string svg_begin(double width, double height, const std::string& label) {
  return fmt::format(
      "<svg class=\"chart\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"{2}\" "
      "viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
      "font-family=\"sans-serif\" font-size=\"13\">\n",
      width, height, xml_text(label));
}

std::string svg_text(double x, double y, const char* anchor, const std::string& text,
                     const std::string& more) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" {}>{}</text>\n", x, y,
                     anchor, more, xml_text(text));
}

std::string svg_rect(double x, double y, double width, double height, const Ink& ink) {
  const auto filled = [&](const std::string& fill) {
    return fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"{}\"/>", x, y,
        width, height, fill);
  };
  const std::string pattern = ink.pattern;
  return filled(ink.colour) + (pattern.empty() ? "" : filled("url(#" + pattern + ")"));
}

std::string svg_patterns() {
  return R"svg(<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>
<pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse"
 patternTransform="rotate(45)"><path d="M0 0V5" stroke="#fff" stroke-width="3"/></pattern>
<pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse">
<circle cx="2.5" cy="2.5" r="1.2" fill="#fff"/></pattern>
</defs></svg>
)svg";
}

std::string svg_mark(const std::string& tip, const std::string& shapes) {
  return "<g class=\"mark\"><title>" + xml_text(tip) + "</title>" + shapes + "</g>\n";
}

std::string legend_entry(const Ink& ink, const std::string& name) {
  return swatch(svg_rect(8, 0, 14, 12, ink), name);
}

std::string line_legend_entry(std::size_t line, const std::string& name) {
  return swatch(fmt::format("<path d=\"M0 6H30\" stroke=\"{}\" stroke-width=\"2.5\" "
                            "stroke-dasharray=\"{}\"/>",
                            line_colour(line), line_dash(line)),
                name);
}

std::string marked_legend_entry(std::size_t line, const std::string& name) {
  return swatch(fmt::format("<path d=\"M0 6H30\" stroke=\"{}\" stroke-width=\"1.5\" "
                            "stroke-dasharray=\"{}\"/>",
                            line_colour(line), marked_line_dash(line)) +
                    marker(15, 6, line),
                name);
}

std::string legend(const std::string& entries) {
  return "<p class=\"legend\">" + entries + "</p>\n";
}

Ticks log_time_ticks(double from, double to) {
  const bool roomy = std::log10(to / from) <= kMostDecades;
  Ticks ticks;
  for (double power = std::pow(10, std::floor(std::log10(from))); power <= to; power *= 10) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double at = factor * power;
      if (at < from || at > to || (factor > 1 && !roomy)) continue;
      ticks.emplace_back(at, time_words(at));
    }
  }
  return ticks;
}

}  // namespace lab
