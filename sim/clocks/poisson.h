// Samples come, and layers learn, at random times: a Poisson process at the source and one at
// every layer, which know nothing of each other.
#pragma once

#include "sim/clocks/learn_orders.h"
#include "sim/clocks/stimulus.h"

namespace sim {

class PoissonClock final : public PhaseClock {
 public:
  struct Options {
    Duration interval{200'000}, target_after{0};  // the interval and learn are means
    Duration learn{50'000};
  };

  // REQUIRES: interval and learn are positive.
  explicit PoissonClock(const Options& options)
      : learn_(options.learn), stimulus_({options.interval, options.target_after, true}) {}

  std::string_view name() const override { return "poisson"; }
  void start(ClockPort& port) override { stimulus_.start(port); }
  void hear(const Signal& signal, ClockPort& port) override;
  std::string save() const override;
  void load(std::string_view state) override;

 private:
  void hear_of(Sample sample, ClockPort& port);

  Duration learn_;
  Stimulus stimulus_;
  LearnOrders orders_;
  Sample newest_ = kNoSample;  // up to here the layer is to learn at its next moment
  bool armed_ = false;         // a moment to learn has been drawn
};

}  // namespace sim
