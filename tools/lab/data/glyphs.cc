// glyphs.cc: which digit image i is, and where its bytes go. It does not know how digits look.
#include "tools/lab/data/glyphs.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "protocols/bad_input.h"
#include "protocols/ranges.h"
#include "tools/lab/data/glyph_hand.h"

namespace lab {
namespace {

constexpr unsigned kDigits = 10;

enum Stream : std::uint32_t { kTrainLabels, kTrainImages, kTestLabels, kTestImages };

// Every ten images in a row are the ten digits, shuffled.
std::uint8_t label_of(std::uint64_t seed, Stream stream, std::size_t image) {
  Draws draws(seed, stream, image / kDigits);
  std::array<std::uint8_t, kDigits> order{};
  std::iota(order.begin(), order.end(), std::uint8_t{0});
  for (std::uint32_t left = kDigits; left > 1; --left) {
    std::swap(order[left - 1], order[draws.below(left)]);
  }
  return order[image % kDigits];
}

Split make_split(std::size_t count, std::uint64_t seed, Stream labels, Stream images) {
  Split split{.count = count,
              .images = std::vector<std::uint8_t>(count * Canvas::kPixels),
              .labels = std::vector<std::uint8_t>(count)};
  for (std::size_t image = 0; image < count; ++image) {
    split.labels[image] = label_of(seed, labels, image);
    Draws draws(seed, images, image);
    write_digit(split.labels[image], draws,
                std::span(split.images).subspan(image * Canvas::kPixels, Canvas::kPixels));
  }
  return split;
}

}  // namespace

Dataset make_glyphs(std::size_t train, std::size_t test, std::uint64_t seed) {
  constexpr std::size_t kMost = protocols::kMostGlyphs;
  if (train == 0) throw protocols::BadInput("glyphs: 0 training images; at least 1 is needed");
  if (train > kMost || test > kMost) {
    throw protocols::BadInput("glyphs: " + std::to_string(std::max(train, test)) +
                              " images; at most " + std::to_string(kMost) + " a split");
  }
  Dataset glyphs;
  glyphs.name = "glyphs";
  glyphs.height = Canvas::kSide;
  glyphs.width = Canvas::kSide;
  glyphs.classes = kDigits;
  glyphs.train = make_split(train, seed, kTrainLabels, kTrainImages);
  glyphs.test = make_split(test, seed, kTestLabels, kTestImages);
  glyphs.brightest = *std::max_element(glyphs.train.images.begin(), glyphs.train.images.end());
  return glyphs;
}

}  // namespace lab
