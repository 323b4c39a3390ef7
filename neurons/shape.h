// How many units layers have, and how many of the layer below they read. Everything that needs the
// size of a weight matrix asks here.
#pragma once

#include <vector>

#include "neurons/tensor.h"

namespace neurons {

// Which units of the layer below a layer reads.
enum class Reading {
  kFirst,       // the first, as many as it has itself: weights are square, widths never increase
  kAllAtFirst,  // layer 1 every input, the layers above as kFirst
  kAll,         // every one: widths rise and fall
};

// Of a layer's weights: (units, inputs).
struct LayerShape {
  Index units = 0, inputs = 0;
};

// Of layers 1 .. L; layer l is at l - 1. "widths" are n_0 .. n_L.
std::vector<LayerShape> layer_shapes(const std::vector<Index>& widths, Reading reading);

}  // namespace neurons
