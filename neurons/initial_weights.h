// The weights that a network starts with.
#pragma once

#include <cstdint>
#include <vector>

#include "neurons/tensor.h"
#include "sim/note.h"

namespace neurons {

enum class InitialWeights {
  kOrthogonal,    // Haar measure: QR of a Gaussian matrix, signs of R's diagonal taken out
  kXavierNormal,  // standard deviation sqrt(2 / (inputs + units))
};

// Weights (units, units) of layer `layer`, bias 0, version 0. Drawn in double from (seed, layer),
// so that both precisions start from the same numbers, rounded.
Weights initial_weights(InitialWeights kind, Index units, sim::Layer layer, std::uint64_t seed,
                        Precision precision);

// The same numbers in the given precision.
TensorPtr in_precision(const Matrix<double>& values, Precision precision);

}  // namespace neurons
