// What the machine can do, on one thread: what steps are held against.
#pragma once

#include "tools/lab/bench/step_bench.h"

namespace lab {

// A product of square matrices of this precision, of the options' width, or of 512 where that is
// less.
double product_gflops(const StepBenchOptions& options);
// Two arrays that are added up, each as large as the weights of all layers; a second.
double memory_gigabytes(const StepBenchOptions& options);

}  // namespace lab
