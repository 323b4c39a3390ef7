// Cosine and norm ratio of gradients, by hand and without ever forming them.
#include "tools/lab/watch/likeness.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/neurons/numbers.h"

namespace lab {
namespace {

using neurons::Matrix;
using neurons::random_matrix;

Matrix<double> row(double a, double b) {
  Matrix<double> out(1, 2);
  out << a, b;
  return out;
}

TEST(Likeness, OfWhatPointsTheSameWayIsOne) {
  const Likeness found = likeness(row(3, 4), row(0.3, 0.4)).value();
  EXPECT_NEAR(found.cosine, 1, 1e-15);
  EXPECT_NEAR(found.norm_ratio, 10, 1e-14);
}

TEST(Likeness, KnowsAngleAndSign) {
  EXPECT_NEAR(likeness(row(1, 0), row(3, 4))->cosine, 0.6, 1e-15);
  EXPECT_NEAR(likeness(row(1, 0), row(-3, 4))->cosine, -0.6, 1e-15);
  EXPECT_NEAR(likeness(row(1, 0), row(3, 4))->norm_ratio, 0.2, 1e-15);
}

TEST(Likeness, IsAbsentWhereThereIsNoDirection) {
  EXPECT_FALSE(likeness(row(0, 0), row(3, 4)));
  EXPECT_FALSE(likeness(row(3, 4), row(0, 0)));
  EXPECT_FALSE(likeness(row(NAN, 1), row(3, 4)));
  EXPECT_FALSE(likeness(row(INFINITY, 1), row(3, 4)));
}

TEST(Likeness, OfProductsIsThatOfTheWholeMatrices) {
  for (const Eigen::Index batch : {1, 3, 20}) {
    const auto first = random_matrix(7, batch, 1), second = random_matrix(7, batch, 2),
               pre = random_matrix(5, batch, 3);
    const Likeness found = likeness_of_products(first, second, pre).value();
    const Likeness dense =
        likeness(first * pre.transpose(), Matrix<double>(second * pre.transpose())).value();
    EXPECT_NEAR(found.cosine, dense.cosine, 1e-13) << batch;
    EXPECT_NEAR(found.norm_ratio, dense.norm_ratio, 1e-13) << batch;
    EXPECT_LT(std::abs(found.cosine), 0.9) << "nothing to compare";
  }
}

TEST(Likeness, OfProductsIsAbsentWithoutInput) {
  const auto factors = random_matrix(7, 3, 1);
  EXPECT_FALSE(likeness_of_products(factors, factors, Matrix<double>::Zero(5, 3)));
}

}  // namespace
}  // namespace lab
