#include "tools/lab/report/network_picture.h"

#include <fmt/format.h>

#include "tools/lab/report/network_grid.h"
#include "tools/lab/report/network_links.h"
#include "tools/lab/report/network_marks.h"
#include "tools/lab/report/svg.h"

namespace lab {
namespace {

using Grid = NetworkGrid;

class Boxes {
 public:
  Boxes(const NetworkFacts& facts, const NetworkGrid& grid) : facts_(facts), grid_(grid) {}

  std::string lanes() const;
  std::string actors() const;

 private:
  std::string units(int layer) const;
  std::string clocks() const;

  const NetworkFacts& facts_;
  const NetworkGrid& grid_;
};

std::string Boxes::units(int layer) const {
  const auto at = static_cast<std::size_t>(layer);
  return at < facts_.widths.size() ? std::to_string(facts_.widths[at]) : "";
}

std::string Boxes::lanes() const {
  const auto lane = [&](double y, double height, const std::string& name) {
    return fmt::format(
               "<rect x=\"{}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
               "fill=\"#f3f3f3\"/>\n",
               Grid::kLeft - 8, y - 9, grid_.end() - Grid::kLeft + 16, height + 18) +
           svg_text(Grid::kLeft - 16, y + height / 2 + 4, "end", name);
  };
  return lane(Grid::kClock, Grid::kClockHigh, "clock") +
         lane(Grid::kForward, Grid::kHigh, "feedforward") +
         lane(Grid::kFeedback, Grid::kHigh, "feedback");
}

std::string Boxes::actors() const {
  const int last = grid_.last();
  std::string out =
      box_svg(grid_.left(0), Grid::kForward, grid_.box, Grid::kHigh, "source", units(0)) +
      box_svg(grid_.left(last), Grid::kForward, grid_.box, Grid::kHigh, "readout", "") +
      box_svg(grid_.left(last), Grid::kFeedback, grid_.box, Grid::kHigh, "teacher", "");
  for (int l = 1; l < last; ++l) {
    const std::string name = grid_.step > 100 ? fmt::format("layer {}", l) : std::to_string(l);
    if (facts_.shared) {
      out += box_svg(grid_.left(l), Grid::kForward, grid_.box,
                     Grid::kFeedback + Grid::kHigh - Grid::kForward, name, units(l));
      continue;
    }
    out += box_svg(grid_.left(l), Grid::kForward, grid_.box, Grid::kHigh, name, units(l)) +
           box_svg(grid_.left(l), Grid::kFeedback, grid_.box, Grid::kHigh, name, units(l));
  }
  return out + clocks();
}

std::string Boxes::clocks() const {
  const int last = grid_.last();
  if (!facts_.per_layer) {
    return box_svg(grid_.left(0), Grid::kClock, grid_.end() - grid_.left(0), Grid::kClockHigh,
                   facts_.clock, "");
  }
  std::string out = svg_text(Grid::kLeft - 8, Grid::kClock - 16, "start",
                             facts_.clock + ", an instance at every place");
  for (int c = 0; c <= last; ++c) {
    const double more = c == last ? grid_.end() - grid_.right(last) : 0;
    out += box_svg(grid_.left(c), Grid::kClock, grid_.box + more, Grid::kClockHigh,
                   std::to_string(c), "");
  }
  return out;
}

}  // namespace

std::string network_svg(const NetworkFacts& facts, const std::string& title) {
  const NetworkGrid grid(facts.layers);
  const Boxes boxes(facts, grid);
  return svg_begin(grid.width(), grid.height(facts.direct), "network of " + title) + boxes.lanes() +
         network_links(facts, grid) + boxes.actors() + "</svg>\n";
}

}  // namespace lab
