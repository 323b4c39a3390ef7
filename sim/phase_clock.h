// The plug-in interface of clocks: the scheme that gives phases. A clock hears reports, tokens
// and timers and gives orders. It never sees a weight or an activity.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "sim/random.h"
#include "sim/signals.h"
#include "sim/time.h"

namespace sim {

// Layers 1..L are populations; 0 is the source, L + 1 the teacher.
struct Topology {
  Layer layers = 0;    // L
  Sample samples = 0;  // how many there are to present
};

// A clock that gave an impossible order: a defect of the clock, which the text names.
class ClockError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// What a clock may do. Valid only during the call that it was passed to.
class ClockPort {
 public:
  virtual ~ClockPort() = default;

  virtual Time now() const = 0;
  virtual Random& random() = 0;
  virtual Topology topology() const = 0;

  // A Timer will be heard after the delay. Returns its number.
  virtual std::uint64_t after(Duration delay) = 0;
  // Lets the source present this sample. False if none is left, and then nothing happens.
  // Throws ClockError unless it is the number of samples presented so far.
  virtual bool present(Sample sample) = 0;
  // Throws ClockError for an unknown layer or a sample never presented.
  virtual void order(Layer layer, Phase phase, Sample sample) = 0;
  virtual void token(std::uint32_t to, std::int64_t value) = 0;
  // Nothing of this sample is in flight. Throws ClockError if the clock is no declared oracle.
  virtual bool quiet(Sample sample) const = 0;
};

// Called by one thread at a time, in the order of events.
class PhaseClock {
 public:
  virtual ~PhaseClock() = default;

  // The name in configs and results. Change it when the meaning changes.
  virtual std::string_view name() const = 0;
  virtual void start(ClockPort& port) = 0;
  virtual void hear(const Signal& signal, ClockPort& port) = 0;
  virtual std::string save() const = 0;  // the whole state, for checkpoints
  virtual void load(std::string_view state) = 0;
};

}  // namespace sim
