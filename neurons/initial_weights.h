// The weights that a network starts with.
#pragma once

#include <cstdint>
#include <vector>

#include "neurons/block.h"
#include "sim/note.h"

namespace neurons {

enum class InitialWeights {
  // Haar measure: QR of a Gaussian matrix, signs of R's diagonal taken out. What is not square has
  // orthonormal rows if it is wide, columns if it is tall.
  kOrthogonal,
  kXavierNormal,  // standard deviation sqrt(2 / (inputs + units))
};

// Weights of layer `layer`, bias 0, version 0. Drawn in double from (seed, layer), so that both
// precisions start from the same numbers, rounded. Of a block what is learned is
// drawn, half as large if it is residual.
Weights initial_weights(InitialWeights kind, const LayerShape& shape, sim::Layer layer,
                        std::uint64_t seed, Precision precision, const BlockOptions& block = {});

// Weights of the feedback populations' own, (units, inputs) as those of the layers beside them,
// drawn alike, from numbers of their own. Layer l is at l - 1; of layer 1, which nothing is below,
// null. Direct: with as many rows as the output has units, so that B_l^T leads from there to layer
// l - 1.
std::vector<TensorPtr> initial_feedback(InitialWeights kind, const std::vector<LayerShape>& shapes,
                                        std::uint64_t seed, Precision precision,
                                        bool direct = false);

// The same numbers in the given precision.
TensorPtr in_precision(const Matrix<double>& values, Precision precision);

}  // namespace neurons
