// dataset.h: labelled images in memory. It knows no file, no drawing and no network.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace lab {

// Row-major bytes; image i is images[i * pixels .. (i + 1) * pixels).
struct Split {
  std::size_t count = 0;
  std::vector<std::uint8_t> images;  // (count, planes, height, width)
  std::vector<std::uint8_t> labels;  // (count)
};

// A value: it copies, and threads may read one at the same time.
struct Dataset {
  std::string name;
  std::size_t planes = 1;  // 1: grey; 3: red, green, blue
  std::size_t height = 0;
  std::size_t width = 0;
  unsigned classes = 0;          // largest label of train and test + 1, unless the config says more
  std::uint8_t brightest = 255;  // largest training value, not 0: inputs are byte / brightest, 0..1
  Split train;
  Split test;                 // may be empty
  std::string largest_label;  // where the first of it is, for people; empty: in no file

  std::size_t pixels() const { return planes * height * width; }  // of one image: input units
};

// Of sizes, images and labels (XXH3): what the same run needs to be the same.
std::uint64_t digest_of(const Dataset& dataset);

// "28 x 28", or "3 x 32 x 32" with planes.
std::string sides_of(const Dataset& dataset);

}  // namespace lab
