#include "tools/lab/report/strip_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lab {
namespace {

constexpr double kWidth = 560, kRight = 104, kTop = 34, kBottom = 46;
constexpr double kStrip = 15, kBetweenStrips = 3, kBetweenGroups = 9;
constexpr double kLeastBar = 2.5;  // width: a single time must be seen

struct Frame {
  const StripChart& chart;
  double left;

  double x(double value) const {
    const auto place = [&](double at) { return chart.log_x ? std::log(at) : at; };
    const double at = std::clamp(value, chart.x_from, chart.x_to);
    const double share =
        (place(at) - place(chart.x_from)) / (place(chart.x_to) - place(chart.x_from));
    return left + share * (kWidth - kRight - left);
  }
};

double left_of(const StripChart& chart) {
  const bool named = std::ranges::any_of(chart.groups, [](const StripGroup& group) {
    return std::ranges::any_of(group.strips, [](const Strip& s) { return !s.name.empty(); });
  });
  return named ? 122 : 70;
}

double height_of(const StripGroup& group) {
  return static_cast<double>(group.strips.size()) * (kStrip + kBetweenStrips) + kBetweenGroups;
}

std::string bar(const Frame& frame, const StripBin& bin, double share, double foot,
                const Ink& ink) {
  const double from = frame.x(bin.from), to = std::max(frame.x(bin.to), from + kLeastBar);
  const double height = std::max(share * kStrip, 1.0);
  // Whoever points anywhere into the row above or below a low bar means it.
  return svg_mark(bin.tip, svg_rect(from, foot - kStrip, to - from, kStrip, {"transparent"}) +
                               svg_rect(from, foot - height, to - from, height, ink));
}

std::string drawn(const Frame& frame, const Strip& strip, double foot) {
  std::string out = fmt::format("<path stroke=\"#bbb\" d=\"M{:.1f} {:.1f}H{:.1f}\"/>\n", frame.left,
                                foot, kWidth - kRight);
  double most = 0;
  for (const StripBin& bin : strip.bins) most = std::max(most, bin.count);
  for (const StripBin& bin : strip.bins) out += bar(frame, bin, bin.count / most, foot, strip.ink);
  out += svg_text(frame.left - 8, foot - 3, "end", strip.name, "font-size=\"11\"");
  return out + svg_text(kWidth - kRight + 8, foot - 3, "start", strip.note, "font-size=\"11\"");
}

std::string drawn(const Frame& frame, const StripGroup& group, double top) {
  std::string out;
  double foot = top;
  for (const Strip& strip : group.strips) {
    foot += kStrip + kBetweenStrips;
    out += drawn(frame, strip, foot);
  }
  return out + svg_text(6, (top + foot) / 2 + 6, "start", group.name);
}

std::string axis(const Frame& frame, double foot) {
  std::string out;
  for (const auto& [at, text] : frame.chart.x_ticks) {
    out += fmt::format("<path stroke=\"#ddd\" d=\"M{0:.1f} {1}V{2:.1f}\"/>\n", frame.x(at),
                       kTop - 4, foot + 4);
    out += svg_text(frame.x(at), foot + 18, "middle", text, "font-size=\"12\"");
  }
  return out +
         svg_text((frame.left + kWidth - kRight) / 2, foot + 38, "middle", frame.chart.x_label);
}

}  // namespace

std::string to_svg(const StripChart& chart) {
  const Frame frame{chart, left_of(chart)};
  double foot = kTop;
  for (const StripGroup& group : chart.groups) foot += height_of(group);
  std::string out = svg_begin(kWidth, foot + kBottom, chart.title + ": " + chart.x_label);
  out += axis(frame, foot) + svg_text(kWidth / 2, 18, "middle", chart.title) +
         svg_text(kWidth - kRight + 8, kTop - 3, "start", chart.note_title, "font-size=\"11\"");
  double top = kTop;
  for (const StripGroup& group : chart.groups) {
    out += drawn(frame, group, top);
    top += height_of(group);
  }
  return out + "</svg>\n";
}

}  // namespace lab
