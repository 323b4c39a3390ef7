// Fixed durations for infer, target and learn. It listens to nobody: wrong when too short.
#pragma once

#include "sim/phase_clock.h"

namespace sim {

class LockstepClock final : public PhaseClock {
 public:
  struct Options {
    Duration infer{100'000}, target{100'000}, learn{10'000};
  };

  // REQUIRES: every duration is positive.
  explicit LockstepClock(const Options& options) : options_(options) {}

  std::string_view name() const override { return "lockstep"; }
  void start(ClockPort& port) override;
  void hear(const Signal& signal, ClockPort& port) override;
  std::string save() const override;
  void load(std::string_view state) override;

 private:
  void begin_sample(ClockPort& port);
  void next_phase(ClockPort& port);

  Options options_;
  Sample sample_ = 0;
  Phase phase_ = Phase::kInfer;
};

}  // namespace sim
