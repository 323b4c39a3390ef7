// Decimal numbers with a unit, read digit by digit and never through a double, so that they are
// exact. It knows no unit of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace protocols {

struct Unit {
  std::string_view name;
  std::int64_t size;     // in the smallest unit
  std::size_t decimals;  // digits after the point that the smallest unit needs
};

struct QuantityKind {
  std::string_view name;  // "duration"
  std::span<const Unit> units;
  std::int64_t most;
  std::string_view allowed;             // "a number of ns, us, ms or s, such as \"1.5ms\""
  std::string_view too_much, too_fine;  // why a number is refused: "it is longer than 1000000s"
  bool negative = false;                // whether "-" may stand before it
};

// In the smallest unit. Throws BadInput, which says what is allowed, for what is not exactly a
// whole number of these from 0, or -kind.most, to kind.most.
std::int64_t parse_quantity(std::string_view text, const QuantityKind& kind);

}  // namespace protocols
