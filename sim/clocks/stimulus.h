// The world in schemes without a common clock: the source's instance presents at intervals and
// tells the teacher's, which releases the target some time later. It waits for nobody.
#pragma once

#include <deque>
#include <string>

#include "sim/clocks/recent_samples.h"
#include "sim/phase_clock.h"

namespace sim {

class Stimulus {
 public:
  struct Options {
    Duration interval{100'000}, target_after{0};
    bool exponential = false;  // intervals are drawn, `interval` is their mean
  };

  explicit Stimulus(const Options& options) : options_(options) {}

  // Both do nothing at the instances of other layers.
  void start(ClockPort& port);
  void hear(const Signal& signal, ClockPort& port);

  friend std::ostream& operator<<(std::ostream& out, const Stimulus& s);
  friend std::istream& operator>>(std::istream& in, Stimulus& s);

 private:
  void present(ClockPort& port);
  void hear_of(Sample sample, ClockPort& port);
  void release(Sample sample, ClockPort& port);

  Options options_;
  Sample next_ = 0;             // to present
  std::deque<Sample> waiting_;  // for their targets to be released, in order
  RecentSamples heard_;         // at the teacher
};

// "mean" stretched by an exponential draw.
Duration exponential(Duration mean, Random& random);

}  // namespace sim
