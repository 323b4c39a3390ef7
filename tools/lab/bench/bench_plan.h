// What gaitsim bench all measures.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace lab {

struct Measurement {
  std::string table;         // of docs/benchmarks.md, that it is a part of
  std::string arguments;     // after "gaitsim bench"
  double wanted_ms = 0;      // of a step, on two cores with AVX-512; 0: nothing was said
  std::string kernels = {};  // empty: the best that the machine has

  std::string command() const;  // for a shell
};

struct Measured {
  Measurement of;
  nlohmann::ordered_json result;
};

// Kernels that this machine cannot run are left out.
std::vector<Measurement> bench_plan();

// Who measures, and when: one line. Whoever measures should be alone: the load says it.
std::string bench_machine();

}  // namespace lab
