// Lockstep with a stagger: the order to learn travels down the layers as a pulse, from the top,
// where targets come first. It listens to nobody.
#pragma once

#include "sim/phase_clock.h"

namespace sim {

class WaveClock final : public PhaseClock {
 public:
  struct Options {
    Duration infer{100'000}, target{50'000}, stagger{10'000}, learn{10'000};
  };

  // REQUIRES: every duration but the stagger is positive.
  explicit WaveClock(const Options& options) : options_(options) {}

  std::string_view name() const override { return "wave"; }
  void start(ClockPort& port) override { begin_sample(port); }
  void hear(const Signal& signal, ClockPort& port) override;
  std::string save() const override;
  void load(std::string_view state) override;

 private:
  void begin_sample(ClockPort& port);
  void next_phase(ClockPort& port);
  void learn_one(ClockPort& port);

  Options options_;
  Sample sample_ = 0;
  Phase phase_ = Phase::kInfer;  // rest: all layers have learned
  Layer layer_ = 0;              // the next to learn
};

}  // namespace sim
