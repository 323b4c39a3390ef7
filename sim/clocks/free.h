// No clock: a layer learns whenever a target arrives, from whatever activity it has. An instance
// at every layer, which hears nobody but its own layer.
#pragma once

#include "sim/clocks/learn_orders.h"
#include "sim/clocks/stimulus.h"

namespace sim {

class FreeClock final : public PhaseClock {
 public:
  struct Options {
    Duration interval{100'000}, target_after{0};
  };

  explicit FreeClock(const Options& options)
      : stimulus_({options.interval, options.target_after}) {}

  std::string_view name() const override { return "free"; }
  void start(ClockPort& port) override { stimulus_.start(port); }
  void hear(const Signal& signal, ClockPort& port) override;
  std::string save() const override;
  void load(std::string_view state) override;

 private:
  Stimulus stimulus_;
  LearnOrders orders_;
};

}  // namespace sim
