// What a clock from outside says, made safe: numbers and texts that no clock of ours would say.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocols/duration.h"
#include "sim/phase_clock.h"

namespace lab {

// What a terminal can show of a text: control characters are no part of it, nor is what comes after
// the first thousand bytes.
inline std::string foreign_text(std::string text) {
  constexpr std::size_t kMost = 1000;
  if (text.size() > kMost) text = text.substr(0, kMost) + "..";
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = '?';
  }
  return text;
}

// Not empty, printable ASCII, and short: what a clock may be called.
inline bool is_foreign_name(std::string_view text) {
  constexpr std::size_t kMost = 200;
  for (const char c : text) {
    if (c < ' ' || c > '~') return false;
  }
  return !text.empty() && text.size() <= kMost;
}

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
