// What one training step must compute, from its formulas alone: what a measured time is judged by.
#pragma once

#include <nlohmann/json.hpp>

#include "neurons/network.h"

namespace lab {

// Additions and multiplications of matrices, and of the optimizer. What is done once for every unit
// and column (activations, slopes, differences) is left out: it is below a percent.
struct StepFlops {
  double forward = 0;        // W y: 2 B for every weight, and position of a kernel
  double down = 0;           // credit through whatever it goes down through, after factorisation
  double factorisation = 0;  // LU: 2/3 n^3; damped: and the Gram matrix
  double gradient = 0;       // as forward
  double regularizer = 0;    // the Gram matrix, half a product, and a product by it
  double optimizer = 0;      // Adam: 12 for every weight
  // Of memory, where all layers are larger than the caches: weights that are read to go up and
  // down, weights and moments that an update reads and writes.
  double bytes = 0;

  double total() const {
    return forward + down + factorisation + gradient + regularizer + optimizer;
  }
};

StepFlops flops_of(const neurons::NetworkOptions& options, std::size_t batch);
StepFlops flops_of(const neurons::NetworkOptions& options, std::size_t batch, sim::Layer layer);
nlohmann::ordered_json to_json(const StepFlops& flops);

}  // namespace lab
