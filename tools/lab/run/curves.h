// Learning curves: what runs wrote into metrics.jsonl, drawn over epochs or steps.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tools/lab/files/run_folder.h"
#include "tools/lab/pictures/line_plot.h"

namespace lab {

struct RunMetrics {
  std::string name;          // of the folder
  std::vector<Json> lines;   // one for each evaluation
  std::vector<Json> probes;  // one for each probed sample
};

// Throws protocols::BadInput if the folder is not one of a run, or its metrics are damaged. Of a
// run that was killed the last line may be cut; it is left out.
RunMetrics read_metrics(const std::filesystem::path& folder);

struct Curves {
  std::string metric, over;  // over "epoch" or "step"
  std::vector<Line> lines;   // of the runs that measured it, one each; at least one
};

// Of evaluations over epochs or, if the metric is a probe's or it is asked for, over steps. Of a
// list by layer it is the mean, or layer l's if the metric is NAME[l]. Throws protocols::BadInput,
// naming the metrics there are, if no run has it.
Curves curves_of(const std::vector<RunMetrics>& runs, const std::string& metric,
                 bool over_steps = false);

// As SVG.
std::string curves_svg(const Curves& curves);

// The accuracies of one run, as SVG.
std::string accuracy_svg(const std::string& title, const std::vector<Json>& lines);

}  // namespace lab
