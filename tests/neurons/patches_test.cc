#include "neurons/patches.h"

#include <gtest/gtest.h>

#include "neurons/feedback_layer.h"
#include "neurons/layer.h"
#include "tests/neurons/numbers.h"

namespace neurons {
namespace {

using M = Matrix<double>;

constexpr Grid kGrid{4, 4, 2};

// 0, 1, 2, .. for one sample.
M numbered(Index rows) {
  M out(rows, 1);
  for (Index i = 0; i < rows; ++i) out(i, 0) = static_cast<double>(i);
  return out;
}

TEST(Grid, CountsMapsFastestUnlessItIsPlanar) {
  EXPECT_EQ(kGrid.unit(1, 2, 1), (1 * 4 + 2) * 2 + 1);
  EXPECT_EQ((Grid{4, 4, 2, true}).unit(1, 2, 1), 16 + 1 * 4 + 2);
  EXPECT_EQ(kGrid.units(), 32);
}

TEST(Kernel, FitsWhereItsStepsEndWithTheGrid) {
  EXPECT_TRUE(fits(kGrid, {2, 2, 2}));
  EXPECT_TRUE(fits(kGrid, {2, 1, 1}));
  EXPECT_TRUE(fits(kGrid, {4, 1, 2}));
  EXPECT_FALSE(fits(kGrid, {3, 2, 2}));  // 4 - 3 is no multiple of 2
  EXPECT_FALSE(fits(kGrid, {5, 1, 2}));
  EXPECT_FALSE(fits(kGrid, {2, 2, 3}));  // maps
  EXPECT_FALSE(fits({4, 5, 2}, {2, 2, 2}));
}

TEST(Kernel, MakesAsManyMapsAsItSeesUnits) {
  const Grid above = grid_above(kGrid, {2, 1, 2});
  EXPECT_EQ(above.height, 3);
  EXPECT_EQ(above.width, 3);
  EXPECT_EQ(above.maps, 8);
}

TEST(Patches, AreWhatTheKernelSeesFromLeftToRight) {
  const auto patches = kernel_patches({4, 4, 1}, {2, 2, 1});
  EXPECT_EQ(patches->positions(), 4);
  EXPECT_EQ(patches->size(), 4);
  EXPECT_EQ(patches->gather(numbered(16)),
            (M{{0, 2, 8, 10}, {1, 3, 9, 11}, {4, 6, 12, 14}, {5, 7, 13, 15}}));
}

TEST(Patches, SeeTheFirstMapsOnly) {
  const auto patches = kernel_patches({2, 2, 3}, {1, 1, 2});
  EXPECT_EQ(patches->gather(numbered(12)), (M{{0, 3, 6, 9}, {1, 4, 7, 10}}));
  EXPECT_EQ(patches->seen(), 8);
}

TEST(Patches, WithoutOverlapAndGapsAreAPermutation) {
  const auto patches = kernel_patches(kGrid, {2, 2, 2});
  const M x = random_matrix(32, 3, 1);
  EXPECT_EQ(patches->scatter(patches->gather(x)), x);
  EXPECT_EQ(patches->seen(), 32);
}

TEST(Patches, SumUpWhatSeveralSayOfOneUnit) {
  const auto patches = kernel_patches({3, 3, 1}, {2, 1, 1});
  const M once = patches->scatter(M(M::Ones(4, 4)));
  EXPECT_EQ(M(once.reshaped(3, 3)), (M{{1, 2, 1}, {2, 4, 2}, {1, 2, 1}}));
}

// <gather(x), p> = <x, scatter(p)>, with overlap, hidden maps and a batch.
TEST(Patches, ScatterIsTheTransposeOfGather) {
  const auto patches = kernel_patches({5, 7, 3, true}, {3, 2, 2});
  const M x = random_matrix(5 * 7 * 3, 4, 1);
  const M p = random_matrix(patches->size(), patches->positions() * 4, 2);
  EXPECT_NEAR(patches->gather(x).cwiseProduct(p).sum(), x.cwiseProduct(patches->scatter(p)).sum(),
              1e-10);
}

TEST(Patches, OfAWholeGridTakeMapAfterMap) {
  const auto patches = whole_patch({2, 2, 3}, 2, 5);
  EXPECT_EQ(patches->positions(), 1);
  EXPECT_EQ(patches->gather(numbered(12)), (M{{0}, {3}, {6}, {9}, {1}}));
}

TEST(Patches, SplitAndJoinKeepThePositionsOfASampleTogether) {
  const auto patches = kernel_patches({2, 2, 1}, {1, 1, 1});
  const M units = random_matrix(4 * 3, 2, 1);
  const M columns = patches->split(units);
  EXPECT_EQ(columns.rows(), 3);
  EXPECT_EQ(columns.cols(), 8);
  EXPECT_EQ(columns(1, 4 + 2), units(2 * 3 + 1, 1));
  EXPECT_EQ(patches->join(columns), units);
}

class ConvLayer : public testing::Test {
 protected:
  static constexpr Grid kBelow{5, 5, 2};
  static constexpr Kernel kKernel{3, 2, 2};
  static constexpr Index kSize = 18;

  Layer<double> layer() const {
    LayerOptions options{LeakyReluOptions{}, std::nullopt, SgdOptions{.learning_rate = 1}};
    options.patches = kernel_patches(kBelow, kKernel);
    return {options, {share(M(k)), share(M(bias)), 0}};
  }

  M k = random_orthogonal(kSize, 1), bias = random_matrix(kSize, 1, 2);
  M x = random_matrix(50, 2, 3);
};

// Written out: no patch, no reshaping.
TEST_F(ConvLayer, ComputesAConvolution) {
  const M drive = layer().drive(x);
  ASSERT_EQ(drive.rows(), 4 * kSize);
  for (Index sample = 0; sample < 2; ++sample) {
    for (Index top = 0; top < 2; ++top) {
      for (Index left = 0; left < 2; ++left) {
        for (Index map = 0; map < kSize; ++map) {
          double sum = bias(map, 0);
          for (Index i = 0; i < 18; ++i) {
            const Index y = 2 * top + i / 6, along = 2 * left + i / 2 % 3;
            sum += k(map, i) * x(kBelow.unit(y, along, i % 2), sample);
          }
          EXPECT_NEAR(drive((top * 2 + left) * kSize + map, sample), sum, 1e-12);
        }
      }
    }
  }
}

// Of 1/2 |y - t|^2 by central differences, for linear t far away.
TEST_F(ConvLayer, LearnsAlongTheGradientOfAllPositions) {
  Layer<double> learning = layer();
  const auto [y, slope] = learning.infer(x);
  const M target = random_matrix(y.rows(), y.cols(), 7);
  const auto loss = [&] { return 0.5 * (layer().infer(x).activity - target).squaredNorm() / 2; };
  learning.learn(x, y, slope, target - y);
  const M update = k - learning.weights().weights->as<double>();
  for (const Index at : {Index{0}, Index{17}, Index{100}, kSize * kSize - 1}) {
    const double middle = k.data()[at], h = 1e-6;
    k.data()[at] = middle + h;
    const double above = loss();
    k.data()[at] = middle - h;
    const double below = loss();
    k.data()[at] = middle;
    EXPECT_NEAR(update.data()[at], (above - below) / (2 * h), 1e-6);
  }
}

// Through an orthogonal kernel the inverse is the transpose: sums over overlapping patches agree.
TEST_F(ConvLayer, SendsTheSameDownThroughInverseAndTranspose) {
  const auto below = [&](RuleKind kind) {
    FeedbackLayer<double> back({.layer = 2,
                                .layers = 3,
                                .rule = {.kind = kind},
                                .activation = LeakyReluOptions{},
                                .patches = kernel_patches(kBelow, kKernel)});
    back.take({share(M(k)), share(M(bias)), 0});
    const auto [y, slope] = layer().infer(x);
    const Credit credit{Coding::kDifference, {1.0}, share(random_matrix(y.rows(), y.cols(), 5))};
    return back.below(credit, y, slope).values->as<double>();
  };
  EXPECT_EQ(below(RuleKind::kBp).rows(), 50);
  EXPECT_TRUE(near(below(RuleKind::kGait), below(RuleKind::kBp), 1e-12));
  k += 0.1 * random_matrix(kSize, kSize, 9);
  EXPECT_FALSE(near(below(RuleKind::kGait), below(RuleKind::kBp), 1e-3));
}

}  // namespace
}  // namespace neurons
