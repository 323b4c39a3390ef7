// Several samples in flight: a new one at every interval, each with its own fixed times for target
// and learning. The target may be released before its input. It listens to nobody.
#pragma once

#include <map>

#include "sim/phase_clock.h"

namespace sim {

class PipelinedClock final : public PhaseClock {
 public:
  struct Options {
    Duration interval{50'000};
    Duration target{100'000};  // from the input to the target; negative: the target comes first
    Duration learn{150'000};   // from the input to the learn order of the top
    Duration stagger{0};       // each layer below learns so much later
  };

  // REQUIRES: interval > 0, learn and stagger >= 0.
  explicit PipelinedClock(const Options& options) : options_(options) {}

  std::string_view name() const override { return "pipelined"; }
  void start(ClockPort& port) override { begin_sample(port); }
  void hear(const Signal& signal, ClockPort& port) override;
  std::string save() const override;
  void load(std::string_view state) override;

  // Samples between their first order and their last one.
  static std::size_t in_flight(const Options& options, Layer layers);

 private:
  void begin_sample(ClockPort& port);
  void set(Duration delay, const Order& order, ClockPort& port);

  Options options_;
  Sample next_ = 0;
  std::map<std::uint64_t, Order> due_;  // by the number of their timer
  std::uint64_t interval_timer_ = ~std::uint64_t{0};
};

}  // namespace sim
