// The units of bandwidths are decimal, like those of times.
#include "protocols/bandwidth.h"

#include <fmt/format.h>

#include <array>

#include "protocols/bad_input.h"
#include "protocols/quantity.h"

namespace protocols {
namespace {

constexpr std::array<Unit, 4> kUnits = {
    {{"GB/s", 1'000'000'000, 9}, {"MB/s", 1'000'000, 6}, {"kB/s", 1'000, 3}, {"B/s", 1, 0}}};

}  // namespace

std::uint64_t parse_bytes_per_second(std::string_view text) {
  if (text == "unlimited") return 0;
  const std::int64_t found =
      parse_quantity(text, {.name = "bandwidth",
                            .units = kUnits,
                            .most = kMostBytesPerSecond,
                            .allowed = "a number of B/s, kB/s, MB/s or GB/s, such as \"10MB/s\", "
                                       "or \"unlimited\"",
                            .too_much = "it is more than 1000000GB/s",
                            .too_fine = "it has parts of a byte per second"});
  if (found == 0) {
    throw BadInput(fmt::format("must be at least 1B/s, but is {}", text));
  }
  return static_cast<std::uint64_t>(found);
}

}  // namespace protocols
