// What a clock from outside asks for, made safe: numbers that no clock of ours would say.
#pragma once

#include <cstdint>
#include <string>

#include "protocols/duration.h"
#include "sim/phase_clock.h"

namespace lab {

// Both throw sim::ClockError, which names the clock by `who`.
inline sim::Duration foreign_delay(const std::string& who, std::int64_t delay_ns) {
  if (delay_ns >= 0 && delay_ns <= protocols::kLongestDurationNs) return {delay_ns};
  throw sim::ClockError("clock '" + who + "' set a timer of " + std::to_string(delay_ns) +
                        " ns; allowed is 0 to 10^15");
}

inline sim::Phase foreign_phase(const std::string& who, std::int64_t phase) {
  if (phase >= 0 && phase <= 3) return static_cast<sim::Phase>(phase);
  throw sim::ClockError("clock '" + who + "' ordered phase " + std::to_string(phase) +
                        "; there are 0 to 3");
}

}  // namespace lab
