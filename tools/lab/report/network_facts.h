// What a run's config says of its network: who is there, and the resolved law of every link. No
// data is read and no code of others is loaded for it.
#pragma once

#include <string>
#include <vector>

#include "tools/lab/explain/link_rows.h"
#include "tools/lab/report/run_record.h"

namespace lab {

struct NetworkFacts {
  std::string trouble;  // why there is nothing to tell; else empty
  int layers = 0;
  std::vector<int> widths;  // of layers 0 .. L; empty if not known
  bool shared = false;      // feedback lives on the feedforward units
  bool direct = false;      // credit goes from the top to every layer
  bool per_layer = false;   // a clock at every layer
  std::string clock;        // its name
  std::vector<LinkRow> links;
};

NetworkFacts network_facts(const RunRecord& run);

}  // namespace lab
