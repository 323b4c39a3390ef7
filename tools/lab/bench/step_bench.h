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
  std::size_t threads = 1;
  int pairs = 15;
};

// The speed of a matrix product of this precision, on one thread: of the options' width, or of 512
// where that is less.
double product_gflops(const StepBenchOptions& options);

// As the results of measurements have them.
nlohmann::ordered_json to_json(const StepBenchOptions& options);

// Medians over the pairs, in milliseconds: event_driven_ms, plain_loop_ms; overhead is the
// median of the ratios of each pair; product_gflops is the speed of a matrix product measured
// beside them, flops what a step must do.
nlohmann::ordered_json bench_step(const StepBenchOptions& options);

}  // namespace lab
