// LU factors, and inverses that are refined: what is left of a target after a round trip, whoever
// helps, while the weights change under them.
#include "neurons/inverse.h"

#include <gtest/gtest.h>

#include <sstream>
#include <stdexcept>

#include "neurons/lu.h"
#include "neurons/product.h"
#include "sim/archive.h"
#include "sim/asio_pool.h"
#include "sim/team.h"
#include "tests/neurons/numbers.h"

namespace neurons {
namespace {

template <class Scalar>
double residual(const Matrix<Scalar>& weights, const Matrix<Scalar>& z, const Matrix<Scalar>& r) {
  return static_cast<double>((r - weights * z).norm() / r.norm());
}

template <class Scalar>
class InverseTest : public testing::Test {
 protected:
  using M = Matrix<Scalar>;
  static constexpr bool kSingle = std::is_same_v<Scalar, float>;
  static M orthogonal(Index n, std::uint64_t seed) {
    return random_orthogonal(n, seed).template cast<Scalar>();
  }
};
TYPED_TEST_SUITE(InverseTest, Precisions);

TYPED_TEST(InverseTest, ByFactorsUndoesTheProductInEverySize) {
  for (const Index n : {1, 2, 3, 15, 16, 17, 31, 32, 33, 48, 100, 130}) {
    const auto a = random_matrix<TypeParam>(n, n, 1), b = random_matrix<TypeParam>(n, 5, 2);
    Lu<TypeParam> lu;
    lu.factorise(a);
    ASSERT_FALSE(lu.singular()) << n;
    EXPECT_LT(residual<TypeParam>(a, lu.solve(b), b), this->kSingle ? 2e-3 : 1e-11) << n;
  }
}

TYPED_TEST(InverseTest, ByFactorsDoesNotDependOnWhoHelps) {
  const auto a = random_matrix<TypeParam>(300, 300, 1), b = random_matrix<TypeParam>(300, 60, 2);
  Lu<TypeParam> alone, helped;
  alone.factorise(a);
  sim::AsioPool pool(4);
  const sim::Team team(pool, 4);
  helped.factorise(a);
  EXPECT_EQ(helped.solve(b), alone.solve(b));
}

TYPED_TEST(InverseTest, IsRefinedUntilTheResidualIsSmall) {
  for (const double wanted : {1e-2, 1e-4, this->kSingle ? 2e-6 : 1e-12}) {
    const auto way = make_inverse<TypeParam>(wanted);
    Matrix<TypeParam> weights = this->orthogonal(64, 1);
    for (std::uint64_t step = 0; step < 30; ++step) {
      way->take(share(weights));
      const auto r = random_matrix<TypeParam>(64, 7, 100 + step);
      EXPECT_LE(residual<TypeParam>(weights, way->down(r), r), wanted * 1.2) << step;
      weights += TypeParam(2e-3) * random_matrix<TypeParam>(64, 64, 200 + step);
    }
  }
}

// Nothing of the old inverse is of use for other weights.
TYPED_TEST(InverseTest, IsMadeAnewWhenItDoesNotHelp) {
  const auto way = make_inverse<TypeParam>(1e-4);
  const auto r = random_matrix<TypeParam>(32, 4, 3);
  for (std::uint64_t seed = 1; seed < 4; ++seed) {
    const auto weights = this->orthogonal(32, seed);
    way->take(share(weights));
    EXPECT_LE(residual<TypeParam>(weights, way->down(r), r), 1e-4);
  }
}

TYPED_TEST(InverseTest, EndsWhereThePrecisionDoes) {
  const auto way = make_inverse<TypeParam>(1e-300);
  const auto weights = this->orthogonal(32, 1);
  const auto r = random_matrix<TypeParam>(32, 4, 3);
  way->take(share(weights));
  EXPECT_LE(residual<TypeParam>(weights, way->down(r), r), this->kSingle ? 1e-6 : 1e-14);
}

TYPED_TEST(InverseTest, OfNothingIsNothing) {
  const auto way = make_inverse<TypeParam>(1e-4);
  way->take(share(this->orthogonal(8, 1)));
  EXPECT_EQ(way->down(Matrix<TypeParam>::Zero(8, 2)), (Matrix<TypeParam>::Zero(8, 2).eval()));
}

TYPED_TEST(InverseTest, OfSingularWeightsIsRefused) {
  const auto way = make_inverse<TypeParam>(1e-4);
  way->take(share(Matrix<TypeParam>{{1, 2}, {2, 4}}));
  EXPECT_THROW(way->down(Matrix<TypeParam>{{1}, {1}}), std::domain_error);
  EXPECT_THROW(way->take(share(Matrix<TypeParam>{{NAN, 2}, {2, 4}})), std::domain_error);
}

}  // namespace
}  // namespace neurons
