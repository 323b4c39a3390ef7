// Virtual time in whole nanoseconds: exact equality, no epsilon, no rounding.
// The microstep orders what happens at one nanosecond: a message without delay is
// received one microstep later, never in the same one.
#pragma once

#include <compare>
#include <cstdint>

namespace sim {

struct Duration {
  std::int64_t ns = 0;
  template <class A>
  void archive(A& a) {
    a(ns);
  }
  friend constexpr auto operator<=>(const Duration&, const Duration&) = default;
};

struct Time {
  std::int64_t ns = 0;
  std::uint32_t microstep = 0;
  template <class A>
  void archive(A& a) {
    a(ns, microstep);
  }
  friend constexpr auto operator<=>(const Time&, const Time&) = default;
};

// The first moment that lies `delay` after `t`. REQUIRES: delay.ns >= 0.
constexpr Time operator+(Time t, Duration delay) {
  if (delay.ns == 0) return {t.ns, t.microstep + 1};
  return {t.ns + delay.ns, 0};
}

constexpr Duration operator-(Time later, Time earlier) { return {later.ns - earlier.ns}; }
constexpr Duration operator+(Duration a, Duration b) { return {a.ns + b.ns}; }

constexpr double seconds(Time t) { return static_cast<double>(t.ns) * 1e-9; }

}  // namespace sim
