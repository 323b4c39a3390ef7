#include "tools/lab/report/layer_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tools/lab/pictures/heat_map.h"
#include "tools/lab/report/svg.h"

namespace lab {
namespace {

constexpr double kLeft = 70, kRight = 78, kTop = 34, kBottom = 48, kRow = 19;

struct Frame {
  const LinePlot& plot;
  double from = HUGE_VAL, to = -HUGE_VAL;  // of x

  explicit Frame(const LinePlot& of) : plot(of) {
    for (const Line& line : plot.lines) {
      for (const auto& [x, y] : line.points) {
        from = std::min(from, x);
        to = std::max(to, x);
      }
    }
    if (!(from < to)) to = from + 1;
  }
  double x(double value) const {
    return kLeft + (value - from) / (to - from) * (plot.width - kLeft - kRight);
  }
  double foot() const { return kTop + kRow * static_cast<double>(plot.lines.size()); }
  std::string colour(double y) const {
    return viridis((y - plot.y_from) / (plot.y_to - plot.y_from));
  }
};

// Each value reaches half the way to its neighbours.
std::string row(const Frame& frame, const Line& line, double top) {
  std::string out = svg_text(kLeft - 8, top + kRow - 5, "end", line.name, "font-size=\"12\"");
  const auto& points = line.points;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto [x, y] = points[i];
    const double from = i == 0 ? frame.from : (points[i - 1].first + x) / 2;
    const double to = i + 1 == points.size() ? frame.to : (points[i + 1].first + x) / 2;
    const double width = std::max(frame.x(to) - frame.x(from), 1.5);  // a single one must be seen
    out += svg_mark(fmt::format("{}: step {:.6g}, {:.4g}", line.name, x, y),
                    svg_rect(frame.x(from), top, width + 0.6, kRow - 1, {frame.colour(y)}));
  }
  return out;
}

std::string scale(const Frame& frame) {
  const double x = frame.plot.width - kRight + 14, high = frame.foot() - kTop;
  constexpr int kSteps = 24;
  std::string out;
  for (int i = 0; i < kSteps; ++i) {
    out += svg_rect(x, frame.foot() - high * (i + 1) / kSteps, 12, high / kSteps + 0.5,
                    {viridis((i + 0.5) / kSteps)});
  }
  const auto text = [](double y) { return fmt::format("{:.3g}", y); };
  return out +
         svg_text(x + 17, frame.foot(), "start", text(frame.plot.y_from), "font-size=\"11\"") +
         svg_text(x + 17, kTop + 9, "start", text(frame.plot.y_to), "font-size=\"11\"");
}

}  // namespace

std::string layer_map(const LinePlot& plot) {
  const Frame frame(plot);
  std::string out = svg_begin(plot.width, frame.foot() + kBottom, plot.title);
  double top = frame.foot();
  out += "<g shape-rendering=\"crispEdges\">\n";  // no seams between neighbours
  for (const Line& line : plot.lines) out += row(frame, line, top -= kRow);
  out += "</g>\n";
  const double middle = (kLeft + plot.width - kRight) / 2;
  return out + scale(frame) + svg_text(middle, 20, "middle", plot.title) +
         svg_text(kLeft, frame.foot() + 18, "start", fmt::format("{:.6g}", frame.from)) +
         svg_text(plot.width - kRight, frame.foot() + 18, "end", fmt::format("{:.6g}", frame.to)) +
         svg_text(middle, frame.foot() + 36, "middle", plot.x_label) + "</svg>\n";
}

}  // namespace lab
