// Rules of credit: what each asks of the drive below, by hand with a slope of 1/2 below zero, so
// that every number can be checked in the head. Whole networks are in feedback_layer_test.cc.
#include "neurons/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tests/neurons/numbers.h"

namespace neurons {
namespace {

constexpr ActivationOptions kHalf = LeakyReluOptions{.slope = 0.5};

template <class Scalar>
class RulesTest : public testing::Test {
 protected:
  using M = Matrix<Scalar>;

  M drive(std::initializer_list<Scalar> credit) const { return ask(M{credit}).drive; }
  double gain_step() const {
    const auto steps = ask(activity).gain_step;
    EXPECT_EQ(steps.size(), 1u);
    return steps.front();
  }
  typename Rule<Scalar>::Asked ask(const M& credit) const {
    return make_rule<Scalar>(options, kHalf, layer, layers)->ask(credit, activity, slope);
  }

  RuleOptions options{.kind = RuleKind::kGait, .gamma = 0.5, .coding = Coding::kDifference};
  LayerNumber layer = 2, layers = 2;
  M activity{{4, -2}};  // of z = 4 and z = -4
  M slope{{1, 0.5}};
};
TYPED_TEST_SUITE(RulesTest, Precisions);

// The targets below are y + d with d = (2, -1): t = (6, -3).

TYPED_TEST(RulesTest, GaitAsDifferenceIsSlopeTimesDifference) {
  EXPECT_EQ(this->drive({2, -1}), (Matrix<TypeParam>{{2, -0.5}}));
}

TYPED_TEST(RulesTest, BpIsSlopeTimesDifference) {
  this->options.kind = RuleKind::kBp;
  EXPECT_EQ(this->drive({2, -1}), (Matrix<TypeParam>{{2, -0.5}}));
}

TYPED_TEST(RulesTest, ItpAsDifferenceIsDifferenceOverSlope) {
  this->options.kind = RuleKind::kItp;
  EXPECT_EQ(this->drive({2, -1}), (Matrix<TypeParam>{{2, -2}}));
}

TYPED_TEST(RulesTest, TpAsDifferenceIsDifferenceOfInverses) {
  this->options.kind = RuleKind::kTp;
  EXPECT_EQ(this->drive({2, -1}), (Matrix<TypeParam>{{2, -2}}));
  // Across the kink: 4 - 5 = -1, whose inverse is -2; -2 + 5 = 3, its own inverse.
  EXPECT_EQ(this->drive({-5, 5}), (Matrix<TypeParam>{{-6, 7}}));
}

TYPED_TEST(RulesTest, TpAsTargetIsItsInverse) {
  this->options = {.kind = RuleKind::kTp, .gamma = 0.5, .coding = Coding::kAbsolute};
  EXPECT_EQ(this->drive({6, -3}), (Matrix<TypeParam>{{6, -6}}));
}

// As y + (t - y) the target would vanish beside a large activity.
TYPED_TEST(RulesTest, TpAsTargetLosesNothingToRounding) {
  this->options = {.kind = RuleKind::kTp, .coding = Coding::kAbsolute};
  this->activity = Matrix<TypeParam>{{TypeParam(1e20), TypeParam(-1e20)}};
  EXPECT_EQ(this->drive({6, -3}), (Matrix<TypeParam>{{6, -6}}));
}

TYPED_TEST(RulesTest, ItpAsTargetGoesAStepOfGamma) {
  this->options = {.kind = RuleKind::kItp, .gamma = 0.5, .coding = Coding::kAbsolute};
  EXPECT_EQ(this->drive({6, -3}), (Matrix<TypeParam>{{5, -5}}));  // of y = 5 and -2.5
}

TYPED_TEST(RulesTest, GaitAsTargetScalesTheStepByTheSquaredSlope) {
  this->options.coding = Coding::kAbsolute;
  EXPECT_EQ(this->drive({6, -3}), (Matrix<TypeParam>{{5, -4.25}}));  // of y = 5 and -2.125
}

TYPED_TEST(RulesTest, GaitWithGammaOneStillScalesTheStep) {
  this->options.coding = Coding::kAbsolute;
  this->options.gamma = 1;
  EXPECT_EQ(this->drive({6, -3}), (Matrix<TypeParam>{{6, -4.5}}));  // of y = 6 and -2.25
}

TYPED_TEST(RulesTest, StepsOfIncrementalTargetsGrowTheGain) {
  for (const auto kind : {RuleKind::kItp, RuleKind::kGait}) {
    this->options = {.kind = kind, .gamma = 0.25, .coding = Coding::kAbsolute};
    EXPECT_EQ(this->gain_step(), 4);
  }
}

TYPED_TEST(RulesTest, NothingElseGrowsTheGain) {
  for (const auto kind : {RuleKind::kBp, RuleKind::kTp, RuleKind::kItp, RuleKind::kGait}) {
    this->options = {.kind = kind, .gamma = 0.25, .coding = Coding::kDifference};
    EXPECT_EQ(this->gain_step(), 1);
  }
  this->options = {.kind = RuleKind::kTp, .gamma = 0.25, .coding = Coding::kAbsolute};
  EXPECT_EQ(this->gain_step(), 1);
}

TYPED_TEST(RulesTest, TopOnlyTakesTheStepAtTheOutputAlone) {
  for (const auto kind : {RuleKind::kItp, RuleKind::kGait}) {
    this->options = {.kind = kind, .gamma = 0.25, .top_only = true, .coding = Coding::kAbsolute};
    this->layer = 2;
    EXPECT_EQ(this->gain_step(), 4);
    EXPECT_EQ(this->drive({6, -2}), (Matrix<TypeParam>{{4.5, -4}}));
    this->layer = 1;
    EXPECT_EQ(this->gain_step(), 1);
    EXPECT_EQ(this->drive({6, -2}), (Matrix<TypeParam>{{6, -4}}));
  }
}

TYPED_TEST(RulesTest, BpIgnoresThatTargetsAreAskedFor) {
  this->options = {.kind = RuleKind::kBp, .gamma = 0.25, .coding = Coding::kAbsolute};
  EXPECT_EQ(coding_of(this->options), Coding::kDifference);
  EXPECT_EQ(this->drive({2, -1}), (Matrix<TypeParam>{{2, -0.5}}));
  EXPECT_EQ(this->gain_step(), 1);
}

// Two columns, (3, 4) and (0, 1/8) from their targets, and c sqrt(n) = 1/2.
TYPED_TEST(RulesTest, AdaptiveGammaMakesStepsOfOneLength) {
  using Values = Matrix<TypeParam>;
  this->options = {
      .kind = RuleKind::kGait, .adaptive = 0.5 / std::sqrt(2.0), .coding = Coding::kAbsolute};
  this->activity = Values{{4, 4}, {4, 4}};
  this->slope = Values::Ones(2, 2);
  const auto asked = this->ask(Values{{7, 4}, {8, TypeParam(4.125)}});
  EXPECT_TRUE(
      near(asked.drive, Values{{TypeParam(4.3), 4}, {TypeParam(4.4), TypeParam(4.125)}}, 1e-6));
  ASSERT_EQ(asked.gain_step.size(), 2u);
  EXPECT_NEAR(asked.gain_step[0], 10, 1e-5);  // gamma 1/2 / 5
  EXPECT_EQ(asked.gain_step[1], 1);           // never more than the whole way
}

TYPED_TEST(RulesTest, AdaptiveGammaOfATargetThatIsMetIsOne) {
  using Values = Matrix<TypeParam>;
  this->options = {.kind = RuleKind::kGait, .adaptive = 1e-7, .coding = Coding::kAbsolute};
  const auto asked = this->ask(this->activity);
  EXPECT_EQ(asked.drive, (Values{{4, -4}}));
  EXPECT_EQ(asked.gain_step, (std::vector<double>{1, 1}));
}

TYPED_TEST(RulesTest, WhatSendsErrorsAsksForSlopeTimesDifference) {
  for (const auto kind : {RuleKind::kFa, RuleKind::kSignSymmetry, RuleKind::kTopLayerOnly,
                          RuleKind::kDfa, RuleKind::kWeightMirror, RuleKind::kKolenPollack}) {
    this->options = {.kind = kind, .coding = Coding::kAbsolute};
    EXPECT_EQ(this->drive({2, -1}), (Matrix<TypeParam>{{2, -0.5}}));
    EXPECT_EQ(this->gain_step(), 1);
    EXPECT_EQ(coding_of(this->options), Coding::kDifference);
  }
}

// A step of a quarter. The target of the first unit, -20, makes it cross the kink on its way to -2.
TYPED_TEST(RulesTest, LearnedFeedbackIsAskedForAPartOfTheWayScaledUp) {
  using Values = Matrix<TypeParam>;
  this->activity = Values{{4, -2}};
  this->options = {.kind = RuleKind::kDtp, .step = 0.25};
  EXPECT_EQ(this->drive({-24, 2}), (Values{{-32, 4}}));  // f^-1: 4 -> -4, and -4 -> -3
  this->options = {.kind = RuleKind::kDrl, .step = 0.25};
  EXPECT_EQ(this->drive({-24, 2}), (Values{{-20, 1}}));  // f: 4 -> -1, and -1 -> -0.75
}

TEST(WayDownOf, IsTheRulesOwnOrTheChosenInverse) {
  const auto of = [](RuleKind kind, Inverse inverse) {
    return way_down_of({.kind = kind, .inverse = inverse});
  };
  for (const Inverse inverse :
       {Inverse::kExact, Inverse::kDamped, Inverse::kTranspose, Inverse::kLearned}) {
    EXPECT_EQ(of(RuleKind::kBp, inverse), WayDownKind::kTranspose);
    EXPECT_EQ(of(RuleKind::kFa, inverse), WayDownKind::kFixed);
    EXPECT_EQ(of(RuleKind::kDfa, inverse), WayDownKind::kFixed);
    EXPECT_EQ(of(RuleKind::kSignSymmetry, inverse), WayDownKind::kSigns);
    EXPECT_EQ(of(RuleKind::kTopLayerOnly, inverse), WayDownKind::kNone);
    for (const RuleKind kind :
         {RuleKind::kDtp, RuleKind::kDrl, RuleKind::kWeightMirror, RuleKind::kKolenPollack}) {
      EXPECT_EQ(of(kind, inverse), WayDownKind::kLearned);
    }
  }
  for (const RuleKind kind : {RuleKind::kTp, RuleKind::kItp, RuleKind::kGait}) {
    EXPECT_EQ(of(kind, Inverse::kExact), WayDownKind::kExactInverse);
    EXPECT_EQ(of(kind, Inverse::kDamped), WayDownKind::kDampedInverse);
    EXPECT_EQ(of(kind, Inverse::kTranspose), WayDownKind::kTranspose);
    EXPECT_EQ(of(kind, Inverse::kLearned), WayDownKind::kLearned);
  }
}

TEST(IsDirect, OfDirectFeedbackAlignmentOnly) {
  for (const RuleInfo& rule : shipped_rules()) {
    EXPECT_EQ(is_direct({.kind = rule.kind}), rule.name == "dfa") << rule.name;
  }
}

TEST(CodingOf, IsWhatWasAskedForExceptUnderBp) {
  for (const auto kind : {RuleKind::kTp, RuleKind::kItp, RuleKind::kGait}) {
    for (const auto coding : {Coding::kAbsolute, Coding::kDifference}) {
      EXPECT_EQ(coding_of({.kind = kind, .coding = coding}), coding);
    }
  }
}

TEST(RuleDefault, IsGaitInDifferences) {
  const RuleOptions options;
  EXPECT_EQ(options.kind, RuleKind::kGait);
  EXPECT_EQ(options.coding, Coding::kDifference);
  EXPECT_EQ(options.gamma, 1e-3);
  EXPECT_FALSE(options.top_only);
}

TEST(ShippedRules, AreNamedInTheOrderOfTheirKinds) {
  std::vector<std::string_view> names;
  for (const RuleInfo& info : shipped_rules()) names.push_back(info.name);
  EXPECT_THAT(names, testing::ElementsAre("bp", "tp", "itp", "gait", "fa", "sign_symmetry",
                                          "top_layer_only", "dfa", "dtp", "drl", "weight_mirror",
                                          "kolen_pollack"));
  for (const RuleInfo& info : shipped_rules()) EXPECT_EQ(info_of(info.kind).name, info.name);
}

TEST(ShippedRules, SayAllOfThemselvesAndWhichAreNotLocal) {
  for (const RuleInfo& info : shipped_rules()) {
    for (const auto text : {info.text, info.formula, info.source, info.parameters}) {
      EXPECT_FALSE(text.empty()) << info.name;
    }
    EXPECT_EQ(info.local, info.name != "bp" && info.name != "sign_symmetry") << info.name;
  }
}

}  // namespace
}  // namespace neurons
