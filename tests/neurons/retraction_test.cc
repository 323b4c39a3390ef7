// Retractions: a scaled orthogonal matrix by hand, both ways against what they promise.
#include "neurons/retraction.h"

#include <gtest/gtest.h>

#include "neurons/layer.h"
#include "neurons/orthogonality.h"
#include "tests/neurons/numbers.h"

namespace neurons {
namespace {

using enum RetractionMethod;
using M = Matrix<double>;

TEST(Retraction, LeavesOrthogonalWeightsWhereTheyAre) {
  const M w = random_orthogonal(6, 1);
  EXPECT_TRUE(near<double>(retracted(kNewtonSchulz, w), w, 1e-14));
  EXPECT_TRUE(near<double>(retracted(kQr, w), w, 1e-14));
}

TEST(Retraction, ByNewtonAndSchulzIsOneStepOfEverySingularValue) {
  const M w = random_orthogonal(6, 1);  // s -> 1.5 s - 0.5 s^3
  EXPECT_TRUE(near<double>(retracted<double>(kNewtonSchulz, 0.9 * w),
                           (1.5 * 0.9 - 0.5 * 0.9 * 0.9 * 0.9) * w, 1e-14));
}

TEST(Retraction, ByQrIsExactAndKeepsTheFirstDirection) {
  const M w = random_matrix(6, 6, 2);
  const M q = retracted(kQr, w);
  EXPECT_LT(orthogonality_defect(*share(M(q))), 1e-14);
  EXPECT_TRUE(near<double>(q.col(0), w.col(0) / w.col(0).norm(), 1e-14));
}

TEST(Retraction, OfAWideMatrixMakesRowsOrthonormal) {
  const M w = random_matrix(3, 6, 2);
  const M q = retracted(kQr, w);
  EXPECT_TRUE(near<double>(q * q.transpose(), M::Identity(3, 3), 1e-14));
}

TEST(ALayer, IsRetractedAfterEverySoManyUpdates) {
  Layer<double> layer({.activation = LinearOptions{},
                       .regularizer = {},
                       .optimizer = SgdOptions{.learning_rate = 0.1},
                       .retraction = RetractionOptions{kQr, 2}},
                      {share(M(random_orthogonal(4, 1))), share(M(M::Zero(4, 1))), 0});
  const M pre = random_matrix(4, 3, 1), one = M::Ones(4, 3), difference = random_matrix(4, 3, 2);
  const auto learn = [&] {
    layer.learn(pre, one, one, difference);
    return orthogonality_defect(*layer.weights().weights);
  };
  EXPECT_GT(learn(), 1e-3);
  EXPECT_LT(learn(), 1e-14);
  EXPECT_GT(learn(), 1e-3);
}

}  // namespace
}  // namespace neurons
