// Where the lines of a sequence chart stand, and how arrows and marks between them are drawn. It
// knows pixels, and no time.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/note.h"
#include "tools/lab/trace/export/places.h"

namespace lab::trace {

struct Band {  // of a layer
  std::string name;
  double from = 0, width = 0;
};

// The two populations of a layer stand beside each other.
class Lifelines {
 public:
  explicit Lifelines(const Places& places);

  const std::vector<Band>& bands() const { return bands_; }
  double width() const { return bands_.empty() ? 0 : bands_.back().from + bands_.back().width; }
  double x(sim::ActorId actor) const { return lines_.at(actor).x; }
  // Of a line in its band.
  const std::string& label(sim::ActorId actor) const { return lines_.at(actor).label; }

 private:
  struct Line {
    double x = 0;
    std::string label;
  };
  std::vector<Band> bands_;
  std::map<sim::ActorId, Line> lines_;
};

struct Stroke {
  double x_from, y_from, x_to, y_to;
  const char* colour;
  double width;
  bool dashed;
};

std::string whole_arrow(const Stroke& stroke);
// Of what never arrived: it ends in a cross on the way.
std::string broken_arrow(const Stroke& stroke);
std::string note_mark(double x, double y, const sim::Note& note);

}  // namespace lab::trace
