// What quiescence knows, by messages only: every order gives out a stake, which comes back in
// pieces from whoever sends nothing on (sim/stake.h). All back: the phase has settled.
#pragma once

#include "sim/phase_clock.h"

namespace sim {

// One sample at a time: infer, target and learn, each until all stakes are back.
class CreditClock final : public PhaseClock {
 public:
  struct Options {
    Duration timeout{0};  // a phase longer than this is given up; 0: never
  };

  explicit CreditClock(const Options& options) : options_(options) {}

  std::string_view name() const override { return "credit"; }
  void start(ClockPort& port) override { begin_sample(port); }
  void hear(const Signal& signal, ClockPort& port) override;
  std::string save() const override;
  void load(std::string_view state) override;

 private:
  void begin_sample(ClockPort& port);
  void next_phase(ClockPort& port);
  void begin(Phase phase, ClockPort& port);

  Options options_;
  Sample sample_ = 0;
  Phase phase_ = Phase::kRest;  // rest: the run is over
  std::int64_t given_ = 0;      // stakes of this phase
  RecoveredStakes recovered_;
  std::uint64_t timer_ = 0;  // of this phase
};

}  // namespace sim
