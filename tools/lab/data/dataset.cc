#include "tools/lab/data/dataset.h"

#include <fmt/format.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace lab {

std::uint64_t digest_of(const Dataset& dataset) {
  std::uint64_t out = XXH3_64bits_withSeed(&dataset.brightest, 1, dataset.classes);
  const auto add = [&out](const void* data, std::size_t size) {
    out = XXH3_64bits_withSeed(data, size, out);
  };
  const std::size_t sizes[] = {dataset.planes, dataset.height, dataset.width};
  add(sizes, sizeof sizes);
  for (const Split* split : {&dataset.train, &dataset.test}) {
    add(split->images.data(), split->images.size());
    add(split->labels.data(), split->labels.size());
  }
  return out;
}

std::string sides_of(const Dataset& dataset) {
  const std::string plane = fmt::format("{} x {}", dataset.height, dataset.width);
  return dataset.planes == 1 ? plane : fmt::format("{} x {}", dataset.planes, plane);
}

}  // namespace lab
