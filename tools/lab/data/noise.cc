#include "tools/lab/data/noise.h"

#include <algorithm>

#include "sim/random.h"

namespace lab {

Dataset make_noise(std::size_t units, unsigned classes, std::size_t train) {
  sim::Random random(1, units, sim::Purpose::kModel);
  Dataset out;
  out.name = "noise";
  out.height = units;
  out.width = 1;
  out.classes = classes;
  out.train.count = train;
  out.train.images.resize(train * units);
  for (std::uint8_t& value : out.train.images) value = static_cast<std::uint8_t>(random.below(256));
  out.train.labels.resize(train);
  for (std::uint8_t& label : out.train.labels) {
    label = static_cast<std::uint8_t>(random.below(classes));
  }
  const auto brightest = *std::max_element(out.train.images.begin(), out.train.images.end());
  out.brightest = std::max<std::uint8_t>(brightest, 1);
  return out;
}

}  // namespace lab
