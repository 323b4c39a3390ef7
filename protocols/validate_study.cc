// A study is tried out before it costs hours: every value of every axis is set in a copy.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "protocols/outline.h"
#include "protocols/override.h"
#include "protocols/validate.h"
#include "protocols/validate_parts.h"

namespace protocols {
namespace {

// Other fields may be wrong only until other axes are set too: they are not looked at.
std::optional<Problem> trial(Experiment copy, const Override& change) {
  try {
    copy.clear_study();
    apply_override(change, copy);
  } catch (const FieldError& error) {
    return error.problem;
  }
  for (const auto& found : problems_of(copy)) {
    if (is_within(found.path, change.path)) return found;
  }
  return std::nullopt;
}

void check_value(const Experiment& experiment, const std::string& path, const Override& change,
                 Checks& checks) {
  checks.require(!change.value.empty(), path, "is empty");
  if (change.value.empty()) return;
  const auto found = trial(experiment, change);
  if (!found) return;
  checks.require(false, path, fmt::format("cannot be set: {}: {}", found->path, found->problem),
                 found->hint);
}

void check_axis(const Experiment& experiment, int index, Checks& checks) {
  const Axis& axis = experiment.study().axis(index);
  const std::string place = fmt::format("study.axis[{}]", index);
  if (axis.path().empty() || is_within(axis.path(), "study")) {
    return checks.require(false, place + ".path", "must be the path of a field outside of study");
  }
  checks.require(axis.values_size() > 0, place + ".values", "needs at least one value");
  for (int i = 0; i < axis.values_size(); ++i) {
    const std::string path = fmt::format("{}.values[{}]", place, i);
    check_value(experiment, path, {axis.path(), axis.values(i)}, checks);
  }
  const auto& axes = experiment.study().axis();
  const auto first = std::ranges::find(axes, axis.path(), &Axis::path);
  checks.require(first - axes.begin() == index, place + ".path",
                 fmt::format("{} has an axis already", axis.path()));
}

}  // namespace

void check_study(const Experiment& experiment, Checks& checks) {
  for (int i = 0; i < experiment.study().axis_size(); ++i) check_axis(experiment, i, checks);
}

}  // namespace protocols
