#include "tools/lab/report/network_marks.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/lab/report/svg.h"

namespace lab {
namespace {

constexpr double kLetter = 0.56;  // the width of an average one, of its size
constexpr double kHead = 6;       // of an arrow

std::string head_of(Place from, Place to) {
  const double dx = to.x - from.x, dy = to.y - from.y;
  const double x = dx > 0 ? -kHead : dx < 0 ? kHead : 0, y = dy > 0 ? -kHead : dy < 0 ? kHead : 0;
  return fmt::format("M{:.1f} {:.1f}L{:.1f} {:.1f}L{:.1f} {:.1f}Z", to.x, to.y, to.x + x + y / 2,
                     to.y + y + x / 2, to.x + x - y / 2, to.y + y - x / 2);
}

}  // namespace

std::string box_svg(double x, double y, double width, double height, const std::string& name,
                    const std::string& detail) {
  const double middle = y + height / 2;
  const double size = std::min(12.0, width / (kLetter * static_cast<double>(name.size() + 1)));
  return fmt::format(
             "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"4\" "
             "fill=\"#fff\" stroke=\"#222\"/>\n",
             x, y, width, height) +
         svg_text(x + width / 2, middle + (detail.empty() ? 4 : -2), "middle", name,
                  fmt::format("font-size=\"{:.1f}\"", size)) +
         (detail.empty() ? ""
                         : svg_text(x + width / 2, middle + 13, "middle", detail,
                                    "font-size=\"11\" fill=\"#555\""));
}

std::string arrow_svg(const std::vector<Place>& corners, const Way& look) {
  std::string path;
  for (const Place& at : corners) {
    path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", at.x, at.y);
  }
  return fmt::format(
      "<path d=\"{0}\" fill=\"none\" stroke=\"#fff\" stroke-opacity=\"0\" stroke-width=\"12\"/>"
      "<path d=\"{0}\" fill=\"none\" stroke=\"{1}\" stroke-width=\"{2}\" stroke-dasharray=\"{3}\"/>"
      "<path d=\"{4}\" fill=\"{1}\"/>",
      path, look.colour, look.width, look.dash,
      head_of(corners[corners.size() - 2], corners.back()));
}

}  // namespace lab
