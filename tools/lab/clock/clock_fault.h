// What is wrong with the clock of a config, found out when the clock itself was asked.
#pragma once

#include <string>
#include <utility>

#include "protocols/bad_input.h"

namespace lab {

class ClockFault : public protocols::BadInput {
 public:
  ClockFault(std::string path, const std::string& problem, std::string hint = {})
      : BadInput(problem), path_(std::move(path)), hint_(std::move(hint)) {}

  const std::string& path() const { return path_; }  // the field of the config
  const std::string& hint() const { return hint_; }

 private:
  std::string path_, hint_;
};

}  // namespace lab
