// Initial weights: orthogonality, what the draw depends on, and the two distributions by their
// moments over many entries or many seeds.
#include "neurons/initial_weights.h"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>

#include "neurons/orthogonality.h"
#include "tests/neurons/numbers.h"

namespace neurons {
namespace {

struct Drawn {
  InitialWeights kind = InitialWeights::kOrthogonal;
  Index units = 4;
  Index inputs = 0;  // 0: as many
  sim::Layer layer = 1;
  std::uint64_t seed = 1;
  Precision precision = Precision::kFloat64;
};

Weights draw(const Drawn& how) {
  const Index inputs = how.inputs > 0 ? how.inputs : how.units;
  return initial_weights(how.kind, {how.units, inputs}, how.layer, how.seed, how.precision);
}
Matrix<double> values(const Drawn& how) { return draw(how).weights->to_double(); }

TEST(InitialWeights, AreUnitsByInputsWithABiasOfZeroAndVersionZero) {
  for (const auto kind : {InitialWeights::kOrthogonal, InitialWeights::kXavierNormal}) {
    for (const Index inputs : {3, 5, 9}) {
      const Weights weights = draw({.kind = kind, .units = 5, .inputs = inputs});
      EXPECT_EQ(weights.weights->rows(), 5);
      EXPECT_EQ(weights.weights->cols(), inputs);
      EXPECT_EQ(weights.bias->to_double(), (Matrix<double>::Zero(5, 1)));
      EXPECT_EQ(weights.version, 0u);
    }
  }
}

TEST(InitialWeights, AreInThePrecisionAskedFor) {
  for (const auto precision : {Precision::kFloat32, Precision::kFloat64}) {
    const Weights weights = draw({.precision = precision});
    EXPECT_EQ(weights.weights->precision(), precision);
    EXPECT_EQ(weights.bias->precision(), precision);
  }
}

TEST(InitialWeights, OfFloatAreThoseOfDoubleRounded) {
  for (const auto kind : {InitialWeights::kOrthogonal, InitialWeights::kXavierNormal}) {
    const Matrix<float> rounded = values({.kind = kind}).cast<float>();
    EXPECT_EQ(draw({.kind = kind, .precision = Precision::kFloat32}).weights->as<float>(), rounded);
  }
}

TEST(InitialWeights, DependOnSeedAndLayerAlone) {
  for (const auto kind : {InitialWeights::kOrthogonal, InitialWeights::kXavierNormal}) {
    const Matrix<double> here = values({.kind = kind});
    EXPECT_EQ(values({.kind = kind}), here);
    EXPECT_FALSE(near(values({.kind = kind, .layer = 2}), here, 1e-3));
    EXPECT_FALSE(near(values({.kind = kind, .seed = 2}), here, 1e-3));
  }
}

TEST(OrthogonalWeights, AreOrthogonal) {
  for (const Index n : {1, 2, 10, 100}) {
    const Matrix<double> weights = values({.units = n});
    const Matrix<double> one = Matrix<double>::Identity(n, n);
    EXPECT_TRUE(near(Matrix<double>(weights.transpose() * weights), one, 1e-12)) << n;
    EXPECT_TRUE(near(Matrix<double>(weights * weights.transpose()), one, 1e-12)) << n;
  }
}

TEST(OrthogonalWeights, HaveOrthonormalRowsIfWideAndColumnsIfTall) {
  for (const auto& [less, more] : {std::pair{1, 2}, std::pair{3, 7}, std::pair{60, 100}}) {
    const Matrix<double> one = Matrix<double>::Identity(less, less);
    const Matrix<double> wide = values({.units = less, .inputs = more});
    EXPECT_TRUE(near(Matrix<double>(wide * wide.transpose()), one, 1e-12)) << less;
    const Matrix<double> tall = values({.units = more, .inputs = less});
    EXPECT_TRUE(near(Matrix<double>(tall.transpose() * tall), one, 1e-12)) << less;
    EXPECT_LT(orthogonality_defect(Tensor(wide)) + orthogonality_defect(Tensor(tall)), 1e-13);
  }
}

// A row of two entries is a point on the circle: each is positive half of the time, and its square
// is 1/2 in the mean.
TEST(OrthogonalWeights, ThatAreWideAreUniformlyDistributed) {
  constexpr int kSeeds = 2000;
  Matrix<double> squares = Matrix<double>::Zero(1, 2), positive = squares;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const Matrix<double> row = values({.units = 1, .inputs = 2, .seed = seed});
    squares += row.cwiseAbs2();
    positive += (row.array() > 0).cast<double>().matrix();
  }
  const Matrix<double> halves = Matrix<double>::Constant(1, 2, 0.5);
  EXPECT_TRUE(near(Matrix<double>(positive / kSeeds), halves, 5 * 0.5 / std::sqrt(kSeeds)));
  EXPECT_TRUE(near(Matrix<double>(squares / kSeeds), halves, 5 * 0.36 / std::sqrt(kSeeds)));
}

// Over seeds, with n = 4: every entry has mean 0 and variance 1/4. What Householder's QR gives
// without the signs of R has a first entry that is never positive.
TEST(OrthogonalWeights, AreUniformlyDistributed) {
  constexpr int kSeeds = 2000;
  Matrix<double> sum = Matrix<double>::Zero(4, 4), squares = sum, positive = sum;
  double rotations = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const Matrix<double> weights = values({.seed = seed});
    sum += weights;
    squares += weights.cwiseAbs2();
    positive += (weights.array() > 0).cast<double>().matrix();
    rotations += weights.determinant() > 0 ? 1 : 0;
  }
  const double error_of_mean = 0.5 / std::sqrt(kSeeds);
  const double error_of_share = 0.5 / std::sqrt(kSeeds);
  const Matrix<double> zeros = Matrix<double>::Zero(4, 4);
  const Matrix<double> halves = Matrix<double>::Constant(4, 4, 0.5);
  const Matrix<double> quarters = Matrix<double>::Constant(4, 4, 0.25);
  EXPECT_TRUE(near(Matrix<double>(sum / kSeeds), zeros, 5 * error_of_mean));
  EXPECT_TRUE(near(Matrix<double>(positive / kSeeds), halves, 5 * error_of_share));
  EXPECT_TRUE(near(Matrix<double>(squares / kSeeds), quarters, 0.025));  // sd of W^2 is 0.2
  EXPECT_NEAR(rotations / kSeeds, 0.5, 5 * error_of_share) << "as many rotations as reflections";
}

TEST(OrthogonalWeights, OfOneUnitAreASign) {
  int positive = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const double weight = values({.units = 1, .seed = seed})(0, 0);
    EXPECT_EQ(std::abs(weight), 1);
    positive += weight > 0 ? 1 : 0;
  }
  EXPECT_GT(positive, 25);
  EXPECT_LT(positive, 75);
}

// sqrt(2 / (n + n)) for n = 100: 0.1. The error of a standard deviation of N entries is
// sd / sqrt(2 N), here 0.1 / 141.
TEST(XavierWeights, HaveTheStandardDeviationOfTheirSize) {
  const Matrix<double> weights = values({.kind = InitialWeights::kXavierNormal, .units = 100});
  EXPECT_NEAR(weights.mean(), 0, 5 * 0.1 / 100);
  EXPECT_NEAR(std::sqrt(weights.cwiseAbs2().mean()), 0.1, 5 * 0.1 / 141);
  EXPECT_GT(orthogonality_defect(Tensor(weights)), 0.5);
}

// sqrt(2 / (150 + 50)) = 0.1 again, of 7500 entries: 0.1 / sqrt(15000).
TEST(XavierWeights, CountInputsAndUnits) {
  for (const auto& [units, inputs] : {std::pair{50, 150}, std::pair{150, 50}}) {
    const Matrix<double> weights =
        values({.kind = InitialWeights::kXavierNormal, .units = units, .inputs = inputs});
    EXPECT_NEAR(std::sqrt(weights.cwiseAbs2().mean()), 0.1, 5 * 0.1 / 122);
  }
}

class InitialFeedback : public testing::Test {
 protected:
  static std::vector<Matrix<double>> drawn(bool direct, InitialWeights kind) {
    std::vector<Matrix<double>> out;
    for (const auto& own :
         initial_feedback(kind, {{5, 5}, {4, 4}, {2, 2}}, 1, Precision::kFloat64, direct)) {
      out.push_back(own ? own->to_double() : Matrix<double>());
    }
    return out;
  }
};

TEST_F(InitialFeedback, LeadsFromEveryLayerToTheOneBelow) {
  const auto own = drawn(false, InitialWeights::kOrthogonal);
  ASSERT_EQ(own.size(), 3u);
  EXPECT_EQ(own[0].size(), 0) << "nothing is below layer 1";
  EXPECT_EQ(own[1].rows(), 4);
  EXPECT_EQ(own[1].cols(), 4);
  EXPECT_EQ(own[2].rows(), 2);
  EXPECT_FALSE(near(own[1],
                    initial_weights(InitialWeights::kOrthogonal, {4, 4}, 2, 1, Precision::kFloat64)
                        .weights->to_double(),
                    1e-3))
      << "of numbers of its own";
}

TEST_F(InitialFeedback, OfDirectCreditLeadsFromTheOutputAndKeepsLengths) {
  const auto direct = drawn(true, InitialWeights::kOrthogonal);
  ASSERT_EQ(direct.size(), 3u);
  EXPECT_EQ(direct[0].size(), 0);
  EXPECT_EQ(direct[1].rows(), 2);
  EXPECT_EQ(direct[1].cols(), 4);
  EXPECT_TRUE(near(Matrix<double>(direct[1] * direct[1].transpose()),
                   Matrix<double>(Matrix<double>::Identity(2, 2)), 1e-12));
}

TEST_F(InitialFeedback, HasTheShapeOfLayersThatAreNotSquare) {
  for (const bool direct : {false, true}) {
    const auto own = initial_feedback(InitialWeights::kOrthogonal, {{7, 9}, {4, 7}, {6, 4}}, 1,
                                      Precision::kFloat32, direct);
    ASSERT_EQ(own.size(), 3u);
    EXPECT_EQ(own[0], nullptr);
    const Index units = direct ? 6 : 4;
    EXPECT_EQ(std::pair(own[1]->rows(), own[1]->cols()), std::pair(units, Index{7}));
    EXPECT_EQ(std::pair(own[2]->rows(), own[2]->cols()), std::pair(Index{6}, Index{4}));
  }
}

TEST(InPrecision, KeepsWhatFits) {
  const Matrix<double> exact{{0.5, -3}};
  EXPECT_EQ(in_precision(exact, Precision::kFloat32)->to_double(), exact);
  EXPECT_EQ(in_precision(exact, Precision::kFloat64)->to_double(), exact);
  const Matrix<double> third{{1.0 / 3}};
  EXPECT_EQ(in_precision(third, Precision::kFloat32)->as<float>()(0, 0), 1.0f / 3.0f);
  EXPECT_EQ(in_precision(third, Precision::kFloat64)->as<double>(), third);
}

}  // namespace
}  // namespace neurons
