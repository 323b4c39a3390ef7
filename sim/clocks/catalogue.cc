#include "sim/clocks/catalogue.h"

#include "sim/clocks/quiescence.h"

namespace sim {
namespace {

constexpr Parameter kLockstepParameters[] = {
    {"infer", "duration", "100us", "from the presentation to the release of the target"},
    {"target", "duration", "100us", "from the release of the target to the learn orders"},
    {"learn", "duration", "10us", "from the learn orders to the next presentation"},
};

// In the order of the alternatives of ClockOptions.
constexpr ClockInfo kClocks[] = {
    {"quiescence",
     "The ideal clock. It presents a sample, waits until nothing of it is in flight, has the "
     "target released, waits again, lets every layer learn, and goes on when all have. It is an "
     "oracle: it sees the event queue, which no message told it, and is marked non-local.",
     {},
     true,
     1},
    {"lockstep",
     "A metronome. Infer, target and learn last fixed times, whatever the layers do. With times "
     "that are too short for the delays of the links, targets come late: updates are missed, or "
     "meet the target of an earlier sample.",
     kLockstepParameters, false, 1},
};

}  // namespace

std::span<const ClockInfo> shipped_clocks() { return kClocks; }

std::unique_ptr<PhaseClock> make_clock(const ClockOptions& options) {
  if (const auto* lockstep = std::get_if<LockstepClock::Options>(&options)) {
    return std::make_unique<LockstepClock>(*lockstep);
  }
  return std::make_unique<QuiescenceClock>();
}

const ClockInfo& info_of(const ClockOptions& options) { return kClocks[options.index()]; }

}  // namespace sim
