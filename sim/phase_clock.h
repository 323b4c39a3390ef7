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

inline constexpr Layer kEverywhere = -1;

// Layers 1..L are populations; 0 is the source, L + 1 the teacher.
struct Topology {
  Layer layers = 0;          // L
  Sample samples = 0;        // how many there are to present
  std::size_t memory = 1;    // samples that a population remembers
  Layer self = kEverywhere;  // the layer of this instance; kEverywhere: one clock for all
};

// How a scheme is put on the stage.
struct ClockTraits {
  bool oracle = false;     // knows what no message told it: not local
  bool stakes = false;     // its orders give out stakes, which everybody gives back
  bool per_layer = false;  // an instance at the source, every layer and the teacher
};

class Gate;

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
  // Opens the next sample: now it may be ordered. False if none is left, and then nothing happens.
  // Throws ClockError unless it is the number of samples opened so far, or from an instance of
  // another layer than 0.
  virtual bool open(Sample sample) = 0;
  // Throws ClockError for an unknown layer, one that is another instance's, or a sample never
  // opened; a rest order may be of kNoSample.
  virtual void order(Layer layer, Phase phase, Sample sample) = 0;
  // To the instance of a neighbouring layer, or from the source's to the teacher's: the world
  // shows image and label. Throws ClockError for others.
  virtual void token(std::uint32_t to, std::int64_t value) = 0;
  // Nothing of this sample is in flight. Throws ClockError if the clock is no declared oracle.
  virtual bool quiet(Sample sample) const = 0;

  // Opens a sample and lets the source present it at once.
  bool present(Sample sample) {
    if (!open(sample)) return false;
    order(0, Phase::kInfer, sample);
    return true;
  }
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
  // What must be ready before the next window; null: nothing ever has to be waited for.
  virtual Gate* gate() { return nullptr; }
};

}  // namespace sim
