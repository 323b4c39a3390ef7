// The event-driven run under the ideal clock computes the very same numbers as a plain loop over
// layers: every bit of every weight, whatever the links' delays, the rule, the coding, the
// precision, the shape and the optimizer. The loop uses the same kernels for a layer's arithmetic;
// those have tests of their own, and an independent program behind them (golden_test.cc).
#include "tools/lab/reference/plain_loop.h"

#include <gtest/gtest.h>

#include "neurons/initial_weights.h"
#include "sim/clocks/quiescence.h"
#include "tools/lab/data/dataset_batches.h"
#include "tools/lab/data/evaluation.h"
#include "tools/lab/data/noise.h"

namespace lab {
namespace {

using neurons::Coding;
using neurons::Precision;
using neurons::RuleKind;

constexpr sim::Sample kSteps = 8;

neurons::NetworkOptions small_network() {
  neurons::NetworkOptions out;
  out.widths = {12, 12, 12, 7};
  out.classes = 4;
  out.precision = Precision::kFloat64;
  out.rule = {.kind = RuleKind::kGait, .gamma = 1e-2, .coding = Coding::kDifference};
  out.regularizer = neurons::RegularizerOptions{};
  out.optimizer = neurons::AdamOptions{.learning_rate = 1e-3};
  out.samples = kSteps;
  return out;
}

class PlainLoopTest : public testing::Test {
 protected:
  std::uint64_t run_events(const neurons::NetworkOptions& options, const sim::LinkLaw& law) {
    const DatasetBatches batches(data_, batch(options));
    neurons::Network network(
        options,
        {[](const auto&) { return std::make_unique<sim::QuiescenceClock>(); }, {.oracle = true}},
        batches, [&](const std::string&) { return law; }, executor_);
    network.begin();
    while (network.engine().run_window()) continue;
    for (sim::Layer l = 1; l <= options.layers(); ++l) {
      EXPECT_EQ(network.weights(l).version, static_cast<std::uint64_t>(kSteps));
    }
    return digest_of(weights_of(network));
  }

  std::uint64_t run_loop(const neurons::NetworkOptions& options) {
    const DatasetBatches batches(data_, batch(options));
    const auto loop = make_plain_loop(options, batches);
    for (sim::Sample sample = 0; sample < kSteps; ++sample) loop->step(sample, executor_);
    return digest_of(loop->weights());
  }

  void expect_same_bits(neurons::NetworkOptions options, const sim::LinkLaw& law = {}) {
    draw_weights(options);
    EXPECT_EQ(run_events(options, law), run_loop(options));
  }

  static void draw_weights(neurons::NetworkOptions& options) {
    const auto kind = neurons::InitialWeights::kOrthogonal;
    for (const neurons::LayerShape& shape : options.shapes()) {
      const auto layer = static_cast<sim::Layer>(options.initial.size()) + 1;
      options.initial.push_back(
          neurons::initial_weights(kind, shape, layer, 3, options.precision, options.block(layer)));
    }
    options.initial_feedback = neurons::initial_feedback(
        kind, options.shapes(), 3, options.precision, neurons::is_direct(options.rule));
  }

 private:
  static BatchOptions batch(const neurons::NetworkOptions& options) {
    return {.batch = 5, .shuffle = true, .seed = 3, .precision = options.precision};
  }

  Dataset data_ = make_noise(12, 4, 30);
  sim::InlineExecutor executor_;
};

TEST_F(PlainLoopTest, IsDifferentUnderAnotherRule) {  // the comparison can fail
  auto options = small_network();
  draw_weights(options);
  const auto eight = run_loop(options);
  options.rule.kind = RuleKind::kItp;
  EXPECT_NE(run_loop(options), eight);
}

TEST_F(PlainLoopTest, EqualsEventsForEveryRuleCodingAndPrecision) {
  for (const neurons::RuleInfo& rule : neurons::shipped_rules()) {
    for (const auto coding : {Coding::kAbsolute, Coding::kDifference}) {
      for (const auto precision : {Precision::kFloat32, Precision::kFloat64}) {
        SCOPED_TRACE(testing::Message()
                     << "rule " << rule.name << " coding " << static_cast<int>(coding)
                     << " precision " << static_cast<int>(precision));
        auto options = small_network();
        options.rule.kind = rule.kind;
        options.rule.coding = coding;
        options.precision = precision;
        expect_same_bits(options);
      }
    }
  }
}

TEST_F(PlainLoopTest, EqualsEventsWhenGammaActsAtTheTopOnly) {
  auto options = small_network();
  options.rule.coding = Coding::kAbsolute;
  options.rule.top_only = true;
  expect_same_bits(options);
}

TEST_F(PlainLoopTest, EqualsEventsForOneLayerAndForEqualWidths) {
  auto options = small_network();
  options.widths = {12, 12};
  expect_same_bits(options);
  options.widths = {12, 12, 12, 12, 12};
  expect_same_bits(options);
}

// Wide and tall weights, the regularizer's smaller Gram matrix among them.
TEST_F(PlainLoopTest, EqualsEventsForEveryRuleInEveryShapeThatItTakes) {
  for (const neurons::RuleInfo& rule : neurons::shipped_rules()) {
    SCOPED_TRACE(rule.name);
    auto options = small_network();
    options.rule.kind = rule.kind;
    options.reading = neurons::Reading::kAllAtFirst;
    options.widths = {12, 9, 9, 7};
    expect_same_bits(options);
    options.reading = neurons::Reading::kAll;
    options.widths = {12, 20, 5, 7};
    for (const auto inverse : {neurons::Inverse::kTranspose, neurons::Inverse::kDamped}) {
      options.rule.inverse = inverse;  // of those that choose
      expect_same_bits(options);
    }
  }
}

TEST_F(PlainLoopTest, EqualsEventsForEveryRuleWithEveryBlock) {
  for (const neurons::RuleInfo& rule : neurons::shipped_rules()) {
    for (const neurons::BlockOptions& block : {neurons::BlockOptions{neurons::RelayBlock{3}},
                                               {neurons::RotationBlock{0.6}},
                                               {neurons::ResidualBlock{}},
                                               {neurons::ReversibleBlock{}}}) {
      SCOPED_TRACE(testing::Message() << rule.name << ", block " << block.index());
      auto options = small_network();
      options.rule.kind = rule.kind;
      options.blocks = {neurons::PlainBlock{}, block, neurons::PlainBlock{}};
      expect_same_bits(options);
    }
  }
}

TEST_F(PlainLoopTest, EqualsEventsForEveryRuleWithKernels) {
  const neurons::Grid image{3, 4, 1};
  const neurons::Kernel kernel{2, 1, 1};
  const neurons::Grid maps = grid_above(image, kernel);
  for (const neurons::RuleInfo& rule : neurons::shipped_rules()) {
    if (rule.kind == RuleKind::kDfa) continue;  // it knows no positions
    SCOPED_TRACE(rule.name);
    auto options = small_network();
    options.rule.kind = rule.kind;
    options.widths = {12, maps.units(), 12, 7};
    options.patches = {kernel_patches(image, kernel), whole_patch(maps, 2, 12), nullptr};
    expect_same_bits(options);
  }
}

TEST_F(PlainLoopTest, EqualsEventsForEveryOptimizerAndRegularizer) {
  auto options = small_network();
  options.optimizer = neurons::SgdOptions{.learning_rate = 1e-2, .momentum = 0.9};
  options.regularizer->form = neurons::RegularizerForm::kFull;
  options.regularizer->top_layer = false;
  expect_same_bits(options);
  options.regularizer.reset();
  options.activation = neurons::LinearOptions{};
  expect_same_bits(options);
}

TEST_F(PlainLoopTest, EqualsEventsOverLateAndDuplicatingLinks) {
  expect_same_bits(small_network(), {.delay = sim::ConstantDelay{{10'000}}});
  expect_same_bits(small_network(), {.delay = sim::LognormalDelay{{10'000}, 1.0}});
  expect_same_bits(small_network(), {.delay = sim::ExponentialDelay{{10'000}}, .duplicate = 0.3});
}

}  // namespace
}  // namespace lab
