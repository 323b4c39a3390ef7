// A problem with one field of a config, and the same as an exception. Neither knows which file the
// field came from: Config adds the place.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "protocols/bad_input.h"
#include "protocols/token.h"

namespace protocols {

struct Problem {
  std::string path;     // "link[1].loss"; empty: the whole config
  std::string problem;  // "must be at most 1, but is 2"
  std::string hint;     // empty: none
};

// Thrown where a text or an override is read; `at` is known when the fault is one of the text.
class FieldError : public BadInput {
 public:
  explicit FieldError(Problem found, std::optional<Position> place = std::nullopt)
      : BadInput(found.path + ": " + found.problem), problem(std::move(found)), at(place) {}

  Problem problem;
  std::optional<Position> at;
};

}  // namespace protocols
