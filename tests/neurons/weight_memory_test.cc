// What a network keeps of each weight matrix between two events: at most two copies and those on
// their way, the factors of its inverse, and the state of its optimizer.
// Measured by the C library: bytes that were asked for and not given back.
#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "neurons/network.h"
#include "sim/clocks/quiescence.h"
#include "tests/neurons/numbers.h"

namespace neurons {
namespace {

constexpr Index kUnits = 784;
constexpr LayerNumber kLayers = 3;

double bytes_in_use() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd);
}

class OneColumn final : public Batches {
 public:
  TensorPtr inputs(Sample) const override { return values_; }
  std::vector<std::uint8_t> labels(Sample) const override { return {1}; }

 private:
  TensorPtr values_ = share(random_matrix<float>(kUnits, 1, 1));
};

class MostBytes final : public sim::Observer<Message> {
 public:
  void on_window_end(sim::Time) override { most = std::max(most, bytes_in_use()); }
  double most = 0;
};

NetworkOptions options_of(RuleKind rule) {
  NetworkOptions options;
  options.widths.assign(kLayers + 1, kUnits);
  options.classes = 2;
  options.rule.kind = rule;
  options.optimizer = AdamOptions{};
  options.samples = 10;
  return options;
}

// In matrices, over all layers.
double most_kept(RuleKind rule) {
  const OneColumn batches;
  sim::InlineExecutor executor;
  NetworkOptions options = options_of(rule);
  const double before = bytes_in_use();
  for (LayerNumber l = 1; l <= kLayers; ++l) {
    options.initial.push_back(
        initial_weights(InitialWeights::kOrthogonal, {kUnits, kUnits}, l, 1, options.precision));
  }
  Network network(
      options,
      {[](const auto&) { return std::make_unique<sim::QuiescenceClock>(); }, {.oracle = true}},
      batches, [](const std::string&) { return sim::LinkLaw{.delay = sim::ConstantDelay{{1000}}}; },
      executor);
  options.initial.clear();
  MostBytes bytes;
  network.engine().watch(bytes);
  network.begin();
  while (network.engine().run_window()) {
  }
  EXPECT_EQ(network.weights(kLayers).version, 10u);
  return (bytes.most - before) / (sizeof(float) * kUnits * kUnits);
}

class WeightMemory : public testing::Test {
 protected:
  void SetUp() override {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "memory is the sanitizer's";
#endif
    most_kept(RuleKind::kGait);  // what the kernels pack into is made once, and is not meant
  }
};

constexpr double kMoments = 2, kLittle = 0.4;  // biases, activities, blocks of the factors

// The newest, which is on its way, and the one before, which the feedback population goes by.
TEST_F(WeightMemory, OfATargetRuleIsTwoCopiesTheInverseAndTheMoments) {
  constexpr double kFirst = 1 + kMoments, kOther = 2 + 1 + kMoments;
  EXPECT_NEAR(most_kept(RuleKind::kGait), kFirst + (kLayers - 1) * kOther, kLittle);
}

TEST_F(WeightMemory, OfBackpropagationHasNoInverse) {
  constexpr double kFirst = 1 + kMoments, kOther = 2 + kMoments;
  EXPECT_NEAR(most_kept(RuleKind::kBp), kFirst + (kLayers - 1) * kOther, kLittle);
}

}  // namespace
}  // namespace neurons
