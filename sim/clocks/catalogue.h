// Every clock that is shipped: what it is called, what it does, what can be set.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <variant>

#include "sim/clocks/convergence.h"
#include "sim/clocks/credit.h"
#include "sim/clocks/free.h"
#include "sim/clocks/handshake.h"
#include "sim/clocks/lockstep.h"
#include "sim/clocks/oscillator.h"
#include "sim/clocks/pipelined.h"
#include "sim/clocks/poisson.h"
#include "sim/clocks/wave.h"
#include "sim/phase_clock.h"

namespace sim {

struct Parameter {
  std::string_view name, unit, fallback, text;
};

// In words: when the source, the teacher and the layers are ordered (each to follow a comma), and
// how samples and their phases follow each other. `x` is the parameter x. Of clocks from outside,
// which do not say, all are empty.
struct ClockOrders {
  std::string_view infer, target, learn, samples;
};

struct ClockInfo {
  std::string_view name, text;
  std::span<const Parameter> parameters;
  ClockTraits traits = {};
  ClockOrders orders = {};
};

std::span<const ClockInfo> shipped_clocks();

struct QuiescenceOptions {};
using ClockOptions =
    std::variant<QuiescenceOptions, CreditClock::Options, LockstepClock::Options,
                 WaveClock::Options, ConvergenceClock::Options, HandshakeClock::Options,
                 OscillatorClock::Options, FreeClock::Options, PoissonClock::Options,
                 PipelinedClock::Options>;

std::unique_ptr<PhaseClock> make_clock(const ClockOptions& options);
const ClockInfo& info_of(const ClockOptions& options);
// Samples that the clock keeps in flight in a network of so many layers: the default memory.
std::size_t in_flight_of(const ClockOptions& options, Layer layers);

}  // namespace sim
