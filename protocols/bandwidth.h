// Bandwidths as people write them: "10MB/s", "1.5GB/s", "unlimited". They are whole bytes per
// second inside.
#pragma once

#include <cstdint>
#include <string_view>

namespace protocols {

inline constexpr std::int64_t kMostBytesPerSecond = 1'000'000'000'000'000;  // 10^6 GB/s

// 0: unlimited. Throws BadInput, which says what is allowed, when `text` is neither "unlimited" nor
// exactly a whole number of bytes per second from 1 to kMostBytesPerSecond.
std::uint64_t parse_bytes_per_second(std::string_view text);

}  // namespace protocols
