#include "tools/lab/report/bar_chart.h"

#include <fmt/format.h>

#include <algorithm>

namespace lab {
namespace {

constexpr double kWidth = 560, kLeft = 130, kRight = 84, kTop = 34;
constexpr double kBar = 15, kBetweenBars = 2, kBetweenRows = 9, kWithRemark = 30;

double value_of(const Bar& bar) {
  double sum = 0;
  for (const BarPart& part : bar.parts) sum += part.value;
  return sum;
}

double highest(const BarChart& chart) {
  double most = 0;
  for (const BarRow& row : chart.rows) {
    for (const Bar& bar : row.bars) most = std::max(most, value_of(bar));
  }
  return most > 0 ? most : 1;
}

double height_of(const BarRow& row) {
  const double bars = static_cast<double>(row.bars.size()) * (kBar + kBetweenBars);
  return std::max(bars, row.remark.empty() ? 0 : kWithRemark) + kBetweenRows;
}

std::string drawn(const Bar& bar, double top, double per_unit) {
  std::string out;
  double x = kLeft;
  for (const BarPart& part : bar.parts) {
    if (part.value <= 0) continue;
    const double width = std::max(part.value * per_unit, 1.0);
    out += svg_mark(part.tip, svg_rect(x, top, width, kBar, part.ink));
    x += width;
  }
  return out + svg_text(x + 6, top + kBar - 3, "start", bar.text, "font-size=\"12\"");
}

std::string drawn(const BarRow& row, double top, double per_unit) {
  std::string out = svg_text(kLeft - 8, top + kBar - 3, "end", row.name);
  if (!row.remark.empty()) {
    out += svg_text(kLeft - 8, top + kBar + 11, "end", row.remark, "font-size=\"11\"");
  }
  for (const Bar& bar : row.bars) {
    out += drawn(bar, top, per_unit);
    top += kBar + kBetweenBars;
  }
  return out;
}

}  // namespace

std::string to_svg(const BarChart& chart) {
  const double per_unit = (kWidth - kLeft - kRight) / highest(chart);
  double top = kTop;
  std::string rows;
  for (const BarRow& row : chart.rows) {
    rows += drawn(row, top, per_unit);
    top += height_of(row);
  }
  return svg_begin(kWidth, top + 4, chart.title) + svg_text(kWidth / 2, 18, "middle", chart.title) +
         fmt::format("<path stroke=\"#999\" d=\"M{} {}V{}\"/>\n", kLeft, kTop - 4, top) + rows +
         "</svg>\n";
}

}  // namespace lab
