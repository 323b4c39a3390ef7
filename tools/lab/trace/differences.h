// Differences between values of columns. Damaged files may hold any number: they wrap around
// instead of overflowing.
#pragma once

#include <cstdint>
#include <utility>

namespace lab::trace {

constexpr std::int64_t wrapped(std::uint64_t value) { return static_cast<std::int64_t>(value); }

constexpr std::int64_t sum(std::int64_t a, std::int64_t b) {
  return wrapped(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

constexpr std::int64_t difference(std::int64_t value, std::int64_t from) {
  return wrapped(static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(from));
}

// From the last value to this one, and the other way round; `last` becomes this one.
constexpr std::int64_t step(std::int64_t value, std::int64_t& last) {
  return difference(value, std::exchange(last, value));
}
constexpr std::int64_t undo_step(std::int64_t change, std::int64_t& last) {
  return last = sum(last, change);
}

}  // namespace lab::trace
