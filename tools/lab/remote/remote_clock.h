// A clock in another process. What is heard at one instant goes there as one request; a microstep
// later, at the same nanosecond, the reply is due, and what it asks for is done. So wall time, and
// when the reply really came, have no part in the result.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/gate.h"
#include "sim/phase_clock.h"
#include "tools/lab/remote/dialogue.h"

namespace lab {

// One clock for the whole network. Whatever the other side does wrong is a sim::ClockError that
// names it and its address. Used by one thread at a time.
class RemoteClock final : public sim::PhaseClock, public sim::Gate {
 public:
  struct Options {
    RemoteOptions remote;
    std::uint64_t seed = 1;
    std::vector<std::pair<std::string, std::string>> parameters;  // name and value
  };

  // Connects and says hello: whoever is not there, or no clock, is told before anything is begun.
  RemoteClock(const Options& options, const sim::Topology& topology);

  std::string_view name() const override { return dialogue_.title(); }
  void start(sim::ClockPort& port) override;
  void hear(const sim::Signal& signal, sim::ClockPort& port) override;
  std::string save() const override;           // asks the other side, and blocks for the reply
  void load(std::string_view state) override;  // as save()

  sim::Gate* gate() override { return this; }
  bool ready() override;
  int descriptor() const override { return dialogue_.descriptor(); }

 private:
  using Reply = protocols::clock::Reply;

  struct Batch {
    sim::Time at;
    std::uint64_t flush = 0;  // the timer that ends it
    protocols::clock::Signals signals;
    bool asked = false;
    std::optional<Reply> reply;
  };

  [[noreturn]] void fail(const std::string& what) const;
  void append(protocols::clock::Signal signal, sim::ClockPort& port);
  void ask(Batch& batch);
  void settle() const;
  bool flush_up_to(std::uint64_t timer, sim::ClockPort& port);
  void flush(sim::ClockPort& port);
  void act(const protocols::clock::Action& action, sim::ClockPort& port);
  void order(const protocols::clock::Order& order, sim::ClockPort& port);

  bool started_ = false;
  mutable Dialogue dialogue_;  // save() asks, too
  // The first one may have been asked; a second one can begin in the instant in which the first is
  // flushed. Mutable: that save() waits for a reply that is under way changes no result.
  mutable std::deque<Batch> batches_;
  std::map<std::uint64_t, std::uint64_t> waiting_;  // timers: number here, number there
  std::uint64_t timers_ = 0;                        // that the other side has set
  sim::Sample refused_ = sim::kNoSample;            // the first that there was not
};

}  // namespace lab
