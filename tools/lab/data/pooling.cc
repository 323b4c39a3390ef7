#include "tools/lab/data/pooling.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace lab {
namespace {

std::uint8_t mean_of_square(const std::uint8_t* corner, std::size_t width, std::size_t factor) {
  std::size_t sum = 0;
  for (std::size_t y = 0; y < factor; ++y) {
    for (std::size_t x = 0; x < factor; ++x) sum += corner[y * width + x];
  }
  const std::size_t area = factor * factor;
  return static_cast<std::uint8_t>((sum + area / 2) / area);
}

// Image after image, plane after plane, row after row.
std::vector<std::uint8_t> pooled(const Split& split, const Dataset& data, std::size_t factor) {
  std::vector<std::uint8_t> out;
  out.reserve(split.images.size() / (factor * factor));
  for (std::size_t row = 0; row < split.count * data.planes * data.height; row += factor) {
    for (std::size_t x = 0; x < data.width; x += factor) {
      const std::uint8_t* corner = split.images.data() + row * data.width + x;
      out.push_back(mean_of_square(corner, data.width, factor));
    }
  }
  return out;
}

}  // namespace

Dataset pooled(Dataset data, std::size_t factor) {
  if (factor == 1) return data;
  data.train.images = pooled(data.train, data, factor);
  data.test.images = pooled(data.test, data, factor);
  data.height /= factor;
  data.width /= factor;
  data.brightest = std::max<std::uint8_t>(
      1, *std::max_element(data.train.images.begin(), data.train.images.end()));
  return data;
}

}  // namespace lab
