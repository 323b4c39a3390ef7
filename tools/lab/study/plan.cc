#include "tools/lab/study/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "protocols/config.h"
#include "protocols/outline.h"
#include "tools/lab/setup/dataset_of.h"
#include "tools/lab/setup/link_laws.h"
#include "tools/lab/setup/setup.h"

namespace lab {
namespace {

constexpr double kMostRuns = 10000;

std::vector<Axis> axes_of(const protocols::Study& study) {
  std::vector<Axis> axes;
  for (const protocols::Axis& axis : study.axis()) {
    axes.push_back({axis.path(), {axis.values().begin(), axis.values().end()}});
  }
  return axes;
}

[[noreturn]] void refuse(const Axis& axis, std::string_view problem, std::string_view hint) {
  throw protocols::BadInput(fmt::format("axis {}: {}\nhint: {}", axis.path, problem, hint));
}

void check_axis(const Axis& axis, const std::vector<Axis>& axes) {
  if (protocols::is_within(axis.path, "study")) {
    refuse(axis, "must be outside of study", "a study has no studies in it");
  }
  if (axis.path == "seed") {
    refuse(axis, "the seed is not an axis", "--repeats N takes seed, seed + 1, and so on");
  }
  if (std::ranges::count(axes, axis.path, &Axis::path) > 1) {
    refuse(axis, "is given twice", "name all values in one axis");
  }
  for (const std::string& value : axis.values) {
    if (std::ranges::count(axis.values, value) > 1) {
      refuse(axis, "has the value " + value + " twice", "name each value once");
    }
  }
}

void check_size(const Study& study) {
  const double runs = count_of(study.axes, study.repeats);
  if (study.axes.empty() && runs <= 1) {
    throw protocols::BadInput(
        "there is nothing to sweep: no axis, one repeat\nhint: give "
        "--axis PATH=VALUE,VALUE,... or a study block in the config");
  }
  if (runs <= kMostRuns) return;
  throw protocols::BadInput(
      fmt::format("the study has {:.6g} runs, but {:.6g} at most are allowed", runs, kMostRuns));
}

// What is known of a data set without its images, kept since many cells share one.
class DataSets {
 public:
  explicit DataSets(std::filesystem::path folder) : folder_(std::move(folder)) {}

  const Dataset& of(const protocols::Config& config) {
    const std::string key = config.experiment().data().SerializeAsString();
    const auto known = known_.find(key);
    if (known != known_.end()) return known->second;
    Dataset loaded = load_dataset(config, folder_);
    for (Split* split : {&loaded.train, &loaded.test}) {
      split->images = {};
      split->labels = {};
    }
    return known_.emplace(key, std::move(loaded)).first->second;
  }

 private:
  std::filesystem::path folder_;
  std::map<std::string, Dataset> known_;
};

// What `run` checks when it has the data, too.
void check_with_data(const protocols::Config& config, const Dataset& dataset) {
  const auto shape = network_shape(config, dataset);
  batch_options(config, dataset);
  link_laws(config, shape.layers());
}

// Whoever reads the error sees which cell of the grid it was.
[[noreturn]] void refuse_cell(const GridRun& run, const protocols::BadInput& error) {
  std::string settings;
  for (const std::string& setting : run.settings) settings += " -s " + setting;
  throw protocols::BadInput(fmt::format("{}\nin the run{}", error.what(), settings));
}

PlannedRun planned(const StudyOptions& options, const GridRun& run, DataSets& data) {
  std::vector<std::string> overrides = options.overrides;
  overrides.insert(overrides.end(), run.settings.begin(), run.settings.end());
  overrides.push_back(fmt::format("seed={}", run.seed));
  try {
    const protocols::Config config = protocols::load_config(options.config, overrides);
    check_with_data(config, data.of(config));
    return {run, identity_of(config.experiment())};
  } catch (const protocols::BadInput& error) {
    refuse_cell(run, error);
  }
}

}  // namespace

Study plan(const StudyOptions& options) {
  const protocols::Config base = protocols::load_config(options.config, options.overrides);
  const protocols::Experiment& experiment = base.experiment();
  Study study = {.name = experiment.name(),
                 .axes = options.axes.empty() ? axes_of(experiment.study()) : options.axes,
                 .repeats = options.repeats.value_or(experiment.study().repeats()),
                 .out = options.out.value_or("runs/" + experiment.name() + "-sweep"),
                 .runs = {}};
  for (const Axis& axis : study.axes) check_axis(axis, study.axes);
  check_size(study);
  DataSets data(options.data_dir);
  for (const GridRun& run : expand(study.axes, study.repeats, experiment.seed())) {
    study.runs.push_back(planned(options, run, data));
  }
  return study;
}

}  // namespace lab
