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

// Weights of the feedback populations' own, (units, inputs) as those of the layers beside them,
// drawn alike, from numbers of their own. Layer l is at l - 1; of layer 1, which nothing is below,
// null. "widths" are n_0 .. n_L.
std::vector<TensorPtr> initial_feedback(InitialWeights kind, const std::vector<Index>& widths,
                                        std::uint64_t seed, Precision precision);

// The same numbers in the given precision.
TensorPtr in_precision(const Matrix<double>& values, Precision precision);

}  // namespace neurons
