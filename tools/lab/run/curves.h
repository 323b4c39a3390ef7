// Learning curves: what runs wrote into metrics.jsonl, drawn over epochs.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tools/lab/files/run_folder.h"

namespace lab {

struct RunMetrics {
  std::string name;         // of the folder
  std::vector<Json> lines;  // one for each evaluation
};

// Throws protocols::BadInput if the folder is not one of a run, or its metrics are damaged. Of a
// run that was killed the last line may be cut; it is left out.
RunMetrics read_metrics(const std::filesystem::path& folder);

// One curve a run of one metric, as SVG. Throws protocols::BadInput, naming the metrics there are,
// if no run has it.
std::string compare_svg(const std::vector<RunMetrics>& runs, const std::string& metric);

// The accuracies of one run, as SVG.
std::string accuracy_svg(const std::string& title, const std::vector<Json>& lines);

}  // namespace lab
