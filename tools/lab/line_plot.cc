#include "tools/lab/line_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lab {
namespace {

// The colours of Okabe and Ito (2008), told apart by nearly everybody, black first.
constexpr const char* kColours[] = {"#000000", "#0072b2", "#d55e00", "#009e73",
                                    "#cc79a7", "#e69f00", "#56b4e9", "#999999"};
constexpr double kWidth = 720, kHeight = 400, kLeft = 64, kRight = 20, kTop = 36, kBottom = 52;

struct Frame {
  double x_from, x_to, y_from, y_to;

  double x(double value) const {
    return kLeft + (value - x_from) / (x_to - x_from) * (kWidth - kLeft - kRight);
  }
  double y(double value) const {
    const double share = (std::clamp(value, y_from, y_to) - y_from) / (y_to - y_from);
    return kHeight - kBottom - share * (kHeight - kTop - kBottom);
  }
};

Frame frame_of(const LinePlot& plot) {
  double from = HUGE_VAL, to = -HUGE_VAL;
  for (const Line& line : plot.lines) {
    for (const auto& [x, y] : line.points) {
      from = std::min(from, x);
      to = std::max(to, x);
    }
  }
  if (!(from < to)) to = from + 1;
  return {from, to, plot.y_from, plot.y_to};
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '<')
      out += "&lt;";
    else if (c == '&')
      out += "&amp;";
    else
      out += c;
  }
  return out;
}

std::string text_at(double x, double y, const char* anchor, const std::string& text) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", x, y, anchor,
                     escaped(text));
}

// 1, 2 or 5 times a power of ten, about six to the axis.
double tick_step(double span) {
  const double rough = span / 6, power = std::pow(10, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (rough <= factor * power) return factor * power;
  }
  return 10 * power;
}

std::string axes(const Frame& f) {
  std::string out;
  const double x_step = tick_step(f.x_to - f.x_from), y_step = tick_step(f.y_to - f.y_from);
  for (double x = std::ceil(f.x_from / x_step) * x_step; x <= f.x_to + x_step / 1e3; x += x_step) {
    out += text_at(f.x(x), kHeight - kBottom + 18, "middle", fmt::format("{:.6g}", x));
  }
  for (double y = std::ceil(f.y_from / y_step) * y_step; y <= f.y_to + y_step / 1e3; y += y_step) {
    const double value = std::abs(y) < y_step / 1e3 ? 0 : y;
    out += text_at(kLeft - 8, f.y(y) + 4, "end", fmt::format("{:.6g}", value));
    out += fmt::format("<line x1=\"{}\" x2=\"{}\" y1=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"#ddd\"/>\n",
                       kLeft, kWidth - kRight, f.y(y), f.y(y));
  }
  return out;
}

// Lines that lie on each other are told apart by their width: the first is the widest.
std::string curve(const Line& line, const Frame& f, const char* colour, double width) {
  std::string points, dots;
  for (const auto& [x, y] : line.points) {
    points += fmt::format("{:.1f},{:.1f} ", f.x(x), f.y(y));
    dots += fmt::format(
        "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2\" fill=\"{}\">"
        "<title>{}: {:.6g}, {:.6g}</title></circle>\n",
        f.x(x), f.y(y), colour, escaped(line.name), x, y);
  }
  return fmt::format("<polyline fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" points=\"{}\"/>\n",
                     colour, width, points) +
         (line.points.size() <= 60 ? dots : "");
}

// Below the lines: where they are higher, left or right.
double legend_left(const LinePlot& plot, const Frame& f) {
  double left = 0, right = 0;
  for (const Line& line : plot.lines) {
    for (const auto& [x, y] : line.points) {
      const double height = kHeight - f.y(y), centre = (f.x_from + f.x_to) / 2;
      (x < centre ? left : right) += (x < centre ? centre - x : x - centre) * height;
    }
  }
  return left >= right ? kLeft : kWidth / 2;
}

std::string legend(const LinePlot& plot, const Frame& frame) {
  std::string out;
  const double left = legend_left(plot, frame);
  for (std::size_t i = 0; i < plot.lines.size(); ++i) {
    const double y = kHeight - kBottom - 14 - 18 * static_cast<double>(plot.lines.size() - 1 - i);
    out += fmt::format(
        "<line x1=\"{0}\" x2=\"{1}\" y1=\"{2}\" y2=\"{2}\" stroke=\"{3}\" "
        "stroke-width=\"3\"/>\n",
        left + 12, left + 36, y - 4, kColours[i % std::size(kColours)]);
    out += text_at(left + 42, y, "start", plot.lines[i].name);
  }
  return out;
}

}  // namespace

std::string to_svg(const LinePlot& plot) {
  const Frame frame = frame_of(plot);
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
      "height=\"{1}\" font-family=\"sans-serif\" font-size=\"13\">\n"
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n",
      kWidth, kHeight);
  out += axes(frame);
  for (std::size_t i = 0; i < plot.lines.size(); ++i) {
    const double width = 1.5 + 1.5 * static_cast<double>(plot.lines.size() - 1 - i);
    out += curve(plot.lines[i], frame, kColours[i % std::size(kColours)], width);
  }
  out += legend(plot, frame);
  out += text_at(kWidth / 2, 22, "middle", plot.title);
  out += text_at(kWidth / 2, kHeight - 12, "middle", plot.x_label);
  out += fmt::format(
      "<text transform=\"translate(16 {}) rotate(-90)\" text-anchor=\"middle\">{}"
      "</text>\n</svg>\n",
      kHeight / 2, escaped(plot.y_label));
  return out;
}

}  // namespace lab
