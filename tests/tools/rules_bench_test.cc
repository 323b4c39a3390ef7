// What a training step of each rule must compute and says: numbers that can be counted by hand. How
// long it takes is not tested.
#include "tools/lab/bench/rules_bench.h"

#include <gtest/gtest.h>

#include "tools/lab/setup/step_flops.h"

namespace lab {
namespace {

using neurons::RuleKind;

// Three layers of 10 units, 4 columns: a product of weights and columns is 800 flops.
neurons::NetworkOptions three_layers(RuleKind rule) {
  neurons::NetworkOptions out;
  out.widths = {10, 10, 10, 10};
  out.rule.kind = rule;
  out.optimizer = neurons::AdamOptions{};
  return out;
}

TEST(StepFlops, OfBackpropagationAreThreeProductsALayer) {
  const StepFlops flops = flops_of(three_layers(RuleKind::kBp), 4);
  EXPECT_EQ(flops.forward, 3 * 800);
  EXPECT_EQ(flops.down, 2 * 800) << "nobody is below layer 1";
  EXPECT_EQ(flops.gradient, 3 * 800);
  EXPECT_EQ(flops.factorisation, 0);
  EXPECT_EQ(flops.regularizer, 0);
  EXPECT_EQ(flops.optimizer, 3 * 12 * 100);
  EXPECT_EQ(flops.total(), 8 * 800 + 3600);
}

TEST(StepFlops, OfOtherRulesDifferInTheWayDown) {
  const StepFlops bp = flops_of(three_layers(RuleKind::kBp), 4);
  const auto more = [&](RuleKind rule) {
    return flops_of(three_layers(rule), 4).total() - bp.total();
  };
  EXPECT_EQ(more(RuleKind::kFa), 0);
  EXPECT_EQ(more(RuleKind::kDfa), 0);
  EXPECT_EQ(more(RuleKind::kSignSymmetry), 2 * 200);
  EXPECT_NEAR(more(RuleKind::kGait), 2 * 2.0 / 3 * 1000, 1e-9);
  EXPECT_EQ(more(RuleKind::kTopLayerOnly), -(2 * 800 + 2 * 800 + 2 * 1200));
}

// An old inverse, what it misses, and once more: three products, and no factors.
TEST(StepFlops, OfARefinedInverseAreProducts) {
  auto network = three_layers(RuleKind::kGait);
  network.rule.residual = 1e-4;
  EXPECT_EQ(flops_of(network, 4).factorisation, 0);
  EXPECT_EQ(flops_of(network, 4).down, 2 * 3 * 800);
}

// The Gram matrix and its factors; then the transpose and two solves.
TEST(StepFlops, OfADampedInverse) {
  auto network = three_layers(RuleKind::kGait);
  network.rule.inverse = neurons::Inverse::kDamped;
  EXPECT_NEAR(flops_of(network, 4).factorisation, 2 * (2.0 / 3 + 1) * 1000, 1e-9);
  EXPECT_EQ(flops_of(network, 4).down, 2 * 2 * 800);
}

// Layer 1: 6 x 10 weights, layer 2: 8 x 6.
TEST(StepFlops, OfRectanglesCountTheirWeights) {
  auto network = three_layers(RuleKind::kGait);
  network.widths = {10, 6, 8};
  network.reading = neurons::Reading::kAll;
  network.rule.inverse = neurons::Inverse::kDamped;
  network.regularizer = neurons::RegularizerOptions{};
  const StepFlops flops = flops_of(network, 4);
  EXPECT_EQ(flops.forward, 2 * 4 * (60 + 48));
  EXPECT_EQ(flops.gradient, flops.forward);
  EXPECT_EQ(flops.optimizer, 12 * (60 + 48));
  EXPECT_EQ(flops.bytes, 4 * ((1 + 6) * 60 + (2 + 6) * 48));
  EXPECT_NEAR(flops.factorisation, 2.0 / 3 * 216 + 48 * 6, 1e-9);
  EXPECT_EQ(flops.down, 2 * 4 * (48 + 36));
  EXPECT_EQ(flops.regularizer, 3 * (60 * 6 + 48 * 6));
}

// 4 x 4 pixels, kernels of 2 x 2 in steps of 2: 4 x 4 weights at 4 positions.
TEST(StepFlops, OfAKernelAreThoseOfEveryPosition) {
  auto network = three_layers(RuleKind::kBp);
  network.widths = {16, 16, 8};
  network.patches = {neurons::kernel_patches({4, 4, 1}, {2, 2, 1}), nullptr};
  EXPECT_EQ(flops_of(network, 3, 1).forward, 2 * 16 * 4 * 3);
  EXPECT_EQ(flops_of(network, 3, 1).optimizer, 12 * 16);
  EXPECT_EQ(flops_of(network, 3, 2).forward, 2 * 64 * 3);
}

// Weights are read on the way up and down, and moved with their two moments: 1 + 6 numbers in layer
// 1, which nothing goes down through, and 2 + 6 above.
TEST(StepFlops, KnowsWhatIsReadAndWritten) {
  EXPECT_EQ(flops_of(three_layers(RuleKind::kBp), 4).bytes, (7 + 8 + 8) * 100 * 4);
}

// The output has 5 units, so credit comes through 5 x 10 weights.
TEST(StepFlops, OfDirectCreditCountTheUnitsOfTheOutput) {
  auto network = three_layers(RuleKind::kDfa);
  network.widths = {10, 10, 10, 5};
  EXPECT_EQ(flops_of(network, 4).down, 2 * 5 * 10 * 4 + 2 * 5 * 5 * 4);
}

TEST(StepFlops, OfRegularizerAndOptimizerFollowTheirOptions) {
  auto network = three_layers(RuleKind::kBp);
  network.regularizer = neurons::RegularizerOptions{.top_layer = false};
  EXPECT_EQ(flops_of(network, 4).regularizer, 2 * 3.0 * 1000);
  network.optimizer = neurons::SgdOptions{};
  EXPECT_EQ(flops_of(network, 4).optimizer, 2 * 300);
  network.optimizer = neurons::SgdOptions{.momentum = 0.9};
  EXPECT_EQ(flops_of(network, 4).optimizer, 4 * 300);
}

// Activity: up 3, to the readout, across 3. Targets: the label, down 2, delivered 3. Weights: 2.
TEST(RulesBench, CountsWhatIsSaidInAStep) {
  const StepBenchOptions options{.width = 10, .layers = 3, .batch = 4, .pairs = 5};
  const auto facts =
      bench_rules(options, {RuleKind::kBp, RuleKind::kDfa, RuleKind::kFa, RuleKind::kTopLayerOnly});
  ASSERT_EQ(facts["rules"].size(), 4U);
  const auto& bp = facts["rules"][0];
  EXPECT_EQ(bp["rule"], "bp");
  EXPECT_EQ(bp["messages"], 7 + 6 + 2);
  EXPECT_GE(bp["non_local_bytes"], 2 * (100 + 10) * 4);
  for (const int other : {1, 2, 3}) {
    const auto& row = facts["rules"][static_cast<std::size_t>(other)];
    EXPECT_EQ(row["messages"], 7 + 6) << row;
    EXPECT_EQ(row["non_local_bytes"], 0) << row;
    EXPECT_EQ(row["bytes"].get<int>(), bp["bytes"].get<int>() - bp["non_local_bytes"].get<int>());
  }
  for (const auto& row : facts["rules"]) {
    EXPECT_GT(row["relative_to_bp"], 0);
    EXPECT_GT(row["fraction"], 0);
  }
}

}  // namespace
}  // namespace lab
