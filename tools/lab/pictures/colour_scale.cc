// The colours of heat maps: matplotlib's viridis (Smith and van der Walt, 2015, CC0) at eleven
// points, straight lines between them.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tools/lab/pictures/heat_map.h"

namespace lab {
namespace {

struct Colour {
  double red, green, blue;
};

constexpr Colour kPoints[] = {{68, 1, 84},    {72, 36, 117},  {65, 68, 135},  {53, 95, 141},
                              {42, 120, 142}, {33, 145, 140}, {34, 168, 132}, {68, 191, 112},
                              {122, 209, 81}, {189, 223, 38}, {253, 231, 37}};

}  // namespace

std::string viridis(double share) {
  constexpr auto kLast = static_cast<double>(std::size(kPoints) - 1);
  const double at = std::clamp(share, 0.0, 1.0) * kLast;
  const double below = std::min(std::floor(at), kLast - 1);
  const Colour& a = kPoints[static_cast<std::size_t>(below)];
  const Colour& b = kPoints[static_cast<std::size_t>(below) + 1];
  const auto mixed = [&](double from, double to) {
    return static_cast<int>(std::lround(from + (at - below) * (to - from)));
  };
  return fmt::format("#{:02x}{:02x}{:02x}", mixed(a.red, b.red), mixed(a.green, b.green),
                     mixed(a.blue, b.blue));
}

}  // namespace lab
