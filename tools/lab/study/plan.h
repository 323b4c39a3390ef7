// The plan of a study: every run, with the config that it will have. All of them are found right
// before anything runs. It starts nothing.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tools/lab/study/finished.h"
#include "tools/lab/study/grid.h"

namespace lab {

struct StudyOptions {
  std::filesystem::path config;
  std::vector<std::string> overrides;    // path=value, for every run
  std::vector<Axis> axes;                // empty: those of the study block
  std::optional<std::uint64_t> repeats;  // absent: those of the study block
  std::filesystem::path data_dir;
  std::optional<std::filesystem::path> out;  // absent: runs/<name>-sweep
};

struct PlannedRun : GridRun {
  RunIdentity identity = {};
};

struct Study {
  std::string name;
  std::vector<Axis> axes;
  std::uint64_t repeats = 1;
  std::filesystem::path out;
  std::vector<PlannedRun> runs;  // in the order of expand()
};

// Throws protocols::BadInput, as `run` would: for the config, an axis, or a cell of the grid.
Study plan(const StudyOptions& options);

}  // namespace lab
