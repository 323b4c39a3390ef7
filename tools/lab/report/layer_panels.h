// For each run a panel of a number that every layer has, over steps: lines, or of many layers a
// map.
#pragma once

#include <string>
#include <vector>

#include "tools/lab/report/run_record.h"

namespace lab {

struct LayerNumber {
  bool probed = false;  // in the lines of probes; else in those of evaluations
  std::string key;      // "cosine": a list, layer 1 first
  std::string title;
};

// Panels of one number share their scale. Empty if no run has any of them.
std::string layer_panels(const std::vector<RunRecord>& runs,
                         const std::vector<LayerNumber>& numbers);

}  // namespace lab
