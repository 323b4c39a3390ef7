// The units of durations, and the largest one for writing.
#include "protocols/duration.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "protocols/quantity.h"

namespace protocols {
namespace {

constexpr std::array<Unit, 4> kUnits = {
    {{"s", 1'000'000'000, 9}, {"ms", 1'000'000, 6}, {"us", 1'000, 3}, {"ns", 1, 0}}};

QuantityKind durations(bool negative) {
  return {.name = "duration",
          .units = kUnits,
          .most = kLongestDurationNs,
          .allowed = "a number of ns, us, ms or s, such as \"1.5ms\"",
          .too_much = "it is longer than 1000000s",
          .too_fine = "it has parts of a nanosecond",
          .negative = negative};
}

}  // namespace

std::int64_t parse_duration_ns(std::string_view text) {
  return parse_quantity(text, durations(false));
}

std::int64_t parse_offset_ns(std::string_view text) {
  return parse_quantity(text, durations(true));
}

std::string format_duration(std::int64_t duration_ns) {
  if (duration_ns == 0) return "0s";
  const bool negative = duration_ns < 0;
  const auto bits = static_cast<std::uint64_t>(duration_ns);
  const std::uint64_t whole_ns = negative ? 0 - bits : bits;  // right for the lowest number too
  const auto size_of = [](const Unit& unit) { return static_cast<std::uint64_t>(unit.size); };
  const Unit& unit = *std::ranges::find_if(
      kUnits, [&](const Unit& candidate) { return size_of(candidate) <= whole_ns; });
  std::string text = fmt::format("{}{}", negative ? "-" : "", whole_ns / size_of(unit));
  if (const std::uint64_t below = whole_ns % size_of(unit); below != 0) {
    text += fmt::format(".{:0{}}", below, unit.decimals);
    text.resize(text.find_last_not_of('0') + 1);
  }
  return text.append(unit.name);
}

}  // namespace protocols
