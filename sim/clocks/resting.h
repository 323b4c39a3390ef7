// Rest phases between samples, under any clock that serves all layers: before the first sample, and
// after every so many, layers rest for some rounds while no data is presented. The clock inside
// notices nothing: what it does when it opens a sample is done after the rest.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "sim/phase_clock.h"

namespace sim {

struct RestOptions {
  std::uint64_t before = 0;  // rounds before the first sample
  std::uint64_t rounds = 0;  // rounds after every ...
  Sample every = 0;          // ... so many samples; 0: never
  Duration timeout{0};       // a round that lasts longer is given up; 0: never
};

// A round is a rest order of every layer, with no sample; it is over when all have reported.
class RestingClock final : public PhaseClock {
 public:
  // REQUIRES: the clock is none with an instance at every layer.
  RestingClock(std::unique_ptr<PhaseClock> inner, const RestOptions& options)
      : inner_(std::move(inner)), options_(options) {}

  std::string_view name() const override { return inner_->name(); }
  void start(ClockPort& port) override;
  void hear(const Signal& signal, ClockPort& port) override;
  std::string save() const override;
  void load(std::string_view state) override;
  Gate* gate() override { return inner_->gate(); }

 private:
  // What the inner clock does once the rest is over.
  struct Deed {
    enum Kind { kStart, kOrder, kAfter, kToken } kind = kStart;
    std::int64_t a = 0, b = 0, c = 0;
  };
  class Door;

  bool resting() const { return left_ > 0; }
  void rest(std::uint64_t rounds, ClockPort& port);
  void begin_round(ClockPort& port);
  void end_round(ClockPort& port);
  void wake(ClockPort& port);
  void do_now(const Deed& deed, ClockPort& port);
  bool heard_of_rest(const Signal& signal, ClockPort& port);
  bool due(Sample sample) const;

  std::unique_ptr<PhaseClock> inner_;
  RestOptions options_;
  std::uint64_t left_ = 0;                        // rounds of this rest, the one under way included
  std::set<Layer> rested_;                        // in this round
  std::int64_t time_out_ = -1;                    // timer of this round
  std::deque<Deed> waiting_;                      // for the end of the rest
  std::uint64_t timers_ = 0;                      // of the inner clock, named so far
  std::map<std::uint64_t, std::uint64_t> names_;  // of its timers, by those of the port
};

}  // namespace sim
