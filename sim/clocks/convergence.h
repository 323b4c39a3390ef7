// A layer is settled when what it reports has moved by no more than epsilon for a while. One
// sample at a time; every layer learns as soon as its own target is settled.
#pragma once

#include <map>

#include "sim/phase_clock.h"

namespace sim {

class ConvergenceClock final : public PhaseClock {
 public:
  struct Options {
    double epsilon = 1e-3;         // of the relative change, at the top
    double depth_factor = 1;       // epsilon is multiplied by it for every layer below the top
    Duration hold{30'000};         // without a larger change: settled
    Duration timeout{10'000'000};  // a phase longer than this is given up; 0: never
  };

  explicit ConvergenceClock(const Options& options) : options_(options) {}

  std::string_view name() const override { return "convergence"; }
  void start(ClockPort& port) override { begin_sample(port); }
  void hear(const Signal& signal, ClockPort& port) override;
  std::string save() const override;
  void load(std::string_view state) override;

 private:
  struct Watch {
    std::uint64_t timer = 0;  // of the hold that runs
    bool heard = false, settled = false;
  };

  void hear_report(const Report& report, ClockPort& port);
  void hear_timer(std::uint64_t number, ClockPort& port);
  void begin_sample(ClockPort& port);
  void begin(Phase phase, ClockPort& port);
  void settle(Layer layer, ClockPort& port);
  void give_up(ClockPort& port);
  double epsilon(Layer layer, const ClockPort& port) const;

  Options options_;
  Sample sample_ = 0;
  Phase phase_ = Phase::kRest;  // rest: the run is over
  std::map<Layer, Watch> watches_;
  std::uint64_t phase_timer_ = 0;
};

}  // namespace sim
