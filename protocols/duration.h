// Durations as people write them: "10us", "1.5ms", "200ns", "2s". They are whole nanoseconds
// inside.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace protocols {

// The longest duration of a config: room is left to add many of them up in 64 bits.
inline constexpr std::int64_t kLongestDurationNs = 1'000'000'000'000'000;  // 10^6 s

// Throws BadInput, which says what is allowed, when `text` is not exactly a whole number of
// nanoseconds from 0 to kLongestDurationNs.
std::int64_t parse_duration_ns(std::string_view text);
// The same with a minus sign before it allowed: an offset.
std::int64_t parse_offset_ns(std::string_view text);

// In the largest unit of which there is at least one: 1500000 is "1.5ms". What it writes for a
// duration of a config, parse_duration_ns reads back.
std::string format_duration(std::int64_t duration_ns);

}  // namespace protocols
