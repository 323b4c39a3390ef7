// Durations by decimal digits, never through a double: "0.1s" is exactly 100000000 ns.
#include "protocols/duration.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "protocols/bad_input.h"

namespace protocols {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t length_ns;
  std::size_t decimals;  // digits after the point that a nanosecond needs
};

constexpr std::array<Unit, 4> kUnits = {
    {{"s", 1'000'000'000, 9}, {"ms", 1'000'000, 6}, {"us", 1'000, 3}, {"ns", 1, 0}}};

constexpr std::string_view kDigits = "0123456789";

[[noreturn]] void refuse(std::string_view text, std::string_view why) {
  throw BadInput(fmt::format(
      "\"{}\" is not a duration: {}; allowed is a number of ns, us, ms or s, such as \"1.5ms\"",
      text, why));
}

const Unit& unit_named(std::string_view name, std::string_view text) {
  const auto unit = std::ranges::find(kUnits, name, &Unit::name);
  if (unit != kUnits.end()) return *unit;
  refuse(text, name.empty() ? "the unit is missing" : fmt::format("\"{}\" is no unit", name));
}

// The value of a row of digits, or more than any duration may be: no overflow.
std::int64_t value_of(std::string_view digits) {
  std::int64_t value = 0;
  for (const char digit : digits) {
    value = std::min(value * 10 + (digit - '0'), kLongestDurationNs + 1);
  }
  return value;
}

std::int64_t fraction_ns(std::string_view digits, const Unit& unit, std::string_view text) {
  digits = digits.substr(0, digits.find_last_not_of('0') + 1);
  if (digits.size() > unit.decimals) refuse(text, "it has parts of a nanosecond");
  std::string padded(digits);
  padded.resize(unit.decimals, '0');
  return value_of(padded);
}

// Takes the digits at the start of `rest` away from it.
std::string_view take_digits(std::string_view& rest, std::string_view text) {
  const auto digits = rest.substr(0, rest.find_first_not_of(kDigits));
  if (text.starts_with('-')) refuse(text, "it is negative");
  if (digits.empty()) refuse(text, "it needs digits before the unit and around a point");
  rest.remove_prefix(digits.size());
  return digits;
}

}  // namespace

std::int64_t parse_duration_ns(std::string_view text) {
  std::string_view rest = text;
  const auto whole = take_digits(rest, text);
  std::string_view fraction;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    fraction = take_digits(rest, text);
  }
  const Unit& unit = unit_named(rest, text);
  const std::int64_t below_ns = fraction_ns(fraction, unit, text);
  const std::int64_t count = value_of(whole);
  if (count > (kLongestDurationNs - below_ns) / unit.length_ns) {
    refuse(text, "it is longer than 1000000s");
  }
  return count * unit.length_ns + below_ns;
}

std::int64_t parse_offset_ns(std::string_view text) {
  if (!text.starts_with('-')) return parse_duration_ns(text);
  return -parse_duration_ns(text.substr(1));
}

std::string format_duration(std::int64_t duration_ns) {
  if (duration_ns == 0) return "0s";
  const bool negative = duration_ns < 0;
  const auto bits = static_cast<std::uint64_t>(duration_ns);
  const std::uint64_t size_ns = negative ? 0 - bits : bits;  // right for the lowest number too
  const auto length_of = [](const Unit& unit) {
    return static_cast<std::uint64_t>(unit.length_ns);
  };
  const Unit& unit = *std::ranges::find_if(
      kUnits, [&](const Unit& candidate) { return length_of(candidate) <= size_ns; });
  std::string text = fmt::format("{}{}", negative ? "-" : "", size_ns / length_of(unit));
  if (const std::uint64_t below = size_ns % length_of(unit); below != 0) {
    text += fmt::format(".{:0{}}", below, unit.decimals);
    text.resize(text.find_last_not_of('0') + 1);
  }
  return text.append(unit.name);
}

}  // namespace protocols
