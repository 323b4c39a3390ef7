// The update of backpropagation through three layers of every shape against finite differences of
// the loss; GAIT against the same where weights are orthogonal.
#include <gtest/gtest.h>

#include <vector>

#include "neurons/feedback_layer.h"
#include "neurons/layer.h"
#include "tests/neurons/tower.h"

namespace neurons {
namespace {

using M = Matrix<double>;

struct Gradient {
  M weights, bias;
};

// What one step of a layer with rate 1 takes off its weights, for layers 1 .. L.
std::vector<Gradient> learned_by(const Tower& tower, const RuleOptions& rule) {
  const LeakyReluOptions activation{tower.below_zero};
  std::vector<Gradient> out(tower.w.size());
  Credit part{Coding::kAbsolute, {1.0}, share(M(tower.label))};
  for (int l = tower.layers(); l >= 1; --l) {
    const auto at = static_cast<std::size_t>(l);
    const Weights initial{share(tower.w[at]), share(tower.b[at]), 0};
    FeedbackLayer<double> back(
        {.layer = l, .layers = tower.layers(), .rule = rule, .activation = activation});
    const Credit credit = back.complete(part, tower.y[at]);
    Layer<double> layer({activation, std::nullopt, SgdOptions{.learning_rate = 1}}, initial);
    layer.learn(tower.y[at - 1], tower.y[at], tower.slope[at],
                difference_of(credit, tower.y[at])->as<double>());
    out[at] = {tower.w[at] - layer.weights().weights->as<double>(),
               tower.b[at] - layer.weights().bias->as<double>()};
    if (l == 1) break;  // nothing is below
    back.take(initial);
    part = back.below(credit, tower.y[at], tower.slope[at]);
  }
  return out;
}

// dloss/dparameters by central differences; no unit crosses the kink on the way.
M by_differences(Tower tower, std::vector<M> Tower::*kind, std::size_t layer) {
  const double h = 1e-6;
  M& parameters = (tower.*kind)[layer];
  M out(parameters.rows(), parameters.cols());
  for (Index i = 0; i < parameters.size(); ++i) {
    const double middle = parameters.data()[i];
    parameters.data()[i] = middle + h;
    tower.present();
    const double above = tower.loss();
    parameters.data()[i] = middle - h;
    tower.present();
    out.data()[i] = (above - tower.loss()) / (2 * h);
    parameters.data()[i] = middle;
  }
  return out;
}

void expect_gradient(const Tower& tower, const RuleOptions& rule) {
  ASSERT_GT(tower.margin(), 1e-4);
  const auto learned = learned_by(tower, rule);
  for (std::size_t l = 1; l < tower.w.size(); ++l) {
    EXPECT_GT(learned[l].weights.norm(), 1e-2) << "nothing to compare at layer " << l;
    EXPECT_TRUE(near(learned[l].weights, by_differences(tower, &Tower::w, l), 1e-7)) << l;
    EXPECT_TRUE(near(learned[l].bias, by_differences(tower, &Tower::b, l), 1e-7)) << l;
  }
}

Tower tower_with(double below_zero, double bend, const std::vector<Index>& widths = {8, 8, 6, 4},
                 Reading reading = Reading::kFirst) {
  Tower tower = make_tower(widths, bend, 1, reading);
  tower.below_zero = below_zero;
  tower.present();
  return tower;
}

TEST(BpUpdate, IsTheGradientOfTheLossWithLeakyRelu) {
  expect_gradient(tower_with(0.25, 0.2), {.kind = RuleKind::kBp});
}

TEST(BpUpdate, IsTheGradientOfTheLossWithLinearUnits) {
  expect_gradient(tower_with(1.0, 0.2), {.kind = RuleKind::kBp});
}

TEST(BpUpdate, IsTheGradientOfTheLossWhereWidthsRiseAndFall) {
  expect_gradient(tower_with(0.25, 0.2, {5, 8, 3, 6}, Reading::kAll), {.kind = RuleKind::kBp});
}

TEST(GaitUpdate, IsTheGradientOfTheLossAboveARectangularFirstLayer) {
  for (const auto& widths : {std::vector<Index>{9, 6, 6, 4}, {4, 6, 6, 4}}) {
    const Tower tower = tower_with(0.25, 0, widths, Reading::kAllAtFirst);
    expect_gradient(tower, {.kind = RuleKind::kGait});
    expect_gradient(tower, {.kind = RuleKind::kGait, .gamma = 1e-4, .coding = Coding::kAbsolute});
  }
}

TEST(GaitUpdate, ThroughTheTransposeIsTheGradientOfTheLossInAnyShape) {
  expect_gradient(tower_with(0.25, 0.2, {5, 8, 3, 6}, Reading::kAll),
                  {.kind = RuleKind::kGait, .inverse = Inverse::kTranspose});
}

TEST(GaitUpdate, IsTheGradientOfTheLossForOrthogonalWeights) {
  expect_gradient(tower_with(0.25, 0), {.kind = RuleKind::kGait});
  expect_gradient(tower_with(0.25, 0), {.kind = RuleKind::kGait, .inverse = Inverse::kDamped});
  expect_gradient(tower_with(0.25, 0),
                  {.kind = RuleKind::kGait, .gamma = 1e-4, .coding = Coding::kAbsolute});
}

TEST(ItpUpdate, IsTheGradientOfTheLossForOrthogonalWeightsOfLinearUnits) {
  expect_gradient(tower_with(1.0, 0), {.kind = RuleKind::kItp});
}

}  // namespace
}  // namespace neurons
