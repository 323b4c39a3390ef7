// FeedbackLayer: auxiliary units and gains by hand; whole towers of three layers against the
// design's formulas with dense matrices (tower.h), the payloads and rules against each other.
#include "neurons/feedback_layer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "tests/neurons/tower.h"

namespace neurons {
namespace {

using M = Matrix<double>;
using testing::ElementsAre;

Weights weights_of(const M& w, const M& b) { return {share(w), share(b), 0}; }

FeedbackLayer<double> layer_of(const RuleOptions& rule, LayerNumber layer = 2,
                               LayerNumber layers = 2) {
  return FeedbackLayer<double>({.layer = layer,
                                .layers = layers,
                                .rule = rule,
                                .activation = LeakyReluOptions{.slope = 0.25}});
}

// The credit of every layer, through FeedbackLayer; layer l is at l.
std::vector<Credit> credits_of(const Tower& tower, const RuleOptions& rule) {
  const int layers = tower.layers();
  std::vector<Credit> out(tower.w.size());
  Credit part{Coding::kAbsolute, {1.0}, share(M(tower.label))};
  for (int l = layers; l >= 1; --l) {
    const auto at = static_cast<std::size_t>(l);
    FeedbackLayer<double> layer = layer_of(rule, l, layers);
    out[at] = layer.complete(part, tower.y[at]);
    layer.take(weights_of(tower.w[at], tower.b[at]));
    if (l > 1) part = layer.below(out[at], tower.y[at], tower.slope[at]);
  }
  return out;
}

class CompleteTest : public testing::Test {
 protected:
  M complete(Coding coding, const Credit& part) const {
    const Credit out = layer_of({.coding = coding}).complete(part, activity);
    EXPECT_EQ(out.coding, coding);
    EXPECT_EQ(out.gain, part.gain);
    return out.values->as<double>();
  }
  M activity = column<double>({1, 2, 3});
};

TEST_F(CompleteTest, OfTargetsGivesAuxiliaryUnitsTheirOwnActivity) {
  EXPECT_EQ(
      complete(Coding::kAbsolute, {Coding::kAbsolute, {2.0}, share(M(column<double>({7, 8})))}),
      column<double>({7, 8, 3}));
}

TEST_F(CompleteTest, OfDifferencesGivesAuxiliaryUnitsNone) {
  EXPECT_EQ(
      complete(Coding::kDifference, {Coding::kDifference, {1.0}, share(M(column<double>({7, 8})))}),
      column<double>({7, 8, 0}));
}

TEST_F(CompleteTest, TurnsTheLabelIntoADifference) {
  EXPECT_EQ(
      complete(Coding::kDifference, {Coding::kAbsolute, {1.0}, share(M(column<double>({7, 0})))}),
      column<double>({6, -2, 0}));
}

// softmax of (log 1, log 3) is (1/4, 3/4).
TEST_F(CompleteTest, TurnsTheLabelIntoTheMissOfCrossEntropy) {
  activity = column<double>({std::log(1), std::log(3), 3});
  for (const Coding coding : {Coding::kDifference, Coding::kAbsolute}) {
    const FeedbackLayer<double> layer({.layer = 2,
                                       .layers = 2,
                                       .rule = {.coding = coding},
                                       .activation = LinearOptions{},
                                       .loss = Loss::kCrossEntropy});
    const Credit credit =
        layer.complete({Coding::kAbsolute, {1.0}, share(M(column<double>({1, 0})))}, activity);
    EXPECT_TRUE(near(difference_of(credit, activity)->as<double>(),
                     column<double>({0.75, -0.75, 0}), 1e-15));
    EXPECT_EQ(credit.coding, coding);
  }
}

TEST(CompleteBelow, HearsOfNoLoss) {
  const FeedbackLayer<double> layer({.layer = 1,
                                     .layers = 2,
                                     .rule = {.coding = Coding::kAbsolute},
                                     .activation = LinearOptions{},
                                     .loss = Loss::kCrossEntropy});
  const M target = column<double>({5, 6});
  EXPECT_EQ(layer.complete({Coding::kAbsolute, {1.0}, share(M(target))}, M(M::Ones(2, 1)))
                .values->as<double>(),
            target);
}

TEST_F(CompleteTest, LeavesWhatIsCompleteAlone) {
  const M whole = column<double>({7, 8, 9});
  EXPECT_EQ(complete(Coding::kAbsolute, {Coding::kAbsolute, {1.0}, share(M(whole))}), whole);
  EXPECT_EQ(complete(Coding::kDifference, {Coding::kDifference, {1.0}, share(M(whole))}), whole);
}

TEST_F(CompleteTest, KeepsAGainForEachColumn) {
  activity = M{{1, 1}, {2, 2}};
  EXPECT_EQ(complete(Coding::kAbsolute, {Coding::kAbsolute, {2.0, 4.0}, share(M(M{{5, 6}}))}),
            (M{{5, 6}, {2, 2}}));
}

TEST(DifferenceOf, IsGainTimesTargetMinusActivity) {
  const M activity{{1, 2}, {3, 4}}, target{{2, 2}, {1, 5}};
  EXPECT_EQ(difference_of({Coding::kAbsolute, {10.0}, share(M(target))}, activity)->as<double>(),
            (M{{10, 0}, {-20, 10}}));
  EXPECT_EQ(
      difference_of({Coding::kAbsolute, {10.0, 100.0}, share(M(target))}, activity)->as<double>(),
      (M{{10, 0}, {-20, 100}}));
}

TEST(DifferenceOf, IsADifferenceAsItCame) {
  const TensorPtr difference = share(M{{2, 2}, {1, 5}});
  EXPECT_EQ(difference_of({Coding::kDifference, {10.0}, difference}, M(M::Ones(2, 2))), difference);
}

// W = [[0, 2], [1, 0]], b = (1, 1), y = (3, -1) of z = (3, -4), slope (1, 1/4), d = (2, -4).
class BelowTest : public testing::Test {
 protected:
  M below(RuleKind kind) const {
    FeedbackLayer<double> layer = layer_of({.kind = kind});
    layer.take(weights_of(M{{0, 2}, {1, 0}}, column<double>({1, 1})));
    return layer
        .below({Coding::kDifference, {1.0}, share(M(column<double>({2, -4})))},
               column<double>({3, -1}), column<double>({1, 0.25}))
        .values->as<double>();
  }
};

TEST_F(BelowTest, OfBpIsTheTransposeTimesSlopeTimesDifference) {
  EXPECT_EQ(below(RuleKind::kBp), column<double>({-1, 4}));
}

TEST_F(BelowTest, OfGaitIsTheInverseTimesSlopeTimesDifference) {
  EXPECT_TRUE(near(below(RuleKind::kGait), column<double>({-1, 1}), 1e-15));
}

TEST_F(BelowTest, OfItpIsTheInverseTimesDifferenceOverSlope) {
  EXPECT_TRUE(near(below(RuleKind::kItp), column<double>({-16, 1}), 1e-15));
}

TEST_F(BelowTest, OfTpIsTheInverseTimesTheDifferenceOfInverses) {
  EXPECT_TRUE(near(below(RuleKind::kTp), column<double>({-16, 1}), 1e-15));
}

constexpr RuleKind kInverting[] = {RuleKind::kTp, RuleKind::kItp, RuleKind::kGait};

TEST(TowerOfTargets, FollowsTheFormulas) {
  const Tower tower = make_tower({8, 8, 8, 8}, 0.1);
  for (const RuleKind kind : kInverting) {
    const auto credits =
        credits_of(tower, {.kind = kind, .gamma = 0.25, .coding = Coding::kAbsolute});
    const DenseTargets dense = dense_targets(tower, kind, 0.25);
    for (std::size_t l = 1; l <= 3; ++l) {
      EXPECT_TRUE(near(credits[l].values->as<double>(), dense.t[l], 1e-11))
          << info_of(kind).name << l;
      EXPECT_THAT(credits[l].gain, ElementsAre(dense.gain[l])) << info_of(kind).name << l;
    }
  }
}

TEST(TowerOfDifferences, FollowsTheFormulas) {
  const Tower tower = make_tower({8, 8, 8, 8}, 0.1);
  for (const RuleKind kind :
       {RuleKind::kBp, RuleKind::kTp, RuleKind::kItp, RuleKind::kGait, RuleKind::kSignSymmetry}) {
    const auto credits = credits_of(tower, {.kind = kind});
    const auto dense = dense_differences(tower, kind);
    for (std::size_t l = 1; l <= 3; ++l) {
      EXPECT_TRUE(near(credits[l].values->as<double>(), dense[l], 1e-11))
          << info_of(kind).name << l;
      EXPECT_THAT(credits[l].gain, ElementsAre(1.0));
      EXPECT_EQ(credits[l].coding, Coding::kDifference);
    }
  }
}

TEST(TowerOfTargets, HasGainsThatGrowByOneOverGammaALayer) {
  const Tower tower = make_tower({4, 4, 4, 4}, 0.1);
  RuleOptions rule{.kind = RuleKind::kGait, .gamma = 0.5, .coding = Coding::kAbsolute};
  const auto gains = [&] {
    const auto credits = credits_of(tower, rule);
    return std::vector<double>{credits[1].gain[0], credits[2].gain[0], credits[3].gain[0]};
  };
  EXPECT_THAT(gains(), ElementsAre(4, 2, 1));
  rule.kind = RuleKind::kItp;
  EXPECT_THAT(gains(), ElementsAre(4, 2, 1));
  rule.top_only = true;
  EXPECT_THAT(gains(), ElementsAre(2, 2, 1));
  rule.kind = RuleKind::kTp;
  EXPECT_THAT(gains(), ElementsAre(1, 1, 1));
}

// While no unit crosses the kink f^-1 is linear, and gamma cancels up to rounding / gamma^2.
TEST(Payloads, AgreeWhileNoUnitCrossesTheKink) {
  const Tower tower = make_tower({8, 8, 8, 8}, 0.1);
  ASSERT_GT(tower.margin(), 1e-3);
  for (const RuleKind kind : kInverting) {
    const auto targets =
        credits_of(tower, {.kind = kind, .gamma = 1e-4, .coding = Coding::kAbsolute});
    const auto differences = credits_of(tower, {.kind = kind});
    for (std::size_t l = 1; l <= 3; ++l) {
      EXPECT_TRUE(near(difference_of(targets[l], tower.y[l])->as<double>(),
                       differences[l].values->as<double>(), 1e-5))
          << info_of(kind).name << l;
    }
  }
}

TEST(GaitAsDifference, EqualsBpForOrthogonalWeights) {
  const Tower tower = make_tower({8, 8, 8, 8}, 0);
  const auto gait = credits_of(tower, {.kind = RuleKind::kGait});
  const auto bp = credits_of(tower, {.kind = RuleKind::kBp});
  const auto itp = credits_of(tower, {.kind = RuleKind::kItp});
  for (std::size_t l = 1; l <= 3; ++l) {
    EXPECT_TRUE(near(gait[l].values->as<double>(), bp[l].values->as<double>(), 1e-12)) << l;
    EXPECT_EQ(near(itp[l].values->as<double>(), bp[l].values->as<double>(), 1e-3), l == 3) << l;
  }
}

TEST(GaitAsDifference, DiffersFromBpForOtherWeights) {
  const Tower tower = make_tower({8, 8, 8, 8}, 0.1);
  const auto gait = credits_of(tower, {.kind = RuleKind::kGait});
  const auto bp = credits_of(tower, {.kind = RuleKind::kBp});
  EXPECT_TRUE(near(gait[3].values->as<double>(), bp[3].values->as<double>(), 1e-12))
      << "nothing has gone down yet";
  EXPECT_FALSE(near(gait[1].values->as<double>(), bp[1].values->as<double>(), 1e-2));
}

TEST(TowerOfAdaptiveTargets, AgreesWithDifferencesAtEveryDepth) {
  const Tower tower = make_tower({8, 8, 8, 8}, 0.1);
  const auto targets =
      credits_of(tower, {.kind = RuleKind::kGait, .adaptive = 1e-5, .coding = Coding::kAbsolute});
  const auto differences = credits_of(tower, {.kind = RuleKind::kGait});
  for (std::size_t l = 1; l <= 3; ++l) {
    EXPECT_TRUE(near(difference_of(targets[l], tower.y[l])->as<double>(),
                     differences[l].values->as<double>(), 1e-6))
        << l;
    EXPECT_EQ(targets[l].gain.size(), l == 3 ? 1u : static_cast<std::size_t>(tower.y[l].cols()));
  }
}

TEST(TransposeForInverse, IsTheSameForOrthogonalWeightsOnly) {
  const RuleOptions transpose{.kind = RuleKind::kGait, .inverse = Inverse::kTranspose};
  for (const double bend : {0.0, 0.1}) {
    const Tower tower = make_tower({8, 8, 8, 8}, bend);
    const auto exact = credits_of(tower, {.kind = RuleKind::kGait});
    const auto other = credits_of(tower, transpose);
    const auto bp = credits_of(tower, {.kind = RuleKind::kBp});
    EXPECT_EQ(near(other[1].values->as<double>(), exact[1].values->as<double>(), 1e-12), bend == 0);
    EXPECT_EQ(other[1].values->as<double>(), bp[1].values->as<double>());
    const auto damped =
        credits_of(tower, {.kind = RuleKind::kGait, .inverse = Inverse::kDamped, .damping = 0.5});
    EXPECT_EQ(near(damped[1].values->as<double>(), exact[1].values->as<double>(), 1e-12),
              bend == 0);
  }
}

TEST(FeedbackLayerWeights, AreNotWaitedForWhereNoneAreNeeded) {
  FeedbackLayer<double> fa({.layer = 2,
                            .layers = 2,
                            .rule = {.kind = RuleKind::kFa},
                            .activation = LinearOptions{},
                            .own_weights = {share(M{{0, 2}, {1, 0}})}});
  ASSERT_TRUE(fa.has_way_down());
  const M ones = M::Ones(2, 1);
  EXPECT_EQ(fa.below({Coding::kDifference, {1.0}, share(M(column<double>({3, 4})))}, ones, ones)
                .values->as<double>(),
            column<double>({4, 6}));
  FeedbackLayer<double> top({.layer = 2,
                             .layers = 2,
                             .rule = {.kind = RuleKind::kTopLayerOnly},
                             .activation = LinearOptions{},
                             .inputs = 3});
  ASSERT_TRUE(top.has_way_down());
  EXPECT_EQ(top.below({Coding::kDifference, {1.0}, share(M(column<double>({3, 4})))}, ones, ones)
                .values->as<double>(),
            column<double>({0, 0, 0}));
}

// d = (3, 4), slope (1, 1/2): the drive is (3, 2).
TEST(FeedbackLayerWeights, OfDirectCreditLeadToEveryLayerBelow) {
  FeedbackLayer<double> top(
      {.layer = 3,
       .layers = 3,
       .rule = {.kind = RuleKind::kDfa},
       .activation = LeakyReluOptions{0.5},
       .own_weights = {share(M{{1, 0, 2}, {0, 1, 1}}), share(M{{0, 1}, {5, 0}})}});
  ASSERT_TRUE(top.has_way_down());
  const Credit credit{Coding::kDifference, {1.0}, share(M(column<double>({3, 4})))};
  const M activity = M::Ones(2, 1), slope = column<double>({1, 0.5});
  EXPECT_EQ(top.below(credit, activity, slope, 0).values->as<double>(), column<double>({3, 2, 8}));
  EXPECT_EQ(top.below(credit, activity, slope, 1).values->as<double>(), column<double>({10, 3}));
}

TEST(FeedbackLayerWeights, MustHaveAnInverseExceptUnderBp) {
  const Weights alike = weights_of(M{{1, 1}, {1, 1}}, column<double>({0, 0}));
  FeedbackLayer<double> gait = layer_of({}), bp = layer_of({.kind = RuleKind::kBp});
  EXPECT_FALSE(gait.has_way_down());
  EXPECT_THROW(gait.take(alike), std::domain_error);
  EXPECT_FALSE(gait.has_way_down());
  bp.take(alike);
  EXPECT_TRUE(bp.has_way_down());
}

}  // namespace
}  // namespace neurons
