// Times to pixels so that short and long gaps are both seen: the room of a gap grows with its
// logarithm.
#pragma once

#include <map>
#include <vector>

#include "sim/time.h"

namespace lab::trace {

class TimeAxis {
 public:
  TimeAxis(std::vector<sim::Time> times, double from);

  // REQUIRES: it is one of the times.
  double at(sim::Time time) const { return places_.at(time); }
  double end() const { return end_; }
  const std::map<sim::Time, double>& places() const { return places_; }

 private:
  std::map<sim::Time, double> places_;
  double end_;
};

}  // namespace lab::trace
