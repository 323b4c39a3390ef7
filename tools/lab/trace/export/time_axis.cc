#include "tools/lab/trace/export/time_axis.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lab::trace {
namespace {

constexpr double kMicrostep = 12;             // pixels between two at one nanosecond
constexpr double kShortest = 16, kMost = 70;  // of a gap
constexpr double kOctave = 9;                 // more for a gap of twice the length

std::int64_t shortest_gap(const std::map<sim::Time, double>& places) {
  std::int64_t shortest = std::numeric_limits<std::int64_t>::max();
  std::int64_t last = places.begin()->first.ns;
  for (const auto& [time, place] : places) {
    if (time.ns > last) shortest = std::min(shortest, time.ns - last);
    last = time.ns;
  }
  return shortest;
}

double room(std::int64_t gap_ns, std::int64_t shortest_ns) {
  if (gap_ns == 0) return kMicrostep;
  const double ratio = static_cast<double>(gap_ns) / static_cast<double>(shortest_ns);
  return std::min(kMost, kShortest + kOctave * std::log2(ratio));
}

}  // namespace

TimeAxis::TimeAxis(std::vector<sim::Time> times, double from) : end_(from) {
  for (const sim::Time time : times) places_[time] = from;
  if (places_.empty()) return;
  const std::int64_t shortest = shortest_gap(places_);
  std::int64_t last = places_.begin()->first.ns;
  double gap = 0;
  for (auto& [time, place] : places_) {
    if (time != places_.begin()->first) gap = room(time.ns - last, shortest);
    place = end_ += gap;
    last = time.ns;
  }
}

}  // namespace lab::trace
