// Self-timed, without a global clock: an instance at every layer, which speaks with its neighbours
// only. A request goes up when a layer has its activity, the teacher answers the top's with the
// label, a layer learns when its target has come, and an acknowledgement goes down when it has.
#pragma once

#include <map>

#include "sim/clocks/learn_orders.h"
#include "sim/clocks/recent_samples.h"

namespace sim {

class HandshakeClock final : public PhaseClock {
 public:
  struct Options {
    // How long a layer waits for a sample to get on, before it does without; 0: for ever. It must
    // exceed the way through all layers above and back.
    Duration timeout{0};
    std::int64_t in_flight = 1;  // samples that the source lets in before the first is done
  };

  explicit HandshakeClock(const Options& options) : options_(options) {}

  std::string_view name() const override { return "handshake"; }
  void start(ClockPort& port) override;
  void hear(const Signal& signal, ClockPort& port) override;
  std::string save() const override;
  void load(std::string_view state) override;

 private:
  struct Trip {  // of one sample through this layer
    bool requested = false, active = false, passed_on = false;
    bool learned = false, acknowledged = false;
    int timeouts = 0;
  };

  void at_source(const Signal& signal, ClockPort& port);
  void at_teacher(const Signal& signal, ClockPort& port);
  void at_layer(const Signal& signal, ClockPort& port);
  void hear_report(const Report& report, ClockPort& port);
  void present(ClockPort& port);
  void request(Sample sample, ClockPort& port);
  void give_up(Sample sample, ClockPort& port);
  void advance(Sample sample, ClockPort& port);
  void watch(Sample sample, Duration timeout, ClockPort& port);
  Sample timed_out(const Signal& signal);

  Options options_;
  Sample next_ = 0;               // to present; at layers: beyond all that were requested
  std::map<Sample, Trip> trips_;  // under way
  std::map<std::uint64_t, Sample> timers_;
  LearnOrders orders_;
  RecentSamples asked_;  // of the teacher
};

}  // namespace sim
