#include "tools/lab/pictures/heat_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tools/lab/pictures/xml_text.h"

namespace lab {
namespace {

constexpr double kLetter = 7.2;  // the width of an average one
constexpr double kTop = 40, kScaleWidth = 14, kScaleRoom = 92, kCellHeight = 46;
constexpr double kWidest = 96, kNarrowest = 46, kAllColumns = 720;
constexpr double kRoomForDetail = 80;  // width of a cell
constexpr double kBrightFrom = 0.55;   // black text on brighter cells, white on darker ones
constexpr const char* kUnknown = "#e6e6e6";

double width_of(const std::vector<std::string>& texts) {
  std::size_t most = 0;
  for (const std::string& text : texts) most = std::max(most, text.size());
  return kLetter * static_cast<double>(most);
}

// Where everything stands, in pixels.
struct Layout {
  explicit Layout(const HeatMap& map)
      : columns(static_cast<double>(map.columns.size())),
        rows(static_cast<double>(map.rows.size())),
        cell(std::clamp(kAllColumns / columns, kNarrowest, kWidest)),
        left(width_of(map.rows) + 44),
        slanted(width_of(map.columns) > cell - 6 && map.columns.size() > 1),
        bottom(slanted ? 0.5 * width_of(map.columns) + 50 : 50) {}

  double columns, rows, cell, left;
  bool slanted;  // names of columns that are wider than a column
  double bottom;

  double x(double column) const { return left + column * cell; }
  double y(double row) const { return kTop + (rows - 1 - row) * kCellHeight; }
  double right() const { return x(columns); }
  double foot() const { return kTop + rows * kCellHeight; }
  double width() const { return right() + kScaleRoom; }
  double height() const { return foot() + bottom; }
};

std::string text_at(double x, double y, const std::string& attributes, const std::string& text) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" {}>{}</text>", x, y, attributes,
                     xml_text(text));
}

double share_of(const HeatMap& map, double value) {
  return map.to > map.from ? (value - map.from) / (map.to - map.from) : 0.5;
}

std::string texts_of(const HeatCell& cell, double x, double y, double width, const char* ink) {
  const bool detailed = !cell.detail.empty() && width >= kRoomForDetail;
  const std::string style = fmt::format("text-anchor=\"middle\" fill=\"{}\"", ink);
  std::string out =
      text_at(x + width / 2, y + kCellHeight / 2 + (detailed ? -1 : 5), style, cell.text);
  if (detailed) {
    out +=
        text_at(x + width / 2, y + kCellHeight / 2 + 14, style + " font-size=\"10\"", cell.detail);
  }
  return out;
}

std::string drawn(const HeatMap& map, const HeatCell& cell, double x, double y, double width) {
  const double share = cell.value ? share_of(map, *cell.value) : 1;
  const std::string fill = cell.value ? viridis(share) : kUnknown;
  const std::string link =
      cell.href.empty() ? "" : fmt::format(" href=\"{}\"", xml_text(cell.href));
  return fmt::format(
             "<a class=\"cell\"{}><title>{}</title><rect x=\"{:.1f}\" y=\"{:.1f}\" "
             "width=\"{:.1f}\" height=\"{}\" fill=\"{}\" stroke=\"white\" stroke-width=\"2\"/>",
             link, xml_text(cell.tip), x, y, width, kCellHeight, fill) +
         texts_of(cell, x, y, width, share > kBrightFrom ? "#000" : "#fff") + "</a>\n";
}

std::string column_name(const Layout& at, double column, const std::string& name) {
  const double x = at.x(column + 0.5), y = at.foot() + 18;
  if (!at.slanted) return text_at(x, y, "text-anchor=\"middle\"", name) + "\n";
  return text_at(x + 6, y - 2,
                 fmt::format("text-anchor=\"end\" transform=\"rotate(-30 {:.1f} {:.1f})\"", x + 6,
                             y - 2),
                 name) +
         "\n";
}

std::string names(const HeatMap& map, const Layout& at) {
  std::string out;
  for (std::size_t i = 0; i < map.columns.size(); ++i) {
    out += column_name(at, static_cast<double>(i), map.columns[i]);
  }
  for (std::size_t i = 0; i < map.rows.size(); ++i) {
    out += text_at(at.left - 8, at.y(static_cast<double>(i)) + kCellHeight / 2 + 5,
                   "text-anchor=\"end\"", map.rows[i]) +
           "\n";
  }
  out +=
      text_at((at.left + at.right()) / 2, at.height() - 10, "text-anchor=\"middle\"", map.x_label);
  const double middle = (kTop + at.foot()) / 2;
  return out +
         text_at(14, middle,
                 fmt::format("text-anchor=\"middle\" transform=\"rotate(-90 14 {:.1f})\"", middle),
                 map.y_label) +
         "\n";
}

// The colours from the lowest to the highest value, beside the map.
std::string scale(const HeatMap& map, const Layout& at) {
  const double x = at.right() + 18, high = at.foot() - kTop;
  constexpr int kSteps = 40;
  std::string out;
  for (int i = 0; i < kSteps; ++i) {
    out += fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.2f}\" width=\"{}\" height=\"{:.2f}\" fill=\"{}\"/>\n", x,
        at.foot() - high * (i + 1) / kSteps, kScaleWidth, high / kSteps + 0.5,
        viridis((i + 0.5) / kSteps));
  }
  return out + text_at(x + kScaleWidth + 4, at.foot(), "font-size=\"11\"", map.from_text) +
         text_at(x + kScaleWidth + 4, kTop + 10, "font-size=\"11\"", map.to_text) + "\n";
}

}  // namespace

std::string to_svg(const HeatMap& map) {
  const Layout at(map);
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" "
      "width=\"{0:.0f}\" height=\"{1:.0f}\" font-family=\"sans-serif\" font-size=\"13\">\n"
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n",
      at.width(), at.height());
  for (std::size_t i = 0; i < map.cells.size(); ++i) {
    out += drawn(map, map.cells[i], at.x(static_cast<double>(i % map.columns.size())),
                 at.y(static_cast<double>(i / map.columns.size())), at.cell);
  }
  out += names(map, at);
  if (map.to > map.from) out += scale(map, at);
  return out + text_at((at.left + at.right()) / 2, 22, "text-anchor=\"middle\"", map.title) +
         "\n</svg>\n";
}

}  // namespace lab
