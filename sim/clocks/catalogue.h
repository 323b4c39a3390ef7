// Every clock that is shipped: what it is called, what it does, what can be set.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <variant>

#include "sim/clocks/lockstep.h"
#include "sim/phase_clock.h"

namespace sim {

struct Parameter {
  std::string_view name, unit, fallback, text;
};

struct ClockInfo {
  std::string_view name, text;
  std::span<const Parameter> parameters;
  bool oracle = false;        // knows what no message told it: not local
  std::size_t in_flight = 1;  // samples that it keeps in flight: the default memory
};

std::span<const ClockInfo> shipped_clocks();

struct QuiescenceOptions {};
using ClockOptions = std::variant<QuiescenceOptions, LockstepClock::Options>;

std::unique_ptr<PhaseClock> make_clock(const ClockOptions& options);
const ClockInfo& info_of(const ClockOptions& options);

}  // namespace sim
