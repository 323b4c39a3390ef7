// The digits that we draw: the same everywhere and for ever (a digest notices a change of drawing),
// a longer set continues a shorter one, every digit equally often, and pictures that a network can
// use.
#include "tools/lab/data/glyphs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "protocols/bad_input.h"
#include "tests/tools/tiny_run.h"
#include "tools/lab/data/glyph_canvas.h"
#include "tools/lab/data/glyph_draws.h"
#include "tools/lab/data/glyph_strokes.h"
#include "tools/lab/setup/dataset_of.h"

namespace lab {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t kPixels = 784;

std::uint64_t digest(const Bytes& bytes) {  // FNV-1a
  std::uint64_t hash = 14695981039346656037U;
  for (const std::uint8_t byte : bytes) hash = (hash ^ byte) * 1099511628211U;
  return hash;
}

Bytes image(const Split& split, std::size_t index) {
  const auto first = split.images.begin() + static_cast<std::ptrdiff_t>(index * kPixels);
  return {first, first + kPixels};
}

TEST(Glyphs, HaveTheShapeOfMnist) {
  const Dataset glyphs = make_glyphs(30, 20);
  EXPECT_EQ(glyphs.name, "glyphs");
  EXPECT_EQ(glyphs.height, 28U);
  EXPECT_EQ(glyphs.width, 28U);
  EXPECT_EQ(glyphs.classes, 10U);
  EXPECT_EQ(glyphs.train.count, 30U);
  EXPECT_EQ(glyphs.train.images.size(), 30 * kPixels);
  EXPECT_EQ(glyphs.train.labels.size(), 30U);
  EXPECT_EQ(glyphs.test.count, 20U);
  EXPECT_EQ(glyphs.test.images.size(), 20 * kPixels);
}

// If this fails you changed the drawing: measure again what glyphs.h says, then write the new
// numbers.
TEST(Glyphs, AreTheSameOnEveryMachine) {
  const Dataset glyphs = make_glyphs(20, 10, 1);
  EXPECT_EQ(digest(glyphs.train.labels), 11358627987338696877U);
  EXPECT_EQ(digest(glyphs.train.images), 820642654343156100U);
  EXPECT_EQ(digest(glyphs.test.images), 14500402628266072383U);
}

TEST(Glyphs, DependOnTheSeed) {
  const Dataset one = make_glyphs(10, 10, 1);
  EXPECT_EQ(one.train.images, make_glyphs(10, 10, 1).train.images);
  EXPECT_NE(one.train.images, make_glyphs(10, 10, 2).train.images);
  EXPECT_NE(one.train.images, make_glyphs(10, 10, 1 + (std::uint64_t{1} << 32)).train.images);
}

TEST(Glyphs, OfAConfigHaveItsSeed) {
  const auto load = [](const std::string& glyphs) {
    return load_dataset(protocols::parse_config(kTiny, "t", {"data.glyphs=" + glyphs}), {});
  };
  const Dataset other = load("{train: 10 test: 10 seed: 2}");
  EXPECT_EQ(other.train.images, make_glyphs(10, 10, 2).train.images);
  EXPECT_EQ(load("{train: 10 test: 10}").train.images, make_glyphs(10, 10).train.images);
}

TEST(Glyphs, ALongerSetBeginsWithTheShorterOne) {
  const Dataset few = make_glyphs(10, 3);
  const Dataset many = make_glyphs(100, 30);
  EXPECT_TRUE(
      std::equal(few.train.images.begin(), few.train.images.end(), many.train.images.begin()));
  EXPECT_TRUE(
      std::equal(few.train.labels.begin(), few.train.labels.end(), many.train.labels.begin()));
  EXPECT_TRUE(std::equal(few.test.images.begin(), few.test.images.end(), many.test.images.begin()));
}

TEST(Glyphs, TestAndTrainingDiffer) {
  const Dataset glyphs = make_glyphs(50, 50);
  EXPECT_NE(glyphs.train.labels, glyphs.test.labels);
  for (std::size_t i = 0; i < 50; ++i) {
    for (std::size_t j = 0; j < 50; ++j) {
      EXPECT_NE(image(glyphs.train, i), image(glyphs.test, j)) << i << " and " << j;
    }
  }
}

TEST(Glyphs, EveryTenAreTheTenDigitsShuffled) {
  const Dataset glyphs = make_glyphs(200, 0);
  Bytes sorted(10);
  bool shuffled = false;
  for (auto first = glyphs.train.labels.begin(); first != glyphs.train.labels.end(); first += 10) {
    std::partial_sort_copy(first, first + 10, sorted.begin(), sorted.end());
    EXPECT_EQ(sorted, (Bytes{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
    shuffled = shuffled || !std::equal(first, first + 10, sorted.begin());
  }
  EXPECT_TRUE(shuffled);
}

TEST(Glyphs, ACountThatIsNoMultipleOfTenIsBalancedToOne) {
  const Dataset glyphs = make_glyphs(1007, 0);
  std::array<int, 10> seen{};
  for (const std::uint8_t label : glyphs.train.labels) ++seen.at(label);
  for (const int count : seen) {
    EXPECT_GE(count, 100);
    EXPECT_LE(count, 101);
  }
}

TEST(Glyphs, UseTheRangeOfBytes) {
  const Dataset glyphs = make_glyphs(200, 0);
  const auto [darkest, brightest] = std::ranges::minmax(glyphs.train.images);
  EXPECT_EQ(darkest, 0);
  EXPECT_EQ(brightest, 255);
  EXPECT_EQ(glyphs.brightest, 255);
}

TEST(Glyphs, EachHasInkOnMostlyEmptyPaper) {
  const Dataset glyphs = make_glyphs(500, 0);
  for (std::size_t i = 0; i < 500; ++i) {
    const Bytes picture = image(glyphs.train, i);
    const auto inked = std::ranges::count_if(picture, [](auto value) { return value >= 100; });
    EXPECT_GE(inked, 12) << "image " << i;
    EXPECT_LE(inked, 784 / 2) << "image " << i;
  }
}

TEST(Glyphs, WithoutTestImagesTheTestIsEmpty) {
  const Dataset glyphs = make_glyphs(1, 0);
  EXPECT_EQ(glyphs.test.count, 0U);
  EXPECT_TRUE(glyphs.test.images.empty());
}

TEST(Glyphs, RefuseNoTrainingAndAbsurdCounts) {
  EXPECT_THROW(make_glyphs(0, 10), protocols::BadInput);
  EXPECT_THROW(make_glyphs(std::size_t{1} << 40, 0), protocols::BadInput);
  EXPECT_THROW(make_glyphs(1, std::size_t{1} << 40), protocols::BadInput);
}

TEST(GlyphStrokes, EveryDigitIsWrittenInSeveralWays) {
  for (unsigned digit = 0; digit < 10; ++digit) EXPECT_GE(glyph_variants(digit).size(), 2U);
}

TEST(GlyphStrokes, ALineStaysAndACurvePassesThroughItsPoints) {
  const std::vector<Point> points{{0, 0}, {1, 0}, {1, 1}};
  EXPECT_EQ(flatten({false, points}), points);
  const std::vector<Point> curve = flatten({true, points});
  EXPECT_GT(curve.size(), 2 * points.size());
  for (const Point& point : points) {
    EXPECT_TRUE(std::ranges::any_of(curve, [&](const Point& at) {
      return std::hypot(at.x - point.x, at.y - point.y) < 1e-12;
    }));
  }
}

TEST(GlyphCanvas, InkFallsOffAcrossTheEdgeOfTheStroke) {
  Canvas canvas;
  const std::vector<Point> level{{5, 10}, {15, 10}};
  canvas.draw(level, 1.0, 0.5);
  const auto ink = [&](std::size_t row) { return canvas.ink(row * Canvas::kSide + 10); };
  EXPECT_DOUBLE_EQ(ink(10), 0.5);   // on the stroke
  EXPECT_DOUBLE_EQ(ink(11), 0.25);  // its edge runs through the middle of this pixel
  EXPECT_DOUBLE_EQ(ink(12), 0.0);
  EXPECT_DOUBLE_EQ(ink(9), 0.25);
}

TEST(GlyphCanvas, StrokesBeyondThePaperAreCut) {
  Canvas canvas;
  const std::vector<Point> away{{-900, 5}, {-50, 900}};
  canvas.draw(away, 2, 1);
  const std::vector<Point> across{{-900, 5}, {900, 5}};
  canvas.draw(across, 0.5, 1);
  EXPECT_DOUBLE_EQ(canvas.ink(5 * Canvas::kSide), 1.0);
  EXPECT_DOUBLE_EQ(canvas.ink(5 * Canvas::kSide + 27), 1.0);
  EXPECT_DOUBLE_EQ(canvas.ink(7 * Canvas::kSide), 0.0);
}

TEST(GlyphDraws, AreRepeatableAndSeparatePerSeedStreamAndItem) {
  const auto first = [](std::uint64_t seed, std::uint32_t stream, std::uint64_t item) {
    return Draws(seed, stream, item).bits();
  };
  EXPECT_EQ(first(1, 2, 3), first(1, 2, 3));
  EXPECT_NE(first(1, 2, 3), first(2, 2, 3));
  EXPECT_NE(first(1, 2, 3), first(1, 3, 3));
  EXPECT_NE(first(1, 2, 3), first(1, 2, 4));
}

TEST(GlyphDraws, HaveTheirMeansAndBounds) {
  Draws draws(1, 0, 0);
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < 10000; ++i) {
    EXPECT_LT(draws.below(7), 7U);
    const double even = draws.between(2, 3);
    EXPECT_TRUE(even >= 2 && even < 3);
    const double bell = draws.bell();
    sum += bell;
    squares += bell * bell;
  }
  EXPECT_NEAR(sum / 10000, 0, 0.04);  // four standard errors
  EXPECT_NEAR(squares / 10000, 1, 0.06);
}

}  // namespace
}  // namespace lab
