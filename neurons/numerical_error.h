// Arithmetic that broke down: a singular matrix, a number that is none.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include "sim/note.h"

namespace neurons {

// Stops the run; the text says layer and step, or that it was at rest, which is no step.
class NumericalError : public std::runtime_error {
 public:
  NumericalError(const std::string& what, sim::Layer layer, sim::Sample sample)
      : std::runtime_error(
            "layer " + std::to_string(layer) +
            (sample == sim::kNoSample ? ", at rest" : ", step " + std::to_string(sample)) + ": " +
            what),
        at_rest_(sample == sim::kNoSample) {}
  // In a round of rest; they are counted from 0 over the whole run.
  static NumericalError at_rest(const std::string& what, sim::Layer layer, std::uint64_t round) {
    return {"in round " + std::to_string(round) + ", " + what, layer, sim::kNoSample};
  }

  // Of another process, that has said all of it.
  static NumericalError as_told(const std::string& text, bool at_rest) { return {text, at_rest}; }

  bool is_at_rest() const { return at_rest_; }

 private:
  NumericalError(const std::string& text, bool at_rest)
      : std::runtime_error(text), at_rest_(at_rest) {}

  bool at_rest_;
};

}  // namespace neurons
