// Losses of the output: values by hand, and the miss against finite differences of the loss.
#include "neurons/loss.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/neurons/numbers.h"

namespace neurons {
namespace {

using M = Matrix<double>;

TEST(SquaredError, IsHalfTheSquaredDistanceOverColumns) {
  const M one_hot{{1, 0}, {0, 1}}, y{{0, 0}, {2, 1}};
  EXPECT_EQ(mean_loss(Loss::kSquaredError, one_hot, y), 0.5 * (1 + 4) / 2);
  EXPECT_EQ(miss(Loss::kSquaredError, one_hot, y), (M{{1, 0}, {-2, 0}}));
}

TEST(CrossEntropy, IsTheLogOfTheLabelsPart) {
  const M one_hot{{1}, {0}}, y{{std::log(3.0)}, {std::log(1.0)}};
  EXPECT_NEAR(mean_loss(Loss::kCrossEntropy, one_hot, y), -std::log(0.75), 1e-15);
  EXPECT_TRUE(near(miss(Loss::kCrossEntropy, one_hot, y), M{{0.25}, {-0.25}}, 1e-15));
}

TEST(CrossEntropy, OfHugeActivitiesIsFinite) {
  const M one_hot{{1}, {0}}, y{{-1e5}, {1e5}};
  EXPECT_EQ(mean_loss(Loss::kCrossEntropy, one_hot, y), 2e5);
  EXPECT_EQ(miss(Loss::kCrossEntropy, one_hot, y), (M{{1}, {-1}}));
}

TEST(Miss, IsMinusTheSlopeOfTheLoss) {
  const M one_hot{{0}, {1}, {0}}, y{{0.3}, {-1.2}, {2.5}};
  const double h = 1e-6;
  for (const Loss loss : {Loss::kSquaredError, Loss::kCrossEntropy}) {
    const M found = miss(loss, one_hot, y);
    for (Index i = 0; i < 3; ++i) {
      M above = y, below = y;
      above(i, 0) += h;
      below(i, 0) -= h;
      const double slope =
          (mean_loss(loss, one_hot, above) - mean_loss(loss, one_hot, below)) / (2 * h);
      EXPECT_NEAR(found(i, 0), -slope, 1e-8);
    }
  }
}

}  // namespace
}  // namespace neurons
