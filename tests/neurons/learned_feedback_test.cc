// Feedback weights that learn: every rule by hand with one unit, W = 2 and x = 3, so that z = 6;
// then 64 units under white noise, where the figures of a prototype of the same rules are reached,
// and those that it said could not be are not.
#include "neurons/learned_feedback.h"

#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>

#include "neurons/lateral.h"
#include "neurons/orthogonality.h"
#include "neurons/rest_rate.h"
#include "tests/neurons/numbers.h"

namespace neurons {
namespace {

using enum FeedbackLearning;
using M = Matrix<double>;

M one(double value) { return M::Constant(1, 1, value); }

class OneUnit : public testing::Test {
 protected:
  // B after a round of rest with B = 0.5 before: x^ = 3, the error is 0.
  double after(FeedbackLearning by, double b = 0.5, double own_noise = 0) {
    LearnedFeedback<double> feedback(
        {.by = by, .rate = 0.1, .decay = {.early = 0.5, .late = 0.25, .early_rounds = 1}},
        share(one(b)));
    error = feedback.rest(one(3), one(6), one(own_noise))(0, 0);
    return feedback.weights()(0, 0);
  }
  double error = -1;
};

TEST_F(OneUnit, ReconstructsTheNoise) {
  after(kDelta);
  EXPECT_DOUBLE_EQ(error, 0);  // 3 - 0.5 * 6
  after(kDelta, 0.25);
  EXPECT_DOUBLE_EQ(error, 1.5);
}

TEST_F(OneUnit, LearnsByTheDeltaRule) {
  EXPECT_DOUBLE_EQ(after(kDelta), 0.5);  // an inverse stands still
  EXPECT_DOUBLE_EQ(after(kDelta, 0.25), 0.25 + 0.1 * 6 * 1.5);
}

TEST_F(OneUnit, LearnsBySharedProductsWithADecay) {
  EXPECT_DOUBLE_EQ(after(kSharedProduct, 0.25), 0.25 + 0.1 * (6 * 1.5 - 0.5 * 0.25));
}

TEST_F(OneUnit, LearnsByMirroringWithADecay) {
  EXPECT_DOUBLE_EQ(after(kMirror, 0.25), 0.25 + 0.1 * (6 * 3 - 0.5 * 0.25));
}

TEST_F(OneUnit, LearnsByTheDifferenceReconstructionLoss) {
  EXPECT_DOUBLE_EQ(after(kDifferenceReconstruction, 0.25, 2), 0.25 + 0.1 * (6 * 3 - 2 * 2 * 0.25));
}

TEST(DecaySchedule, GoesFromEarlyToLate) {
  constexpr DecaySchedule kDecay{.early = 0.5, .late = 0.25, .early_rounds = 2};
  EXPECT_EQ(kDecay.at(0), 0.5);
  EXPECT_EQ(kDecay.at(1), 0.5);
  EXPECT_EQ(kDecay.at(2), 0.25);
}

TEST(RestRate, IsWhatWasGivenOrWhatALayerOfThisSizeBears) {
  EXPECT_EQ(rest_rate(0.5, kErrorShare, 30, 10), 0.5);
  EXPECT_DOUBLE_EQ(rest_rate(0, 0.25, 30, 10), 0.25 * 10 / 40);
  const double drive = 6 * 6;  // the delta rule divides by its mean square
  LearnedFeedback<double> given({.by = kDelta, .rate = 0.25 / 2 / drive}, share(one(0.25)));
  LearnedFeedback<double> found({.by = kDelta, .rate = 0}, share(one(0.25)));
  given.rest(one(3), one(6), {});
  found.rest(one(3), one(6), {});
  EXPECT_TRUE(near(found.weights(), given.weights(), 1e-15));
}

TEST(LearnedFeedback, TakesMeansOverTheColumns) {
  LearnedFeedback<double> one_column({.by = kDelta, .rate = 0.1}, share(one(0.25)));
  LearnedFeedback<double> two_columns({.by = kDelta, .rate = 0.1}, share(one(0.25)));
  one_column.rest(one(3), one(6), {});
  two_columns.rest(M::Constant(1, 2, 3), M::Constant(1, 2, 6), {});
  EXPECT_EQ(one_column.weights(), two_columns.weights());
}

TEST(LearnedFeedback, GoesDownByItsTranspose) {
  const M b = random_matrix(3, 2, 1), drive = random_matrix(3, 4, 2);
  EXPECT_TRUE(near<double>(LearnedFeedback<double>({}, share(M(b))).down(drive),
                           b.transpose() * drive, 1e-15));
}

TEST(LearnedFeedback, SaysThatItDiverges) {
  LearnedFeedback<double> feedback({.by = kDelta, .rate = 1}, share(one(0)));
  const auto rest = [&] { feedback.rest(one(3), one(6), {}); };
  rest();
  rest();
  EXPECT_THROW(rest(), std::domain_error);
}

TEST(KolenPollack, MakesTheSameStepAsTheForwardWeights) {
  LearnedFeedback<double> feedback({.by = kKolenPollack,
                                    .decay = {.early = 0.01},
                                    .optimizer = SgdOptions{.learning_rate = 0.1}},
                                   share(one(2)));
  // Of the layer below only the first unit is read.
  feedback.imitate(column<double>({3, 100}), one(-5));
  EXPECT_DOUBLE_EQ(feedback.weights()(0, 0), 2 + 0.1 * 5 * 3 - 0.01 * 2);
  EXPECT_FALSE(feedback.rests());
}

TEST(InverseDefect, IsZeroForTheInverseAndCountsPerUnit) {
  const M w = random_orthogonal(5, 3);
  EXPECT_NEAR(inverse_defect(*share(M(w)), *share(M(w))), 0, 1e-14);
  EXPECT_NEAR(inverse_defect(*share(M(2 * w)), *share(M(w))), 1, 1e-14);
}

TEST(InverseDefect, OfAWideMatrixIsThatOfTheRightInverse) {
  const M w = M(random_orthogonal(5, 3)).topRows(3);
  EXPECT_NEAR(inverse_defect(*share(M(w)), *share(M(w))), 0, 1e-14);
}

// 60 000 columns of noise, ten at a time.
class SixtyFourUnits : public testing::Test {
 protected:
  static constexpr Index kUnits = 64, kColumns = 10;
  static constexpr int kRounds = 6000;

  void rest(FeedbackLearning by, double rate, RestPlasticity plasticity,
            const DecaySchedule& decay = {}) {
    LearnedFeedback<double> feedback({.by = by, .rate = rate, .decay = decay}, share(M(b)));
    sim::Random random(5, 0, sim::Purpose::kStorm);
    for (int round = 0; round < kRounds; ++round) {
      const M x = noise(random), own = noise(random), z = w * x;
      const M error = feedback.rest(x, z, own);
      if (plasticity == RestPlasticity::kNone) continue;
      M change = mean_product<double>(z, error);
      if (plasticity == RestPlasticity::kSharedProduct) {
        change -= decay.at(static_cast<std::uint64_t>(round)) * w;
      }
      w += rate * change;
    }
    b = feedback.weights();
  }
  static M noise(sim::Random& random) {
    M out(kUnits, kColumns);
    for (Index i = 0; i < out.size(); ++i) out.data()[i] = random.normal();
    return out;
  }
  double defect() const { return orthogonality_defect(*share(M(w))); }
  double inverse() const { return inverse_defect(*share(M(b)), *share(M(w))); }

  M w = random_matrix(kUnits, kUnits, 1) / 8, b = random_matrix(kUnits, kUnits, 2) / 8;
};

// Prototype: 0.054 and 0.003, one column at a time.
TEST_F(SixtyFourUnits, LearnOrthogonalWeightsAndTheirInverseFromSharedProducts) {
  rest(kSharedProduct, 0.05, RestPlasticity::kSharedProduct, {0.1, 0.003, kRounds / 4});
  EXPECT_LT(defect(), 0.05);
  EXPECT_LT(inverse(), 0.005);
}

// Prototype: a perfect inverse silences Oja's rule.
TEST_F(SixtyFourUnits, DoNotBecomeOrthogonalWhenAnInverseIsLearnedFreely) {
  rest(kDelta, 0.01, RestPlasticity::kOja);
  EXPECT_GT(defect(), 0.5);
}

TEST_F(SixtyFourUnits, LearnTheInverseOfFixedWeightsSlowly) {
  const double before = inverse();
  rest(kDelta, 0.05, RestPlasticity::kNone);
  EXPECT_LT(inverse(), 0.5);
  EXPECT_LT(inverse(), before / 2);
}

TEST_F(SixtyFourUnits, LearnTheTransposeByMirroring) {
  rest(kMirror, 0.001, RestPlasticity::kNone, {1, 1, 0});
  EXPECT_LT((b - w).norm() / w.norm(), 0.25);  // the draws of the noise do not let it rest
}

TEST_F(SixtyFourUnits, LearnTheTransposeByTheDifferenceReconstructionLoss) {
  rest(kDifferenceReconstruction, 0.001, RestPlasticity::kNone);
  EXPECT_LT((b - w).norm() / w.norm(), 0.35);
}

// With noise whose covariance is exactly 1: Oja's subspace rule through W^T itself.
TEST(OjaAtRest, IsAQuarterOfTheStepDownTheFullPenalty) {
  const Index n = 6;
  const M w = random_matrix(n, n, 4) / 2;
  const M x = std::sqrt(static_cast<double>(n)) * M::Identity(n, n), z = w * x;
  const M error = x - w.transpose() * z;
  M gradient = M::Zero(n, n);
  RegularizerGradient<double>({RegularizerForm::kFull, 1}, w).add_columns(0, gradient);
  EXPECT_TRUE(near<double>(mean_product(z, error), -gradient / 4, 1e-12));
}

class LateralTest : public testing::Test {
 protected:
  static constexpr Index kUnits = 64, kColumns = 10;
  M w = random_matrix(kUnits, kUnits, 1) / 8;
  Lateral<double> lateral{kUnits};
  Lateral<double> matching{kUnits, LateralLearning::kSimilarityMatching};

  void rest(int rounds, double rate) { rest(lateral, rounds, rate); }
  void rest(Lateral<double>& by, int rounds, double rate) {
    sim::Random random(5, 0, sim::Purpose::kStorm);
    for (int round = 0; round < rounds; ++round) {
      M x(kUnits, kColumns);
      for (Index i = 0; i < x.size(); ++i) x.data()[i] = random.normal();
      w += by.learn(by.settle(w * x), x, w, rate, 2 * rate);
    }
  }
};

TEST_F(LateralTest, MakesRowsOrthonormalUpToTheNoise) {
  EXPECT_GT(orthogonality_defect(*share(M(w))), 0.8);
  rest(6000, 0.005);
  EXPECT_LT(orthogonality_defect(*share(M(w))), 0.25);
  EXPECT_LT(lateral.weights().norm() / 8, 0.3);
}

TEST_F(LateralTest, MatchingSimilaritiesMakesThemSo) {
  rest(matching, 6000, 0.005);
  EXPECT_LT(orthogonality_defect(*share(M(w))), 0.25);
  EXPECT_LT(matching.weights().norm() / 8, 0.3);
}

TEST_F(LateralTest, NoUnitInhibitsItself) {
  rest(3, 0.01);
  EXPECT_EQ(lateral.weights().diagonal(), M::Zero(kUnits, 1));
  EXPECT_GT(lateral.weights().norm(), 0);
}

TEST(Lateral, ByHand) {
  Lateral<double> lateral(2);
  const M x = column<double>({1, 2}), z = column<double>({3, -1}), w = M::Identity(2, 2);
  M expected(2, 2);  // 0.1 (z x^T - diag(z^2) W)
  expected << 0.1 * (3 - 9), 0.1 * 6, 0.1 * -1, 0.1 * (-2 - 1);
  EXPECT_TRUE(near<double>(lateral.learn(z, x, w, 0.1, 0.5), expected, 1e-15));
  M inhibition(2, 2);  // -0.5 z_i z_j
  inhibition << 0, 1.5, 1.5, 0;
  EXPECT_EQ(lateral.weights(), inhibition);
  Lateral<double> matching(2, LateralLearning::kSimilarityMatching);
  matching.learn(z, x, w, 0.1, 0.5);
  EXPECT_EQ(matching.weights(), inhibition);  // nothing to forget yet
  EXPECT_TRUE(near<double>(matching.learn(z, x, w, 0.1, 0.5), expected, 1e-15));
  M again(2, 2);  // L - 0.5 (z_i z_j + z_i^2 L_ij)
  again << 0, 1.5 - 0.5 * (-3 + 9 * 1.5), 1.5 - 0.5 * (-3 + 1 * 1.5), 0;
  EXPECT_TRUE(near<double>(matching.weights(), again, 1e-15));
  const M settled = lateral.settle(M::Zero(2, 1));
  EXPECT_EQ(settled, M::Zero(2, 1));
}

}  // namespace
}  // namespace neurons
