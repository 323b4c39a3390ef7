#include "tools/lab/study/grid.h"

#include <fmt/format.h>

#include "tools/lab/study/names.h"

namespace lab {
namespace {

// The next combination, like the digits of a counter; false after the last.
bool advance(std::vector<std::size_t>& at, const std::vector<Axis>& axes) {
  for (std::size_t i = axes.size(); i-- > 0;) {
    if (++at[i] < axes[i].values.size()) return true;
    at[i] = 0;
  }
  return false;
}

// "target=35us" for each value of each axis.
std::vector<std::vector<std::string>> parts_of_names(const std::vector<Axis>& axes) {
  const std::vector<std::string> names = short_names(axes);
  std::vector<std::vector<std::string>> parts;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    parts.push_back(labels(axes[i].values));
    for (std::string& part : parts.back()) part = file_safe(names[i]) + "=" + part;
  }
  return parts;
}

}  // namespace

double count_of(const std::vector<Axis>& axes, std::uint64_t repeats) {
  auto count = static_cast<double>(repeats);
  for (const Axis& axis : axes) count *= static_cast<double>(axis.values.size());
  return count;
}

std::vector<GridRun> expand(const std::vector<Axis>& axes, std::uint64_t repeats,
                            std::uint64_t first_seed) {
  const auto parts = parts_of_names(axes);
  std::vector<GridRun> runs;
  std::vector<std::size_t> at(axes.size(), 0);
  do {
    GridRun run;
    run.at = at;
    for (std::size_t i = 0; i < axes.size(); ++i) {
      run.cell += (i == 0 ? "" : "_") + parts[i][at[i]];
      run.settings.push_back(axes[i].path + "=" + axes[i].values[at[i]]);
    }
    for (std::uint64_t repeat = 0; repeat < repeats; ++repeat) {
      run.seed = first_seed + repeat;
      run.folder = fmt::format("{}{}seed={}", run.cell, run.cell.empty() ? "" : "/", run.seed);
      runs.push_back(run);
    }
  } while (advance(at, axes));
  return runs;
}

}  // namespace lab
