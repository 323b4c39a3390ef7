// Virtual time in whole nanoseconds: exact equality, no epsilon, no rounding.
// The microstep orders what happens at one nanosecond: a message without delay is
// received one microstep later, never in the same one. Sums and products that 64 bits do not hold
// throw std::overflow_error.
#pragma once

#include <compare>
#include <cstdint>
#include <stdexcept>

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

// Delays that come to more nanoseconds than 64 bits hold.
[[noreturn]] inline void fail_at_the_end_of_time() {
  throw std::overflow_error("virtual time ends after 292 years: delays are too long");
}

constexpr std::int64_t checked_sum(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) fail_at_the_end_of_time();
  return sum;
}

// The first moment that lies `delay` after `t`. REQUIRES: delay.ns >= 0.
constexpr Time operator+(Time t, Duration delay) {
  if (delay.ns == 0) return {t.ns, t.microstep + 1};
  return {checked_sum(t.ns, delay.ns), 0};
}

constexpr Duration operator-(Time later, Time earlier) { return {later.ns - earlier.ns}; }
constexpr Duration operator+(Duration a, Duration b) { return {checked_sum(a.ns, b.ns)}; }

constexpr Duration operator*(Duration delay, std::int64_t times) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(delay.ns, times, &product)) fail_at_the_end_of_time();
  return {product};
}

constexpr double seconds(Time t) { return static_cast<double>(t.ns) * 1e-9; }

}  // namespace sim
