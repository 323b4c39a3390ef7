// The colours of sequence charts, and how text is put on them.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "tools/lab/pictures/xml_text.h"

namespace lab::trace {

struct Style {
  const char *kind, *colour;
};
inline constexpr Style kStyles[] = {{"activity", "#1f6fb4"},         {"target", "#c2410c"},
                                    {"weight_transport", "#7e3fa8"}, {"local_step", "#0f766e"},
                                    {"coincidence", "#4d7c0f"},      {"reconstruction", "#a16207"}};
inline constexpr const char* kQuiet = "#b4b4b4";  // of what clocks and populations tell each other
inline constexpr Style kPhases[] = {
    {"infer", "#9ec9ee"}, {"target", "#f9c49a"}, {"learn", "#9bd8a4"}, {"rest", "#dddddd"}};

template <std::size_t N>
const char* colour_of(const Style (&styles)[N], std::string_view kind) {
  const auto* found = std::ranges::find(styles, kind, &Style::kind);
  return found == std::end(styles) ? kQuiet : found->colour;
}

inline std::string text_at(double x, double y, const char* more, const std::string& text) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" {}>{}</text>\n", x, y, more, xml_text(text));
}

}  // namespace lab::trace
