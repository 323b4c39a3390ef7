#include "tools/lab/report/network_links.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/lab/report/law_letters.h"
#include "tools/lab/report/network_marks.h"
#include "tools/lab/report/svg.h"

namespace lab {
namespace {

using Grid = NetworkGrid;

constexpr Way kActivity{"#000", "none", 1.8}, kTarget{"#d55e00", "none", 1.8},
    kClockWay{"#777", "none", 1}, kTransport{"#0072b2", "4 3", 1.6};

// "feedforward.3" has the layer 3, "feedforward.readout" none: -1.
int layer_of(const std::string& link) {
  const auto first = link.find_first_of("0123456789");
  return first == std::string::npos ? -1 : std::stoi(link.substr(first));
}

std::string kind_of(const std::string& link) {
  const auto first = link.find_first_of("0123456789");
  return first == std::string::npos ? link : link.substr(0, first - 1);
}

class Arrows {
 public:
  Arrows(const NetworkFacts& facts, const NetworkGrid& grid)
      : facts_(facts), grid_(grid), letters_(law_letters(facts.links)) {}

  std::string of(const LinkRow& link) const;

 private:
  std::string arrow(const LinkRow& link, const std::vector<Place>& way, const Way& look,
                    Place label) const;
  std::string across(const LinkRow& link, int from, int to, double y, const Way& look,
                     double label = -5) const;
  std::string down(const LinkRow& link, double x, double from, double to, const Way& look) const;
  std::string around(const LinkRow& link, int to) const;
  std::string of_layer(const LinkRow& link, const std::string& kind, int layer) const;
  std::string of_clock(const LinkRow& link, const std::string& kind, int layer) const;
  std::string of_token(const LinkRow& link, int layer) const;
  std::string of_teacher(const LinkRow& link, bool order) const;

  const NetworkFacts& facts_;
  const NetworkGrid& grid_;
  std::map<std::string, std::string> letters_;
};

std::string Arrows::arrow(const LinkRow& link, const std::vector<Place>& way, const Way& look,
                          Place label) const {
  const std::string letter =
      letters_.size() < 2 ? ""
                          : svg_text(label.x, label.y, "middle", letters_.at(link.law),
                                     "font-size=\"11\" font-style=\"italic\" stroke=\"#fff\" "
                                     "stroke-width=\"3\" paint-order=\"stroke\"");
  return svg_mark(fmt::format("{}\n{} -> {}\n{}", link.name, link.from, link.to, link.law),
                  arrow_svg(way, look) + letter);
}

std::string Arrows::across(const LinkRow& link, int from, int to, double y, const Way& look,
                           double label) const {
  const double a = from < to ? grid_.right(from) : grid_.left(from),
               b = from < to ? grid_.left(to) : grid_.right(to);
  return arrow(link, {{a, y}, {b, y}}, look, {(a + b) / 2, y + label});
}

std::string Arrows::down(const LinkRow& link, double x, double from, double to,
                         const Way& look) const {
  return arrow(link, {{x, from}, {x, to}}, look, {x, (from + to) / 2 + 4});
}

// From the top, below the populations in between: the nearer the layer, the less deep.
std::string Arrows::around(const LinkRow& link, int to) const {
  const int top = facts_.layers;
  const double part = static_cast<double>(top - to) / top, foot = Grid::kFeedback + Grid::kHigh;
  const double from = grid_.x(top) - 0.3 * grid_.box * part;
  const double y = foot + Grid::kBelow + Grid::kDetour * part;
  return arrow(link, {{from, foot}, {from, y}, {grid_.x(to), y}, {grid_.x(to), foot}}, kTarget,
               {(from + grid_.x(to)) / 2, y - 4});
}

std::string Arrows::of_layer(const LinkRow& link, const std::string& kind, int layer) const {
  const double forward = Grid::kForward + Grid::kHigh / 2, back = Grid::kFeedback + Grid::kHigh / 2;
  const double foot = Grid::kForward + Grid::kHigh, aside = 0.32 * grid_.box;
  if (kind == "feedforward") return across(link, layer - 1, layer, forward, kActivity);
  if (kind == "feedback" && facts_.direct) return around(link, layer - 1);
  if (kind == "feedback") return across(link, layer, layer - 1, back, kTarget);
  if (facts_.shared) return "";
  if (kind == "local") return down(link, grid_.x(layer) - aside, foot, Grid::kFeedback, kActivity);
  if (kind == "deliver") return down(link, grid_.x(layer) + aside, Grid::kFeedback, foot, kTarget);
  return kind == "transport" ? down(link, grid_.x(layer), foot, Grid::kFeedback, kTransport) : "";
}

std::string Arrows::of_token(const LinkRow& link, int layer) const {
  const bool up = link.name.ends_with(".up");
  const double y = Grid::kClock + Grid::kClockHigh / 2 + (up ? -6 : 6);
  return up ? across(link, layer - 1, layer, y, kClockWay)
            : across(link, layer, layer - 1, y, kClockWay, 13);
}

std::string Arrows::of_clock(const LinkRow& link, const std::string& kind, int layer) const {
  if (kind == "clock.token") return of_token(link, layer);
  const bool order = kind == "clock.order";
  if (!order && kind != "clock.report") return "";
  if (layer > facts_.layers) return of_teacher(link, order);
  const double foot = Grid::kClock + Grid::kClockHigh,
               at = grid_.x(layer) + (order ? -0.2 : 0.2) * grid_.box;
  return order ? down(link, at, foot, Grid::kForward, kClockWay)
               : down(link, at, Grid::kForward, foot, kClockWay);
}

// Past the readout, which no clock hears.
std::string Arrows::of_teacher(const LinkRow& link, bool order) const {
  const double foot = Grid::kClock + Grid::kClockHigh, edge = grid_.right(grid_.last());
  const double at = edge + (order ? 9 : 20),
               y = Grid::kFeedback + Grid::kHigh / 2 + (order ? -7 : 7);
  std::vector<Place> way = {{at, foot}, {at, y}, {edge, y}};
  if (!order) std::ranges::reverse(way);
  return arrow(link, way, kClockWay, {at, (foot + Grid::kForward) / 2 + 4});
}

std::string Arrows::of(const LinkRow& link) const {
  const int layer = layer_of(link.name), top = facts_.layers;
  const std::string kind = kind_of(link.name);
  if (kind == "feedforward.readout") return of_layer(link, "feedforward", top + 1);
  if (kind == "feedback.label") return of_layer(link, "feedback", top + 1);
  return kind.starts_with("clock.") ? (layer < 0 ? "" : of_clock(link, kind, layer))
                                    : of_layer(link, kind, layer);
}

}  // namespace

std::string network_links(const NetworkFacts& facts, const NetworkGrid& grid) {
  const Arrows arrows(facts, grid);
  std::string out;
  for (const LinkRow& link : facts.links) out += arrows.of(link);
  return out;
}

}  // namespace lab
