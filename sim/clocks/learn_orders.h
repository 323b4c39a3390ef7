// Which samples a layer has been told to learn: each once, and none is left open for ever.
#pragma once

#include <istream>
#include <ostream>
#include <set>

#include "sim/phase_clock.h"

namespace sim {

// For the instance of one layer.
class LearnOrders {
 public:
  // Orders the sample, unless it was ordered before.
  void order(Sample sample, ClockPort& port) {
    if (sample < next_ || !ahead_.insert(sample).second) return;
    port.order(port.topology().self, Phase::kLearn, sample);
    while (ahead_.erase(next_) > 0) ++next_;
  }

  // Orders every sample up to this one that was not ordered before.
  void order_through(Sample sample, ClockPort& port) {
    while (next_ <= sample) order(next_, port);
  }

  // Every sample before this one has been ordered.
  Sample next() const { return next_; }

  friend std::ostream& operator<<(std::ostream& out, const LearnOrders& o) {
    out << o.next_ << ' ' << o.ahead_.size();
    for (const Sample sample : o.ahead_) out << ' ' << sample;
    return out;
  }
  friend std::istream& operator>>(std::istream& in, LearnOrders& o) {
    std::size_t count = 0;
    o.ahead_.clear();
    in >> o.next_ >> count;
    for (Sample sample = 0; count > 0 && in >> sample; --count) o.ahead_.insert(sample);
    return in;
  }

 private:
  Sample next_ = 0;
  std::set<Sample> ahead_;  // ordered, beyond next_
};

}  // namespace sim
