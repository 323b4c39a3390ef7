#include "tools/lab/study/positions.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>

#include "protocols/bad_input.h"
#include "protocols/duration.h"

namespace lab {
namespace {

constexpr double kLogFrom = 100;  // largest by smallest

std::optional<double> number_in(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size()) return value;
  return std::nullopt;
}

std::optional<double> duration_in(const std::string& text) {
  try {
    return static_cast<double>(protocols::parse_duration_ns(text));
  } catch (const protocols::BadInput&) {
    return std::nullopt;
  }
}

using Reading = std::optional<double> (*)(const std::string&);

// Empty if one is none, or two are the same.
std::vector<double> all(const std::vector<std::string>& values, Reading read) {
  std::set<double> different;
  std::vector<double> out;
  for (const std::string& value : values) {
    const auto found = read(value);
    if (!found || !std::isfinite(*found) || !different.insert(*found).second) return {};
    out.push_back(*found);
  }
  return out;
}

Positions by_size(std::vector<double> values) {
  const auto [least, most] = std::ranges::minmax(values);
  if (least <= 0 || most / least < kLogFrom) return {std::move(values), "", true};
  for (double& value : values) value = std::log10(value);
  return {std::move(values), "log scale", true};
}

}  // namespace

Positions positions_of(const std::vector<std::string>& values) {
  for (const Reading read : {number_in, duration_in}) {
    std::vector<double> found = all(values, read);
    if (!found.empty()) return by_size(std::move(found));
  }
  std::vector<double> places;
  for (std::size_t i = 0; i < values.size(); ++i) places.push_back(static_cast<double>(i));
  return {std::move(places), "", false};
}

}  // namespace lab
