// Arithmetic that broke down: a singular matrix, a number that is none.
#pragma once

#include <stdexcept>
#include <string>

#include "sim/note.h"

namespace neurons {

// Stops the run; the text says layer and step, or that it was at rest.
class NumericalError : public std::runtime_error {
 public:
  NumericalError(const std::string& what, sim::Layer layer, sim::Sample sample)
      : std::runtime_error(
            "layer " + std::to_string(layer) +
            (sample == sim::kNoSample ? ", at rest" : ", step " + std::to_string(sample)) + ": " +
            what) {}
};

}  // namespace neurons
