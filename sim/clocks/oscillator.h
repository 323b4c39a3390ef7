// Every layer, the source and the teacher have an oscillator of their own, with frequency error,
// drift, jitter and phase; at every tick a layer learns what it has, whatever the others do. A
// servo may have each follow the neighbour below it.
#pragma once

#include <optional>

#include "sim/clocks/learn_orders.h"

namespace sim {

class OscillatorClock final : public PhaseClock {
 public:
  struct Options {
    Duration period{250'000};
    // Phases of the ticks: the source's is 0; layers below the top learn `stagger` later each.
    Duration target{100'000}, learn{180'000}, stagger{0};
    double frequency_error_ppm = 0;  // standard deviation over the oscillators
    double drift_ppm = 0;            // standard deviation of the change of frequency per period
    Duration jitter{0};              // standard deviation of every tick
    Duration phase_error{0};         // standard deviation over the oscillators
    double servo_gain = 0;           // part of the phase error taken out per tick; 0: no servo
  };

  // REQUIRES: the period is positive.
  explicit OscillatorClock(const Options& options) : options_(options) {}

  std::string_view name() const override { return "oscillator"; }
  void start(ClockPort& port) override;
  void hear(const Signal& signal, ClockPort& port) override;
  std::string save() const override;
  void load(std::string_view state) override;

 private:
  void hear_of(Sample sample, ClockPort& port);
  void tick(ClockPort& port);
  bool act(ClockPort& port);
  void follow(ClockPort& port);
  void schedule(ClockPort& port);
  double phase_of(Layer layer, const ClockPort& port) const;

  Options options_;
  double period_ = 0, next_tick_ = 0;  // ns; the tick without its jitter
  std::uint64_t timer_ = 0;            // of the next tick
  bool running_ = false;
  int idle_ticks_ = 0;           // since something was heard
  Sample newest_ = kNoSample;    // heard of; at the source: presented
  Sample released_ = kNoSample;  // at the teacher
  LearnOrders orders_;
};

}  // namespace sim
