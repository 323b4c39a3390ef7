#include "tools/lab/pictures/line_marks.h"

#include <fmt/format.h>

#include <iterator>

#include "tools/lab/pictures/xml_text.h"

namespace lab {
namespace {

// The colours of Okabe and Ito (2008), told apart by nearly everybody, black first.
constexpr const char* kColours[] = {"#000000", "#0072b2", "#d55e00", "#009e73",
                                    "#cc79a7", "#e69f00", "#56b4e9", "#999999"};
// Corners around the centre of a dot: circle, square, triangle, diamond, triangle upside down.
constexpr const char* kShapes[] = {"", "-4,-4 4,-4 4,4 -4,4", "0,-5 5,4 -5,4",
                                   "0,-5.5 5.5,0 0,5.5 -5.5,0", "0,5 5,-4 -5,-4"};
constexpr const char* kDashes[] = {"none", "9 3", "2 2", "9 3 2 3", "5 2", "12 3 2 2 2 3"};
constexpr std::size_t kMostDots = 60;

std::string polyline(const std::vector<PlottedPoint>& points, std::size_t i, double width,
                     const std::string& more) {
  std::string places;
  for (const PlottedPoint& point : points)
    places += fmt::format("{:.1f},{:.1f} ", point.x, point.y);
  return fmt::format(
      "<polyline fill=\"none\" stroke=\"{}\" stroke-width=\"{:.3g}\"{} points=\"{}\"/>\n",
      line_colour(i), width, more, places);
}

std::string dashed(const char* dash) {
  return std::string_view(dash) == "none" ? "" : fmt::format(" stroke-dasharray=\"{}\"", dash);
}

std::string tips_of(const std::vector<PlottedPoint>& points) {
  std::string tips;
  for (const PlottedPoint& at : points) tips += (tips.empty() ? "" : "\n") + at.tip;
  return fmt::format(" data-tips=\"{}\"", xml_text(tips));
}

std::string whisker(const PlottedPoint& at, std::size_t i) {
  return fmt::format(
      "<path stroke=\"{}\" d=\"M{:.1f} {:.1f}V{:.1f}M{:.1f} {:.1f}h6M{:.1f} {:.1f}h6\"/>",
      line_colour(i), at.x, at.low, at.high, at.x - 3, at.low, at.x - 3, at.high);
}

}  // namespace

const char* line_colour(std::size_t i) { return kColours[i % std::size(kColours)]; }

const char* line_dash(std::size_t i) { return kDashes[i % std::size(kDashes)]; }

const char* marked_line_dash(std::size_t i) { return i < std::size(kColours) ? "none" : "6 3"; }

std::string marker(double x, double y, std::size_t i) {
  const char* corners = kShapes[i % std::size(kShapes)];
  if (*corners == 0) {
    return fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\" fill=\"{}\"/>", x, y,
                       line_colour(i));
  }
  return fmt::format("<polygon transform=\"translate({:.1f} {:.1f})\" points=\"{}\" fill=\"{}\"/>",
                     x, y, corners, line_colour(i));
}

std::string plain_curve(const std::vector<PlottedPoint>& points, std::size_t i, double width) {
  const bool dotted = points.size() <= kMostDots;
  std::string out =
      polyline(points, i, width, dashed(line_dash(i)) + (dotted ? "" : tips_of(points)));
  if (!dotted) return out;
  for (const PlottedPoint& at : points) {
    out += fmt::format(
        "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2\" fill=\"{}\"><title>{}</title></circle>\n",
        at.x, at.y, line_colour(i), xml_text(at.tip));
  }
  return out;
}

std::string marked_curve(const std::vector<PlottedPoint>& points, std::size_t i, bool connected) {
  std::string out = connected ? polyline(points, i, 1.5, dashed(marked_line_dash(i))) : "";
  for (const PlottedPoint& at : points) {
    const std::string link = at.href.empty() ? "" : fmt::format(" href=\"{}\"", xml_text(at.href));
    out += fmt::format("<a{}><title>{}</title>{}{}</a>\n", link, xml_text(at.tip), whisker(at, i),
                       marker(at.x, at.y, i));
  }
  return out;
}

}  // namespace lab
