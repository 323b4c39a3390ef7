// Layer: inference and one update by hand, copy on write of its weights, and updates that are no
// numbers.
#include "neurons/layer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>
#include <optional>

#include "sim/asio_pool.h"
#include "sim/team.h"
#include "tests/neurons/numbers.h"

namespace neurons {
namespace {

// Two units that read three inputs: W = [[1, 2, 0], [0, -1, 1]], b = (1, -1), slope 1/2 below 0.
template <class Scalar>
class LayerTest : public testing::Test {
 protected:
  using M = Matrix<Scalar>;

  Layer<Scalar> layer() const {
    return Layer<Scalar>({LeakyReluOptions{.slope = 0.5}, regularizer, optimizer},
                         {share(w), share(b), 0});
  }
  static M weights(const Layer<Scalar>& l) { return l.weights().weights->template as<Scalar>(); }
  static M bias(const Layer<Scalar>& l) { return l.weights().bias->template as<Scalar>(); }

  M w{{1, 2, 0}, {0, -1, 1}};
  M b = column<Scalar>({1, -1});
  std::optional<RegularizerOptions> regularizer;
  OptimizerOptions optimizer = SgdOptions{.learning_rate = 1};

  M pre = column<Scalar>({2, 1, 0});
  M post = column<Scalar>({5, -1});
  M slope = column<Scalar>({1, 0.5});
  M difference = column<Scalar>({3, -4});
};
TYPED_TEST_SUITE(LayerTest, Precisions);

TYPED_TEST(LayerTest, ThatDoesNotLearnCountsUpdatesAndMovesNothing) {
  Layer<TypeParam> layer({.activation = LeakyReluOptions{.slope = 0.5},
                          .regularizer = RegularizerOptions{},
                          .optimizer = this->optimizer,
                          .learns = false},
                         {share(this->w), share(this->b), 7});
  EXPECT_EQ(layer.learn(this->pre, this->post, this->slope, this->difference), 0);
  EXPECT_EQ(layer.weights().version, 8u);
  EXPECT_EQ(this->weights(layer), this->w);
  EXPECT_EQ(this->bias(layer), this->b);
}

// z = (2 + 2 + 1, -1 - 1) = (5, -2).
TYPED_TEST(LayerTest, InfersActivityAndSlope) {
  const auto out = this->layer().infer(this->pre);
  EXPECT_EQ(out.activity, column<TypeParam>({5, -1}));
  EXPECT_EQ(out.slope, column<TypeParam>({1, 0.5}));
}

TYPED_TEST(LayerTest, InfersEveryColumnByItself) {
  const auto out = this->layer().infer(Matrix<TypeParam>{{2, 0}, {1, 0}, {0, 3}});
  EXPECT_EQ(out.activity, (Matrix<TypeParam>{{5, 1}, {-1, 2}}));
  EXPECT_EQ(out.slope, (Matrix<TypeParam>{{1, 1}, {0.5, 1}}));
}

TYPED_TEST(LayerTest, ReadsTheFirstInputsOnly) {
  const auto nan = std::numeric_limits<TypeParam>::quiet_NaN();
  this->pre = column<TypeParam>({2, 1, 0, nan, nan});
  EXPECT_EQ(this->layer().infer(this->pre).activity, column<TypeParam>({5, -1}));
  auto layer = this->layer();
  EXPECT_TRUE(std::isfinite(layer.learn(this->pre, this->post, this->slope, this->difference)));
  EXPECT_EQ(layer.weights().weights->cols(), 3);
}

// Slope times difference is (3, -2): W + (3, -2) (2, 1, 0)^T, b + (3, -2).
TYPED_TEST(LayerTest, LearnsBySlopeTimesDifferenceTimesPre) {
  auto layer = this->layer();
  const double change = layer.learn(this->pre, this->post, this->slope, this->difference);
  EXPECT_EQ(this->weights(layer), (Matrix<TypeParam>{{7, 5, 0}, {-4, -3, 1}}));
  EXPECT_EQ(this->bias(layer), column<TypeParam>({4, -3}));
  EXPECT_NEAR(change, std::sqrt(65.0), 1e-5) << "of the weights, 36 + 9 + 16 + 4";
}

// The second column asks for the opposite from half the input: the mean is a quarter of the first.
TYPED_TEST(LayerTest, LearnsTheMeanOverColumns) {
  this->pre = Matrix<TypeParam>{{2, 1}, {0, 0}, {4, 2}};
  const Matrix<TypeParam> ones = Matrix<TypeParam>::Ones(2, 2);
  auto layer = this->layer();
  layer.learn(this->pre, ones, ones, Matrix<TypeParam>{{4, -4}, {0, 0}});
  EXPECT_EQ(this->weights(layer), (Matrix<TypeParam>{{3, 2, 4}, {0, -1, 1}}));
  EXPECT_EQ(this->bias(layer), this->b) << "4 and -4 cancel";
}

TYPED_TEST(LayerTest, AddsTheRegularizerBeforeTheOptimizer) {
  this->regularizer = RegularizerOptions{.form = RegularizerForm::kFull, .lambda = 0.25};
  this->w = Matrix<TypeParam>{{2, 0}, {0, 1}};
  this->optimizer = SgdOptions{.learning_rate = 0.5};
  auto layer = this->layer();
  const Matrix<TypeParam> zeros = Matrix<TypeParam>::Zero(2, 1);
  layer.learn(this->pre, this->post, this->slope, zeros);
  // W (W^T W - I) = [[6, 0], [0, 0]]
  EXPECT_EQ(this->weights(layer), (Matrix<TypeParam>{{-1, 0}, {0, 1}}));
  EXPECT_EQ(this->bias(layer), this->b) << "the bias is free";
}

// The second update alone, and twice as strong.
TYPED_TEST(LayerTest, RegularizesEverySoManyUpdates) {
  const RegularizerOptions often{.lambda = 0.5};
  this->difference.setZero();
  this->regularizer = RegularizerOptions{.lambda = 0.25, .every_updates = 2};
  auto seldom = this->layer();
  seldom.learn(this->pre, this->post, this->slope, this->difference);
  EXPECT_EQ(this->weights(seldom), this->w);
  seldom.learn(this->pre, this->post, this->slope, this->difference);
  this->regularizer = often;
  auto once = this->layer();
  once.learn(this->pre, this->post, this->slope, this->difference);
  EXPECT_EQ(this->weights(seldom), this->weights(once));
  EXPECT_NE(this->weights(once), this->w);
}

// More columns than are made at a time, and whoever helps.
TYPED_TEST(LayerTest, LearnsManyColumnsAsAWhole) {
  using Values = Matrix<TypeParam>;
  const auto wide = random_matrix<TypeParam>(40, 300, 1),
             below = random_matrix<TypeParam>(300, 7, 2), here = random_matrix<TypeParam>(40, 7, 3),
             missed = random_matrix<TypeParam>(40, 7, 4);
  const Values ones = Values::Ones(40, 7);
  const LayerOptions options{LinearOptions{}, RegularizerOptions{}, AdamOptions{}};
  const Weights initial{share(Values(wide)), share(Values(Values::Zero(40, 1))), 0};
  Layer<TypeParam> alone(options, initial), helped(options, initial);
  const double change = alone.learn(below, here, ones, missed);

  Values gradient = Layer<TypeParam>::factors(here, ones, missed) * below.transpose(), expected;
  RegularizerGradient<TypeParam>({}, wide).add_columns(0, gradient);
  make_optimizer<TypeParam>(AdamOptions{})->step(gradient, wide, expected);
  EXPECT_TRUE(near(this->weights(alone), expected, 1e-5));
  EXPECT_NEAR(change, static_cast<double>((expected - wide).norm()), 1e-5);

  sim::AsioPool pool(4);
  const sim::Team team(pool, 4);
  EXPECT_EQ(helped.learn(below, here, ones, missed), change);
  EXPECT_EQ(this->weights(helped), this->weights(alone));
}

TYPED_TEST(LayerTest, KeepsOneOptimizerForWeightsAndOneForBias) {
  this->optimizer = SgdOptions{.learning_rate = 1, .momentum = 0.5};
  auto layer = this->layer();
  const Matrix<TypeParam> zeros = Matrix<TypeParam>::Zero(2, 1);
  layer.learn(this->pre, this->post, this->slope, this->difference);
  layer.learn(this->pre, this->post, this->slope, zeros);  // momentum alone
  EXPECT_EQ(this->weights(layer), (Matrix<TypeParam>{{10, 6.5, 0}, {-6, -4, 1}}));
  EXPECT_EQ(this->bias(layer), column<TypeParam>({5.5, -4}));
}

TYPED_TEST(LayerTest, LeavesOldWeightsToWhoeverHoldsThem) {
  auto layer = this->layer();
  const Weights held = layer.weights();
  layer.learn(this->pre, this->post, this->slope, this->difference);
  EXPECT_EQ(held.weights->template as<TypeParam>(), this->w);
  EXPECT_EQ(held.bias->template as<TypeParam>(), this->b);
  EXPECT_EQ(held.version, 0u);
  EXPECT_NE(layer.weights().weights, held.weights);
}

TYPED_TEST(LayerTest, LetsGoOfWeightsThatNobodyHolds) {
  auto layer = this->layer();
  const std::weak_ptr<const Tensor> old = layer.weights().weights;
  layer.learn(this->pre, this->post, this->slope, this->difference);
  EXPECT_TRUE(old.expired());
}

TYPED_TEST(LayerTest, CountsItsUpdates) {
  auto layer = this->layer();
  EXPECT_EQ(layer.weights().version, 0u);
  for (std::uint64_t i = 1; i <= 3; ++i) {
    layer.learn(this->pre, this->post, this->slope, this->difference);
    EXPECT_EQ(layer.weights().version, i);
  }
}

TYPED_TEST(LayerTest, GoesOnFromTheVersionItWasGiven) {
  Layer<TypeParam> layer({{}, {}, this->optimizer}, {share(this->w), share(this->b), 41});
  layer.learn(this->pre, this->post, this->slope, this->difference);
  EXPECT_EQ(layer.weights().version, 42u);
}

TYPED_TEST(LayerTest, ChangesNothingWhenTheUpdateIsNoNumber) {
  using Limits = std::numeric_limits<TypeParam>;
  for (const TypeParam bad : {Limits::quiet_NaN(), Limits::infinity()}) {
    auto layer = this->layer();
    const Weights held = layer.weights();
    this->difference = column<TypeParam>({bad, 0});
    const double change = layer.learn(this->pre, this->post, this->slope, this->difference);
    EXPECT_FALSE(std::isfinite(change));
    EXPECT_EQ(layer.weights().weights, held.weights);
    EXPECT_EQ(layer.weights().bias, held.bias);
    EXPECT_EQ(layer.weights().version, 0u);
  }
}

// The input is large enough to carry the weights, but not the bias, out of all numbers.
TYPED_TEST(LayerTest, ChangesNothingWhenTheWeightsAloneAreNoNumbers) {
  this->pre.setConstant(std::numeric_limits<TypeParam>::max());
  auto layer = this->layer();
  EXPECT_FALSE(std::isfinite(layer.learn(this->pre, this->post, this->slope, this->difference)));
  EXPECT_EQ(layer.weights().version, 0u);
  EXPECT_EQ(this->weights(layer), this->w);
  EXPECT_EQ(this->bias(layer), this->b);
}

// The input is silent, so that the weights would stay where they are: only the bias is no number.
TYPED_TEST(LayerTest, ChangesNothingWhenTheBiasAloneIsNoNumber) {
  this->pre.setZero();
  this->difference = column<TypeParam>({std::numeric_limits<TypeParam>::max(), 0});
  this->optimizer = SgdOptions{.learning_rate = 4};
  auto layer = this->layer();
  EXPECT_FALSE(std::isfinite(layer.learn(this->pre, this->post, this->slope, this->difference)));
  EXPECT_EQ(layer.weights().version, 0u);
  EXPECT_EQ(this->bias(layer), this->b);
}

}  // namespace
}  // namespace neurons
