#include "tools/lab/report/network_picture.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/lab/report/network_marks.h"
#include "tools/lab/report/svg.h"

namespace lab {
namespace {

constexpr double kWidth = 1120, kLeft = 104, kRight = 34;
constexpr double kClock = 38, kForward = 128, kFeedback = 250;  // tops of lanes
constexpr double kClockHigh = 30, kHigh = 44, kHeight = 318;
constexpr double kWidest = 150, kNarrowest = 62, kMostBox = 92, kBoxShare = 0.64;

constexpr Way kActivity{"#000", "none", 1.8}, kTarget{"#d55e00", "none", 1.8},
    kClockWay{"#777", "none", 1}, kTransport{"#0072b2", "4 3", 1.6};

class Picture {
 public:
  explicit Picture(const NetworkFacts& facts)
      : facts_(facts),
        letters_(law_letters(facts.links)),
        step_(std::clamp((kWidth - kLeft - kRight) / columns(), kNarrowest, kWidest)),
        box_(std::min(kMostBox, kBoxShare * step_)) {}

  double width() const { return std::max(kWidth, end() + kRight); }
  std::string lanes() const;
  std::string actors() const;
  std::string links() const;

 private:
  double columns() const { return facts_.layers + 2; }
  // The middle of a column: source, layers, readout and teacher.
  double x(int column) const { return kLeft + (column + 0.5) * step_; }
  double left(int column) const { return x(column) - box_ / 2; }
  double right(int column) const { return x(column) + box_ / 2; }
  double end() const { return right(facts_.layers + 1) + 26; }

  std::string arrow(const LinkRow& link, const std::vector<Place>& way, const Way& look,
                    Place label) const;
  std::string across(const LinkRow& link, int from, int to, double y, const Way& look,
                     double label = -5) const;
  std::string down(const LinkRow& link, double x, double from, double to, const Way& look) const;
  std::string drawn(const LinkRow& link) const;
  std::string of_layer(const LinkRow& link, const std::string& kind, int layer) const;
  std::string of_clock(const LinkRow& link, const std::string& kind, int layer) const;
  std::string units(int layer) const;

  const NetworkFacts& facts_;
  std::map<std::string, std::string> letters_;
  double step_, box_;
};

// "feedforward.3" has the layer 3, "feedforward.readout" none: -1.
int layer_of(const std::string& link) {
  const auto first = link.find_first_of("0123456789");
  return first == std::string::npos ? -1 : std::stoi(link.substr(first));
}

std::string kind_of(const std::string& link) {
  const auto first = link.find_first_of("0123456789");
  return first == std::string::npos ? link : link.substr(0, first - 1);
}

std::string Picture::units(int layer) const {
  const auto at = static_cast<std::size_t>(layer);
  return at < facts_.widths.size() ? std::to_string(facts_.widths[at]) : "";
}

std::string Picture::lanes() const {
  const auto lane = [&](double y, double height, const std::string& name) {
    return fmt::format(
               "<rect x=\"{}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
               "fill=\"#f3f3f3\"/>\n",
               kLeft - 8, y - 9, end() - kLeft + 16, height + 18) +
           svg_text(kLeft - 16, y + height / 2 + 4, "end", name);
  };
  return lane(kClock, kClockHigh, "clock") + lane(kForward, kHigh, "feedforward") +
         lane(kFeedback, kHigh, "feedback");
}

std::string Picture::actors() const {
  const int last = facts_.layers + 1;
  std::string out = box_svg(left(0), kForward, box_, kHigh, "source", units(0)) +
                    box_svg(left(last), kForward, box_, kHigh, "readout", "") +
                    box_svg(left(last), kFeedback, box_, kHigh, "teacher", "");
  for (int l = 1; l < last; ++l) {
    const std::string name = step_ > 100 ? fmt::format("layer {}", l) : std::to_string(l);
    if (facts_.shared) {
      out += box_svg(left(l), kForward, box_, kFeedback + kHigh - kForward, name, units(l));
      continue;
    }
    out += box_svg(left(l), kForward, box_, kHigh, name, units(l)) +
           box_svg(left(l), kFeedback, box_, kHigh, name, units(l));
  }
  if (!facts_.per_layer) {
    return out + box_svg(left(0), kClock, end() - left(0), kClockHigh, facts_.clock, "");
  }
  out += svg_text(kLeft - 8, kClock - 16, "start", facts_.clock + ", an instance at every place");
  for (int c = 0; c <= last; ++c) {
    const double more = c == last ? end() - right(last) : 0;
    out += box_svg(left(c), kClock, box_ + more, kClockHigh, std::to_string(c), "");
  }
  return out;
}

std::string Picture::arrow(const LinkRow& link, const std::vector<Place>& way, const Way& look,
                           Place label) const {
  const std::string letter =
      letters_.size() < 2 ? ""
                          : svg_text(label.x, label.y, "middle", letters_.at(link.law),
                                     "font-size=\"11\" font-style=\"italic\" stroke=\"#fff\" "
                                     "stroke-width=\"3\" paint-order=\"stroke\"");
  return svg_mark(fmt::format("{}\n{} -> {}\n{}", link.name, link.from, link.to, link.law),
                  arrow_svg(way, look) + letter);
}

std::string Picture::across(const LinkRow& link, int from, int to, double y, const Way& look,
                            double label) const {
  const double a = from < to ? right(from) : left(from), b = from < to ? left(to) : right(to);
  return arrow(link, {{a, y}, {b, y}}, look, {(a + b) / 2, y + label});
}

std::string Picture::down(const LinkRow& link, double x, double from, double to,
                          const Way& look) const {
  return arrow(link, {{x, from}, {x, to}}, look, {x, (from + to) / 2 + 4});
}

std::string Picture::of_layer(const LinkRow& link, const std::string& kind, int layer) const {
  const double forward = kForward + kHigh / 2, back = kFeedback + kHigh / 2;
  const double foot = kForward + kHigh, aside = 0.32 * box_;
  if (kind == "feedforward") return across(link, layer - 1, layer, forward, kActivity);
  if (kind == "feedback") return across(link, layer, layer - 1, back, kTarget);
  if (facts_.shared) return "";
  if (kind == "local") return down(link, x(layer) - aside, foot, kFeedback, kActivity);
  if (kind == "deliver") return down(link, x(layer) + aside, kFeedback, foot, kTarget);
  return kind == "transport" ? down(link, x(layer), foot, kFeedback, kTransport) : "";
}

std::string Picture::of_clock(const LinkRow& link, const std::string& kind, int layer) const {
  const double foot = kClock + kClockHigh, aside = 0.2 * box_, teacher = kFeedback + kHigh / 2;
  const bool order = kind == "clock.order";
  if (kind == "clock.token") {
    const bool up = link.name.ends_with(".up");
    const double y = kClock + kClockHigh / 2 + (up ? -6 : 6);
    return up ? across(link, layer - 1, layer, y, kClockWay)
              : across(link, layer, layer - 1, y, kClockWay, 13);
  }
  if (!order && kind != "clock.report") return "";
  if (layer <= facts_.layers) {
    const double at = x(layer) + (order ? -aside : aside);
    return order ? down(link, at, foot, kForward, kClockWay)
                 : down(link, at, kForward, foot, kClockWay);
  }
  // Past the readout, which no clock hears.
  const double at = right(layer) + (order ? 9 : 20), y = teacher + (order ? -7 : 7);
  std::vector<Place> way = {{at, foot}, {at, y}, {right(layer), y}};
  if (!order) std::ranges::reverse(way);
  return arrow(link, way, kClockWay, {at, (foot + kForward) / 2 + 4});
}

std::string Picture::drawn(const LinkRow& link) const {
  const int layer = layer_of(link.name), top = facts_.layers;
  const std::string kind = kind_of(link.name);
  if (kind == "feedforward.readout") return of_layer(link, "feedforward", top + 1);
  if (kind == "feedback.label") return of_layer(link, "feedback", top + 1);
  return kind.starts_with("clock.") ? (layer < 0 ? "" : of_clock(link, kind, layer))
                                    : of_layer(link, kind, layer);
}

std::string Picture::links() const {
  std::string out;
  for (const LinkRow& link : facts_.links) out += drawn(link);
  return out;
}

}  // namespace

std::map<std::string, std::string> law_letters(const std::vector<LinkRow>& links) {
  std::map<std::string, std::string> letters;
  for (const LinkRow& link : links) {
    if (letters.contains(link.law)) continue;
    std::string name;
    for (std::size_t number = letters.size() + 1; number > 0; number = (number - 1) / 26) {
      name.insert(name.begin(), static_cast<char>('a' + (number - 1) % 26));
    }
    letters[link.law] = name;
  }
  return letters;
}

std::string network_svg(const NetworkFacts& facts, const std::string& title) {
  const Picture picture(facts);
  return svg_begin(picture.width(), kHeight, "network of " + title) + picture.lanes() +
         picture.links() + picture.actors() + "</svg>\n";
}

}  // namespace lab
