// Whole part, fraction, unit, in this order; each takes its characters off the rest.
#include "protocols/quantity.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "protocols/bad_input.h"

namespace protocols {
namespace {

constexpr std::string_view kDigits = "0123456789";

// What is being read, for complaints.
struct Reading {
  std::string_view text;
  const QuantityKind& kind;

  [[noreturn]] void refuse(std::string_view why) const {
    throw BadInput(
        fmt::format("\"{}\" is not a {}: {}; allowed is {}", text, kind.name, why, kind.allowed));
  }
};

const Unit& unit_named(std::string_view name, const Reading& reading) {
  const auto unit = std::ranges::find(reading.kind.units, name, &Unit::name);
  if (unit != reading.kind.units.end()) return *unit;
  reading.refuse(name.empty() ? "the unit is missing" : fmt::format("\"{}\" is no unit", name));
}

// The value of a row of digits, or more than any quantity may be: no overflow.
std::int64_t value_of(std::string_view digits, const Reading& reading) {
  std::int64_t value = 0;
  for (const char digit : digits) {
    value = std::min(value * 10 + (digit - '0'), reading.kind.most + 1);
  }
  return value;
}

std::int64_t fraction_of(const Unit& unit, std::string_view digits, const Reading& reading) {
  digits = digits.substr(0, digits.find_last_not_of('0') + 1);
  if (digits.size() > unit.decimals) reading.refuse(reading.kind.too_fine);
  std::string padded(digits);
  padded.resize(unit.decimals, '0');
  return value_of(padded, reading);
}

// Takes the digits at the start of `rest` away from it.
std::string_view take_digits(std::string_view& rest, const Reading& reading) {
  const auto digits = rest.substr(0, rest.find_first_not_of(kDigits));
  if (reading.text.starts_with('-') && !reading.kind.negative) reading.refuse("it is negative");
  if (digits.empty()) reading.refuse("it needs digits before the unit and around a point");
  rest.remove_prefix(digits.size());
  return digits;
}

}  // namespace

std::int64_t parse_quantity(std::string_view text, const QuantityKind& kind) {
  const Reading reading{text, kind};
  const bool negative = kind.negative && text.starts_with('-');
  std::string_view rest = text.substr(negative ? 1 : 0);
  const auto whole = take_digits(rest, reading);
  std::string_view fraction;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    fraction = take_digits(rest, reading);
  }
  const Unit& unit = unit_named(rest, reading);
  const std::int64_t below = fraction_of(unit, fraction, reading);
  const std::int64_t count = value_of(whole, reading);
  if (count > (kind.most - below) / unit.size) reading.refuse(kind.too_much);
  const std::int64_t size = count * unit.size + below;
  return negative ? -size : size;
}

}  // namespace protocols
