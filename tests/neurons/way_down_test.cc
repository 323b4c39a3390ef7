// Ways down: products by hand, the exact inverse as a round trip, and matrices without an inverse,
// each of which must be refused: what comes through them is no number.
#include "neurons/way_down.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <limits>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "tests/neurons/numbers.h"

namespace neurons {
namespace {

template <class Scalar>
class WayDownTest : public testing::Test {
 protected:
  using M = Matrix<Scalar>;

  static M down(WayDownKind kind, const M& weights, const M& drive) {
    const auto way = make_way_down<Scalar>({.kind = kind});
    way->take(share(weights));
    return way->down(drive);
  }
  static bool refused(const M& weights) {
    const bool is_one = is_way_down({.kind = WayDownKind::kExactInverse}, share(weights));
    try {
      make_way_down<Scalar>({.kind = WayDownKind::kExactInverse})->take(share(weights));
      EXPECT_TRUE(is_one);
      return false;
    } catch (const std::domain_error&) {
      EXPECT_FALSE(is_one);
      return true;
    }
  }
  static constexpr Scalar kNaN = std::numeric_limits<Scalar>::quiet_NaN();
  static constexpr Scalar kInfinity = std::numeric_limits<Scalar>::infinity();
};
TYPED_TEST_SUITE(WayDownTest, Precisions);

TYPED_TEST(WayDownTest, OfTheTransposeIsAProduct) {
  const Matrix<TypeParam> weights{{1, 2}, {0, 3}}, drive{{1, 0}, {0, 1}};
  EXPECT_EQ(this->down(WayDownKind::kTranspose, weights, drive),
            (Matrix<TypeParam>{{1, 0}, {2, 3}}));
}

// 4 units: entries of size 1/2, and 0 where a weight is 0.
TYPED_TEST(WayDownTest, OfSignsHasOneSize) {
  using Values = Matrix<TypeParam>;
  const Values weights{{3, 0}, {-7, 1}, {1, 1}, {1, -1}}, drive{{2}, {4}, {6}, {8}};
  EXPECT_EQ(this->down(WayDownKind::kSigns, weights, drive), (Values{{6}, {1}}));
}

TYPED_TEST(WayDownTest, OfFixedWeightsIgnoresTheForwardOnes) {
  using Values = Matrix<TypeParam>;
  const auto way =
      make_way_down<TypeParam>({.kind = WayDownKind::kFixed, .own = share(Values{{1, 2}, {0, 3}})});
  EXPECT_EQ(way->down(Values{{1}, {1}}), (Values{{1}, {5}}));
  way->take(share(Values{{9, 9}, {9, 9}}));
  EXPECT_EQ(way->down(Values{{1}, {1}}), (Values{{1}, {5}}));
}

TYPED_TEST(WayDownTest, OfNothingIsZero) {
  using Values = Matrix<TypeParam>;
  const auto way = make_way_down<TypeParam>({.kind = WayDownKind::kNone, .inputs = 3});
  EXPECT_EQ(way->down(Values::Ones(2, 4)), Values(Values::Zero(3, 4)));
}

TEST(WaysDown, NeedWeightsUnlessTheyHaveTheirOwnOrNone) {
  for (const auto kind : {WayDownKind::kExactInverse, WayDownKind::kDampedInverse,
                          WayDownKind::kTranspose, WayDownKind::kSigns}) {
    EXPECT_TRUE(needs_weights(kind));
  }
  EXPECT_FALSE(needs_weights(WayDownKind::kFixed));
  EXPECT_FALSE(needs_weights(WayDownKind::kNone));
}

TYPED_TEST(WayDownTest, OfTheInverseUndoesTheProduct) {
  const Matrix<TypeParam> weights{{0, 2}, {1, 0}}, drive{{4, 6}, {5, 7}};
  EXPECT_EQ(this->down(WayDownKind::kExactInverse, weights, drive),
            (Matrix<TypeParam>{{5, 7}, {2, 3}}));
  const auto random = random_matrix<TypeParam>(20, 20, 3),
             input = random_matrix<TypeParam>(20, 4, 4);
  EXPECT_TRUE(near(this->down(WayDownKind::kExactInverse, random, random * input), input,
                   std::is_same_v<TypeParam, float> ? 1e-3 : 1e-11));
}

// By its formula, in every shape.
TYPED_TEST(WayDownTest, OfTheDampedInverseIsAStepOfLevenberg) {
  const double allowed = std::is_same_v<TypeParam, float> ? 1e-4 : 1e-12;
  for (const auto& [units, inputs] : {std::pair{12, 12}, {7, 12}, {12, 7}}) {
    const auto weights = random_matrix<TypeParam>(units, inputs, 3),
               drive = random_matrix<TypeParam>(units, 4, 4);
    const auto way = make_way_down<TypeParam>({.kind = WayDownKind::kDampedInverse, .damping = 3});
    way->take(share(weights));
    Matrix<TypeParam> damped = weights.transpose() * weights;
    damped.diagonal().array() += 3;
    const Matrix<TypeParam> expected = 4 * damped.llt().solve(weights.transpose() * drive);
    EXPECT_TRUE(near(way->down(drive), expected, allowed)) << units << " x " << inputs;
  }
}

TYPED_TEST(WayDownTest, OfTheDampedInverseIsTheTransposeOfOrthogonalWeights) {
  const Matrix<TypeParam> weights = random_orthogonal(20, 5).template cast<TypeParam>();
  const auto drive = random_matrix<TypeParam>(20, 4, 4);
  EXPECT_TRUE(near(this->down(WayDownKind::kDampedInverse, weights, drive),
                   Matrix<TypeParam>(weights.transpose() * drive),
                   std::is_same_v<TypeParam, float> ? 1e-5 : 1e-13));
}

TYPED_TEST(WayDownTest, OfTheDampedInverseTakesSingularWeightsAndNoOthersThatAreNoNumbers) {
  using Values = Matrix<TypeParam>;
  EXPECT_EQ(this->down(WayDownKind::kDampedInverse, Values{{0, 0}, {0, 1}}, Values{{5}, {7}}),
            (Values{{0}, {7}}));
  const auto way = make_way_down<TypeParam>({.kind = WayDownKind::kDampedInverse});
  const TypeParam huge = std::numeric_limits<TypeParam>::max();
  for (const TypeParam bad : {this->kNaN, this->kInfinity, huge}) {
    EXPECT_THROW(way->take(share(Values{{bad, 0}, {0, 1}})), std::domain_error) << bad;
  }
  const auto hardly =
      make_way_down<TypeParam>({.kind = WayDownKind::kDampedInverse, .damping = 1e-20});
  EXPECT_THAT(
      [&] {
        hardly->take(share(Values{{0, 0}, {0, 1}}));
      },
      testing::ThrowsMessage<std::domain_error>(testing::HasSubstr("damping is too small")));
}

TYPED_TEST(WayDownTest, GoesThroughTheLastWeightsTaken) {
  const auto way = make_way_down<TypeParam>({.kind = WayDownKind::kExactInverse});
  way->take(share(Matrix<TypeParam>{{2}}));
  way->take(share(Matrix<TypeParam>{{4}}));
  EXPECT_EQ(way->down(Matrix<TypeParam>{{8}}), (Matrix<TypeParam>{{2}}));
}

TYPED_TEST(WayDownTest, IsNotHinderedByScale) {
  const Matrix<TypeParam> orthogonal = random_orthogonal(20, 5).template cast<TypeParam>();
  for (const double scale : {1e-10, 1.0, 1e10}) {
    EXPECT_FALSE(this->refused(static_cast<TypeParam>(scale) * orthogonal)) << scale;
  }
  EXPECT_FALSE(this->refused(Matrix<TypeParam>{{0, 1}, {1, 0}}))
      << "a zero on the diagonal is no hindrance";
  EXPECT_FALSE(this->refused(random_matrix<TypeParam>(100, 100, 6)));
}

TYPED_TEST(WayDownTest, IsRefusedThroughSmallMatricesWithoutInverse) {
  const auto tiny = std::numeric_limits<TypeParam>::denorm_min();
  for (const Matrix<TypeParam>& bad :
       {Matrix<TypeParam>{{0}}, Matrix<TypeParam>{{tiny}}, Matrix<TypeParam>{{0, 0}, {0, 0}},
        Matrix<TypeParam>{{1, 2}, {2, 4}}, Matrix<TypeParam>{{1, 0}, {0, 0}},
        Matrix<TypeParam>{{0, 0}, {0, 1}}, Matrix<TypeParam>{{0, 1}, {0, 1}},
        Matrix<TypeParam>{{1, 0}, {0, tiny}}, Matrix<TypeParam>{{1, 0}, {0, TypeParam(1e-17)}}}) {
    EXPECT_TRUE(this->refused(bad)) << bad;
  }
}

TYPED_TEST(WayDownTest, IsRefusedThroughADeadUnitOrTwoAlike) {
  for (const Index unit : {0, 7, 19}) {
    Matrix<TypeParam> weights = random_matrix<TypeParam>(20, 20, 8);
    weights.row(unit).setZero();
    EXPECT_TRUE(this->refused(weights)) << "silent row " << unit;
    weights = random_matrix<TypeParam>(20, 20, 8);
    weights.col(unit).setZero();
    EXPECT_TRUE(this->refused(weights)) << "unread column " << unit;
    weights = random_matrix<TypeParam>(20, 20, 8);
    weights.row(unit) = weights.row(3);
    EXPECT_TRUE(this->refused(weights)) << "two rows alike " << unit;
    weights = Matrix<TypeParam>::Identity(20, 20);
    weights(unit, unit) = 0;
    EXPECT_TRUE(this->refused(weights)) << "cut " << unit;
  }
}

TEST(WayDownOfLowRank, IsRefused) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Matrix<double> low = random_matrix(10, 5, seed) * random_matrix(5, 10, seed + 50);
    EXPECT_THROW(make_way_down<double>({.kind = WayDownKind::kExactInverse})->take(share(low)),
                 std::domain_error)
        << seed;
  }
}

// Ones on the diagonal, -1 above: every pivot is 1, and the inverse grows to 2^62.
TYPED_TEST(WayDownTest, IsRefusedThroughNearlySingularWeightsWithoutASmallPivot) {
  Matrix<TypeParam> weights = Matrix<TypeParam>::Identity(64, 64);
  weights.template triangularView<Eigen::StrictlyUpper>().setConstant(-1);
  EXPECT_TRUE(this->refused(weights));
  EXPECT_FALSE(this->refused(weights.topLeftCorner(10, 10))) << "2^8 is no harm";
}

TYPED_TEST(WayDownTest, IsRefusedThroughWhatIsNoNumber) {
  for (const TypeParam bad : {this->kNaN, this->kInfinity}) {
    EXPECT_TRUE(this->refused(Matrix<TypeParam>{{bad, 0}, {0, 1}})) << bad;
    EXPECT_TRUE(this->refused(Matrix<TypeParam>{{1, 0}, {bad, 1}})) << bad;
  }
}

TYPED_TEST(WayDownTest, SaysWhyItIsRefused) {
  const auto way = make_way_down<TypeParam>({.kind = WayDownKind::kExactInverse});
  EXPECT_THAT([&] { way->take(share(Matrix<TypeParam>{{0}})); },
              testing::ThrowsMessage<std::domain_error>(testing::HasSubstr("singular")));
  EXPECT_THAT([&] { way->take(share(Matrix<TypeParam>{{this->kNaN}})); },
              testing::ThrowsMessage<std::domain_error>(testing::HasSubstr("not finite")));
}

TYPED_TEST(WayDownTest, OfTheTransposeNeedsNoInverse) {
  EXPECT_EQ(this->down(WayDownKind::kTranspose, Matrix<TypeParam>{{1, 1}, {1, 1}},
                       Matrix<TypeParam>{{1}, {2}}),
            (Matrix<TypeParam>{{3}, {3}}));
}

TYPED_TEST(WayDownTest, SharesTheWeightsItTakes) {
  const TensorPtr weights = share(Matrix<TypeParam>{{2}});
  const auto way = make_way_down<TypeParam>({.kind = WayDownKind::kTranspose});
  way->take(weights);
  EXPECT_EQ(weights.use_count(), 2);
  way->take(share(Matrix<TypeParam>{{3}}));
  EXPECT_EQ(weights.use_count(), 1) << "and lets go of them";
}

}  // namespace
}  // namespace neurons
