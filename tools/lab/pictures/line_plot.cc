#include "tools/lab/pictures/line_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tools/lab/pictures/line_marks.h"
#include "tools/lab/pictures/xml_text.h"

namespace lab {
namespace {

constexpr double kLeft = 64, kRight = 20, kTop = 36, kBottom = 52;
constexpr double kLetter = 7.2;   // the width of an average one
constexpr double kTickRoom = 8;   // between the texts of two ticks
constexpr double kMostAside = 7;  // lines with whiskers stand so far beside each other

struct Frame {
  double x_from, x_to, y_from, y_to;
  double width, height;  // of the picture, without a legend beside it

  double right() const { return width - kRight; }
  double foot() const { return height - kBottom; }

  double x(double value) const {
    return kLeft + (value - x_from) / (x_to - x_from) * (right() - kLeft);
  }
  double y(double value) const {
    const double share = (std::clamp(value, y_from, y_to) - y_from) / (y_to - y_from);
    return foot() - share * (foot() - kTop);
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
  for (const auto& [x, text] : plot.x_ticks) {
    from = std::min(from, x);
    to = std::max(to, x);
  }
  if (!(from < to)) to = from + 1;
  const double air = plot.x_ticks.empty() ? 0 : 0.06 * (to - from);
  return {from - air, to + air, plot.y_from, plot.y_to, plot.width, plot.height};
}

std::string text_at(double x, double y, const char* anchor, const std::string& text) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", x, y, anchor,
                     xml_text(text));
}

// 1, 2 or 5 times a power of ten, about six to the axis.
double tick_step(double span) {
  const double rough = span / 6, power = std::pow(10, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (rough <= factor * power) return factor * power;
  }
  return 10 * power;
}

std::string x_tick(const Frame& f, double x, const std::string& text) {
  return text_at(f.x(x), f.foot() + 18, "middle", text);
}

// Those given, in order of x, without the ones that have no room.
std::string given_ticks(const LinePlot& plot, const Frame& f) {
  auto ticks = plot.x_ticks;
  std::ranges::stable_sort(ticks, {}, &std::pair<double, std::string>::first);
  std::string out =
      fmt::format("<path stroke=\"#999\" d=\"M{} {}H{}\"/>\n", kLeft, f.foot(), f.right());
  double free_from = -HUGE_VAL;
  for (const auto& [x, text] : ticks) {
    const double half = kLetter / 2 * static_cast<double>(text.size());
    out += fmt::format("<path stroke=\"#999\" d=\"M{:.1f} {}v5\"/>\n", f.x(x), f.foot());
    if (f.x(x) - half < free_from) continue;
    out += x_tick(f, x, text);
    free_from = f.x(x) + half + kTickRoom;
  }
  return out;
}

std::string round_ticks(const Frame& f) {
  std::string out;
  const double step = tick_step(f.x_to - f.x_from);
  for (double x = std::ceil(f.x_from / step) * step; x <= f.x_to + step / 1e3; x += step) {
    out += x_tick(f, x, fmt::format("{:.6g}", x));
  }
  return out;
}

std::string axes(const LinePlot& plot, const Frame& f) {
  std::string out = plot.x_ticks.empty() ? round_ticks(f) : given_ticks(plot, f);
  const double y_step = tick_step(f.y_to - f.y_from);
  for (double y = std::ceil(f.y_from / y_step) * y_step; y <= f.y_to + y_step / 1e3; y += y_step) {
    const double value = std::abs(y) < y_step / 1e3 ? 0 : y;
    out += text_at(kLeft - 8, f.y(y) + 4, "end", fmt::format("{:.6g}", value));
    out += fmt::format("<line x1=\"{}\" x2=\"{}\" y1=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"#ddd\"/>\n",
                       kLeft, f.right(), f.y(y), f.y(y));
  }
  return out;
}

std::string named(const Line& line) { return line.name.empty() ? "" : line.name + ": "; }

std::vector<PlottedPoint> plotted(const Line& line, const Frame& f) {
  std::vector<PlottedPoint> out;
  for (const auto& [x, y] : line.points) {
    out.push_back({f.x(x), f.y(y), fmt::format("{}{:.6g}, {:.6g}", named(line), x, y), "", 0, 0});
  }
  return out;
}

// `aside` pixels to the right, so that whiskers at the same x do not hide each other.
std::vector<PlottedPoint> plotted_with_whiskers(const Line& line, const Frame& f, double aside) {
  std::vector<PlottedPoint> out = plotted(line, f);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const Whisker& whisker = line.whiskers[i];
    out[i].x += aside;
    out[i].low = f.y(whisker.low);
    out[i].high = f.y(whisker.high);
    out[i].href = whisker.href;
    out[i].tip = fmt::format("{}{:.6g} ({:.6g}..{:.6g})", named(line), line.points[i].second,
                             whisker.low, whisker.high);
  }
  return out;
}

// As much as there is room for between two ticks: a whisker belongs to the nearest.
double step_aside(const LinePlot& plot, const Frame& f) {
  std::vector<double> places;
  for (const auto& [x, text] : plot.x_ticks) places.push_back(f.x(x));
  std::ranges::sort(places);
  double room = HUGE_VAL;
  for (std::size_t i = 1; i < places.size(); ++i) room = std::min(room, places[i] - places[i - 1]);
  return std::min(kMostAside, 0.6 * room / static_cast<double>(plot.lines.size()));
}

// Lines that lie on each other are told apart by their width: the first is the widest, of many by
// less.
double width_of_line(const LinePlot& plot, std::size_t i) {
  const auto last = static_cast<double>(plot.lines.size() - 1);
  return 1.5 + std::min(1.5, 2 / std::max(last, 1.0)) * (last - static_cast<double>(i));
}

std::string curve(const LinePlot& plot, std::size_t i, const Frame& f) {
  const Line& line = plot.lines[i];
  const auto last = static_cast<double>(plot.lines.size() - 1), at = static_cast<double>(i);
  if (line.whiskers.empty()) return plain_curve(plotted(line, f), i, width_of_line(plot, i));
  const double aside = step_aside(plot, f) * (at - last / 2);
  return marked_curve(plotted_with_whiskers(line, f, aside), i, plot.connected);
}

// Below the lines: where they are higher, left or right.
double legend_left(const LinePlot& plot, const Frame& f) {
  double left = 0, right = 0;
  for (const Line& line : plot.lines) {
    for (const auto& [x, y] : line.points) {
      const double height = f.height - f.y(y), centre = (f.x_from + f.x_to) / 2;
      (x < centre ? left : right) += (x < centre ? centre - x : x - centre) * height;
    }
  }
  return left >= right ? kLeft : f.width / 2;
}

std::string legend_line(const LinePlot& plot, std::size_t i, double left, double y, double width,
                        const char* dash) {
  return fmt::format(
             "<line x1=\"{0}\" x2=\"{1}\" y1=\"{2}\" y2=\"{2}\" stroke=\"{3}\" "
             "stroke-width=\"{4}\" stroke-dasharray=\"{5}\"/>\n",
             left + 12, left + 36, y - 4, line_colour(i), width, dash) +
         text_at(left + 42, y, "start", plot.lines[i].name);
}

std::string legend(const LinePlot& plot, const Frame& frame) {
  if (!plot.legend || (plot.lines.size() == 1 && plot.lines[0].name.empty())) return "";
  std::string out;
  const double left = legend_left(plot, frame);
  for (std::size_t i = 0; i < plot.lines.size(); ++i) {
    const double y = frame.foot() - 14 - 18 * static_cast<double>(plot.lines.size() - 1 - i);
    out += legend_line(plot, i, left, y, 3, line_dash(i));
  }
  return out;
}

std::string legend_beside(const LinePlot& plot) {
  std::string out = text_at(plot.width + 12, kTop + 12, "start", plot.legend_title);
  for (std::size_t i = 0; i < plot.lines.size(); ++i) {
    const double y = kTop + 34 + 20 * static_cast<double>(i);
    out += legend_line(plot, i, plot.width, y, 1.5, marked_line_dash(i)) +
           marker(plot.width + 24, y - 4, i) + "\n";
  }
  return out;
}

// Of the whole picture.
double width_of(const LinePlot& plot) {
  if (plot.legend_title.empty()) return plot.width;
  std::size_t letters = plot.legend_title.size();
  for (const Line& line : plot.lines) letters = std::max(letters, line.name.size() + 4);
  return plot.width + 24 + std::ceil(kLetter * static_cast<double>(letters));
}

double height_of(const LinePlot& plot) {
  if (plot.legend_title.empty()) return plot.height;
  return std::max(plot.height, kTop + 34 + 20 * static_cast<double>(plot.lines.size()));
}

}  // namespace

std::string to_svg(const LinePlot& plot) {
  const Frame frame = frame_of(plot);
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
      "height=\"{1}\" role=\"img\" aria-label=\"{2}\" font-family=\"sans-serif\" "
      "font-size=\"13\">\n"
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n",
      width_of(plot), height_of(plot), xml_text(plot.title.empty() ? plot.y_label : plot.title));
  out += axes(plot, frame);
  for (std::size_t i = 0; i < plot.lines.size(); ++i) out += curve(plot, i, frame);
  out += plot.legend_title.empty() ? legend(plot, frame) : legend_beside(plot);
  out += text_at(plot.width / 2, 22, "middle", plot.title);
  out += text_at(plot.width / 2, plot.height - 12, "middle", plot.x_label);
  out += fmt::format(
      "<text transform=\"translate(16 {}) rotate(-90)\" text-anchor=\"middle\">{}"
      "</text>\n</svg>\n",
      plot.height / 2, xml_text(plot.y_label));
  return out;
}

}  // namespace lab
