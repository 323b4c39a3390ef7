// Edit distance with three rows, and the sentences made of it.
#include "protocols/suggest.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <numeric>
#include <utility>

namespace protocols {
namespace {

bool same_letter(char left, char right) {
  return std::tolower(static_cast<unsigned char>(left)) ==
         std::tolower(static_cast<unsigned char>(right));
}

bool are_swapped(std::string_view left, std::size_t i, std::string_view right, std::size_t j) {
  return i > 0 && j > 0 && same_letter(left[i], right[j - 1]) && same_letter(left[i - 1], right[j]);
}

// A third of a name may be wrong, and half of one that begins right: "gama" means gamma and "gate"
// gait, "foo" does not mean bp.
bool near_enough(std::size_t distance, std::string_view wrong, std::string_view known) {
  const std::size_t shorter = std::min(wrong.size(), known.size());
  const std::size_t longer = std::max(wrong.size(), known.size());
  const bool begins_right = shorter > 0 && same_letter(wrong[0], known[0]);
  return distance <= std::max<std::size_t>(1, longer / (begins_right ? 2 : 3)) &&
         distance < shorter;
}

}  // namespace

std::size_t edit_distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> two_above;
  std::vector<std::size_t> above(right.size() + 1);
  std::iota(above.begin(), above.end(), std::size_t{0});
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::vector<std::size_t> row = {i + 1};
    for (std::size_t j = 0; j < right.size(); ++j) {
      const std::size_t replaced = above[j] + (same_letter(left[i], right[j]) ? 0 : 1);
      row.push_back(std::min({replaced, above[j + 1] + 1, row[j] + 1}));
      if (are_swapped(left, i, right, j)) row.back() = std::min(row.back(), two_above[j - 1] + 1);
    }
    two_above = std::exchange(above, std::move(row));
  }
  return above.back();
}

std::optional<std::string> nearest_name(std::string_view wrong,
                                        const std::vector<std::string>& known) {
  if (known.empty()) return std::nullopt;
  const auto nearest = std::ranges::min_element(
      known, {}, [&](const std::string& name) { return edit_distance(wrong, name); });
  if (near_enough(edit_distance(wrong, *nearest), wrong, *nearest)) return *nearest;
  return std::nullopt;
}

std::string suggest(std::string_view wrong, const std::vector<std::string>& known,
                    std::string_view kind) {
  const auto nearest = nearest_name(wrong, known);
  const std::string question = nearest ? fmt::format("did you mean {}? ", *nearest) : "";
  return fmt::format("{}{}: {}", question, kind,
                     known.empty() ? "none" : fmt::format("{}", fmt::join(known, ", ")));
}

}  // namespace protocols
