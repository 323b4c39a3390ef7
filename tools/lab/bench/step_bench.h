// What actors, engine and messages cost: training steps, event-driven and as a plain loop, in
// turn, in one process.
#pragma once

#include <nlohmann/json.hpp>

#include "neurons/network.h"

namespace lab {

struct StepBenchOptions {
  neurons::Index width = 784;
  int layers = 5;  // weight layers
  std::size_t batch = 60;
  neurons::RuleKind rule = neurons::RuleKind::kGait;
  neurons::Precision precision = neurons::Precision::kFloat32;
  double lambda = 0.1;  // of the off-diagonal regularizer; 0: none
  double residual = 0;  // of a refined inverse; 0: LU factors in every step
  std::size_t threads = 1;
  int pairs = 15;
};

// As the results of measurements have them.
nlohmann::ordered_json to_json(const StepBenchOptions& options);

// Medians over the pairs, in milliseconds: event_driven_ms, plain_loop_ms; overhead is their
// quotient, median_ratio the median of the quotients of each pair, which noise moves less;
// product_gflops and memory_gigabytes, a second, are speeds measured beside them, flops and bytes
// what a step must do. With a residual, exact_cosine is the least, over layers, of the last update
// with that of LU factors.
nlohmann::ordered_json bench_step(const StepBenchOptions& options);

}  // namespace lab
