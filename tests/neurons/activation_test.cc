// Activations: values by hand, the inverse as a round trip, the slope by finite differences, in
// both precisions.
#include "neurons/activation.h"

#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <type_traits>

#include "tests/neurons/numbers.h"

namespace neurons {
namespace {

template <class Scalar>
class ActivationTest : public testing::Test {
 protected:
  using M = Matrix<Scalar>;
  static constexpr double kRounding = std::is_same_v<Scalar, float> ? 1e-6 : 1e-14;

  M applied(M z) const {
    f->apply(z);
    return z;
  }
  void use(const ActivationOptions& options) { f = make_activation<Scalar>(options); }

  std::unique_ptr<Activation<Scalar>> f = make_activation<Scalar>(LeakyReluOptions{.slope = 0.25});
};
TYPED_TEST_SUITE(ActivationTest, Precisions);

TYPED_TEST(ActivationTest, ScalesWhatIsBelowZeroByItsSlope) {
  const Matrix<TypeParam> z{{-8, 0, 8}, {-1, 2, -4}};
  const Matrix<TypeParam> y{{-2, 0, 8}, {-0.25, 2, -1}};
  EXPECT_EQ(this->applied(z), y);
  EXPECT_EQ(this->f->inverse(y), z);
}

TYPED_TEST(ActivationTest, IsUndoneByItsInverse) {
  for (const double slope : {0.1, 0.25, 1.0}) {
    this->use(LeakyReluOptions{slope});
    const auto z = random_matrix<TypeParam>(7, 5, 1);
    EXPECT_TRUE(near(this->f->inverse(this->applied(z)), z, this->kRounding)) << slope;
    EXPECT_TRUE(near(this->applied(this->f->inverse(z)), z, this->kRounding)) << slope;
  }
}

TYPED_TEST(ActivationTest, TellsTheSlopeFromTheOutput) {
  for (const double slope : {0.1, 0.5}) {
    this->use(LeakyReluOptions{slope});
    const auto z = random_matrix<TypeParam>(7, 5, 2);
    const TypeParam h = TypeParam{1} / 64;
    const auto all_h = Matrix<TypeParam>::Constant(7, 5, h);
    ASSERT_GT(z.cwiseAbs().minCoeff(), h) << "nobody may cross the kink";
    const Matrix<TypeParam> rise = this->applied(z + all_h) - this->applied(z - all_h);
    EXPECT_TRUE(near(this->f->slope(this->applied(z)), Matrix<TypeParam>(rise / (2 * h)),
                     64 * this->kRounding))
        << slope;
  }
}

// At the kink the slope is that of the positive side, as f(z) = max(z, a z) has y = z there.
TYPED_TEST(ActivationTest, HasSlopeOneAtZero) {
  const Matrix<TypeParam> zeros{{0, static_cast<TypeParam>(-0.0)}};
  EXPECT_EQ(this->f->slope(zeros), (Matrix<TypeParam>{{1, 1}}));
}

TYPED_TEST(ActivationTest, WithSlopeOneIsLinear) {
  const auto z = random_matrix<TypeParam>(3, 4, 3);
  const Matrix<TypeParam> ones = Matrix<TypeParam>::Ones(3, 4);
  for (const ActivationOptions& options :
       {ActivationOptions(LeakyReluOptions{1.0}), ActivationOptions(LinearOptions{})}) {
    this->use(options);
    EXPECT_EQ(this->applied(z), z);
    EXPECT_EQ(this->f->inverse(z), z);
    EXPECT_EQ(this->f->slope(z), ones);
  }
}

TYPED_TEST(ActivationTest, KeepsTheShapeOfNothing) {
  const Matrix<TypeParam> none(0, 3);
  EXPECT_EQ(this->applied(none).cols(), 3);
  EXPECT_EQ(this->f->slope(none).rows(), 0);
}

TYPED_TEST(ActivationTest, HidesNoNumberThatIsNone) {
  const auto nan = std::numeric_limits<TypeParam>::quiet_NaN();
  const Matrix<TypeParam> z = Matrix<TypeParam>::Constant(3, 3, nan);
  EXPECT_TRUE(this->applied(z).array().isNaN().all());
  EXPECT_TRUE(this->f->inverse(z).array().isNaN().all());
}

TEST(ActivationDefault, IsLeakyReluWithSlopeATenth) {
  const auto f = make_activation<double>({});
  Matrix<double> z{{-10, 10}};
  f->apply(z);
  EXPECT_EQ(z, (Matrix<double>{{-1, 10}}));
}

}  // namespace
}  // namespace neurons
