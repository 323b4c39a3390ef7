#include "tools/lab/data/dataset.h"

#include <fmt/format.h>

namespace lab {

std::string sides_of(const Dataset& dataset) {
  const std::string plane = fmt::format("{} x {}", dataset.height, dataset.width);
  return dataset.planes == 1 ? plane : fmt::format("{} x {}", dataset.planes, plane);
}

}  // namespace lab
