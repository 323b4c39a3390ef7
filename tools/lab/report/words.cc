#include "tools/lab/report/words.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string_view>
#include <utility>

namespace lab {
namespace {

// In the largest unit of which there is at least one.
template <std::size_t kUnits>
std::string in_units(double value,
                     const std::array<std::pair<double, const char*>, kUnits>& units) {
  std::size_t i = 0;
  // What would be rounded up to the next unit is told in that one.
  while (i + 1 < kUnits && std::abs(value) >= 0.9995 * units[i + 1].first) ++i;
  const double shown = value / units[i].first;
  return std::abs(shown) < 1000 ? fmt::format("{:.3g} {}", shown, units[i].second)
                                : fmt::format("{:.0f} {}", shown, units[i].second);
}

}  // namespace

std::string time_words(double ns) {
  static constexpr std::array<std::pair<double, const char*>, 4> kUnits = {
      {{1, "ns"}, {1e3, "us"}, {1e6, "ms"}, {1e9, "s"}}};
  return ns == 0 ? "0" : in_units(ns, kUnits);
}

std::string bytes_words(double bytes) {
  static constexpr std::array<std::pair<double, const char*>, 5> kUnits = {
      {{1, "B"}, {1e3, "kB"}, {1e6, "MB"}, {1e9, "GB"}, {1e12, "TB"}}};
  return bytes == 0 ? "0" : in_units(bytes, kUnits);
}

std::string count_words(double count) {
  std::string digits = fmt::format("{:.0f}", count);
  const std::size_t first = digits.starts_with('-') ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) digits.insert(at -= 3, 1, ',');
  return digits;
}

std::string percent_words(double share) {
  const double percent = 100 * share;
  if (percent > 99.9 && percent < 100) return ">99.9%";  // never all of what was not all
  if (percent < 0.1 && percent > 0) return "<0.1%";
  return fmt::format("{:.3g}%", percent);
}

std::string number_words(const std::optional<double>& value, const char* form) {
  return value ? fmt::format(fmt::runtime(form), *value) : "-";
}

}  // namespace lab
