// Where samples come from. The network does not know how they were made.
#pragma once

#include <cstdint>
#include <vector>

#include "neurons/tensor.h"
#include "sim/note.h"

namespace neurons {

// Functions of the sample's number alone; called from any thread.
class Batches {
 public:
  virtual ~Batches() = default;
  virtual TensorPtr inputs(sim::Sample sample) const = 0;                  // (pixels, batch)
  virtual std::vector<std::uint8_t> labels(sim::Sample sample) const = 0;  // (batch)
};

}  // namespace neurons
