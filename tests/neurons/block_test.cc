#include "neurons/block.h"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>

#include "neurons/layer.h"
#include "tests/neurons/numbers.h"

namespace neurons {
namespace {

using M = Matrix<double>;

const std::vector<BlockOptions> kAll{RelayBlock{2}, RotationBlock{0.6}, ResidualBlock{},
                                     ReversibleBlock{}};
constexpr Index kUnits = 6;

M learned_of(const BlockOptions& options, std::uint64_t seed) {
  return random_orthogonal(learned_shape(options, {kUnits, kUnits}), seed);
}

M weights_of(const BlockOptions& options, std::uint64_t seed = 1) {
  return make_block<double>(options)->weights(learned_of(options, seed));
}

double defect(const M& weights) { return orthogonality_defect(Tensor(weights)); }

TEST(Blocks, AreOfTheSizeOfTheLayerAndGiveBackWhatIsLearned) {
  for (const BlockOptions& options : kAll) {
    const M learned = learned_of(options, 1), weights = weights_of(options);
    EXPECT_EQ(weights.rows(), kUnits);
    EXPECT_EQ(weights.cols(), kUnits);
    EXPECT_TRUE(near(make_block<double>(options)->learned(weights), learned, 1e-15));
  }
  EXPECT_EQ(make_block<double>(PlainBlock{}), nullptr);
}

// d/dQ of sum_ij C_ij W_ij, where the gradient of the weights is C.
TEST(Blocks, BringTheGradientBackByTheChainRule) {
  const M slopes = random_matrix(kUnits, kUnits, 5);
  for (const BlockOptions& options : kAll) {
    const auto block = make_block<double>(options);
    M learned = learned_of(options, 1);
    const M gradient = block->gradient(slopes);
    for (Index i = 0; i < learned.size(); ++i) {
      const double middle = learned.data()[i], h = 0.5;  // all are linear in Q
      learned.data()[i] = middle + h;
      const double above = block->weights(learned).cwiseProduct(slopes).sum();
      learned.data()[i] = middle - h;
      const double below = block->weights(learned).cwiseProduct(slopes).sum();
      learned.data()[i] = middle;
      EXPECT_NEAR(gradient.data()[i], (above - below) / (2 * h), 1e-12);
    }
  }
}

TEST(RotationBlock, IsOrthogonalAndMixesHalves) {
  const M q = random_orthogonal(3, 1), w = weights_of(RotationBlock{0.6});
  EXPECT_LT(defect(w), 1e-14);
  EXPECT_TRUE(near(M(w.topLeftCorner(3, 3)), M(0.8 * M::Identity(3, 3)), 1e-15));
  EXPECT_TRUE(near(M(w.topRightCorner(3, 3)), M(0.6 * q), 1e-15));
  EXPECT_TRUE(near(M(w.bottomLeftCorner(3, 3)), M(-0.6 * q.transpose()), 1e-15));
}

TEST(RelayBlock, IsOrthogonalAndRepeatsTheLastUnits) {
  const M w = weights_of(RelayBlock{2});
  EXPECT_LT(defect(w), 1e-14);
  const M below = random_matrix(kUnits, 3, 2);
  EXPECT_EQ(M((w * below).bottomRows(2)), M(below.bottomRows(2)));
}

// Orthogonal Q, and yet: W W^T is I + Q + Q^T + I, or has Q Q^T added.
TEST(ResidualAndReversibleBlocks, AreInvertibleButNotOrthogonal) {
  for (const BlockOptions& options : {kAll[2], kAll[3]}) {
    EXPECT_GT(defect(weights_of(options)), 0.5);
    EXPECT_GT(std::abs(weights_of(options).determinant()), 1e-3);
  }
  EXPECT_NEAR(std::abs(weights_of(ReversibleBlock{}).determinant()), 1, 1e-12);
}

class BlockLayer : public testing::TestWithParam<std::size_t> {
 protected:
  const BlockOptions& block() const { return kAll[GetParam()]; }
  Layer<double> layer() const {
    LayerOptions options{LeakyReluOptions{0.1, relayed_units(block())}, RegularizerOptions{},
                         SgdOptions{.learning_rate = 0.1}};
    options.block = block();
    return {options, {share(weights_of(block())), share(M(M::Zero(kUnits, 1))), 0}};
  }
};

TEST_P(BlockLayer, StaysABlockOfItsKind) {
  Layer<double> learning = layer();
  const M before = learning.weights().weights->as<double>();
  for (std::uint64_t step = 0; step < 5; ++step) {
    const M x = random_matrix(kUnits, 4, 10 + step);
    const auto [y, slope] = learning.infer(x);
    learning.learn(x, y, slope, random_matrix(kUnits, 4, 20 + step));
  }
  const M after = learning.weights().weights->as<double>();
  EXPECT_GT((after - before).norm(), 1e-2);
  const auto made = make_block<double>(block());
  EXPECT_TRUE(near(after, made->weights(made->learned(after)), 1e-14));
}

TEST_P(BlockLayer, SaysHowFarItsWeightsMoved) {
  Layer<double> learning = layer();
  const M before = learning.weights().weights->as<double>(), x = random_matrix(kUnits, 4, 1);
  const auto [y, slope] = learning.infer(x);
  const double change = learning.learn(x, y, slope, random_matrix(kUnits, 4, 2));
  EXPECT_NEAR(change, (learning.weights().weights->as<double>() - before).norm(), 1e-12);
}

INSTANTIATE_TEST_SUITE_P(OfEveryKind, BlockLayer, testing::Range<std::size_t>(0, 4));

TEST(RelayLayer, NeitherBendsNorShiftsWhatItRelays) {
  LayerOptions options{LeakyReluOptions{0.1, 2}, std::nullopt, SgdOptions{.learning_rate = 0.5}};
  options.block = RelayBlock{2};
  Layer<double> layer(options, {share(weights_of(options.block)), share(M(M::Zero(kUnits, 1))), 0});
  const M x = -random_matrix(kUnits, 3, 4).cwiseAbs();
  const auto [y, slope] = layer.infer(x);
  EXPECT_EQ(M(y.bottomRows(2)), M(x.bottomRows(2)));
  EXPECT_EQ(M(slope.bottomRows(2)), M(M::Ones(2, 3)));
  layer.learn(x, y, slope, M(M::Ones(kUnits, 3)));
  const M bias = layer.weights().bias->as<double>();
  EXPECT_GT(bias.topRows(4).cwiseAbs().minCoeff(), 0);
  EXPECT_EQ(M(bias.bottomRows(2)), M(M::Zero(2, 1)));
}

TEST(InitialWeights, OfABlockAreDrawnForWhatIsLearned) {
  const BlockOptions rotation = RotationBlock{0.6};
  const Weights whole =
      initial_weights(InitialWeights::kOrthogonal, {6, 6}, 2, 1, Precision::kFloat64, rotation);
  const Weights part =
      initial_weights(InitialWeights::kOrthogonal, {3, 3}, 2, 1, Precision::kFloat64);
  EXPECT_EQ(whole.weights->as<double>(),
            make_block<double>(rotation)->weights(part.weights->as<double>()));
  EXPECT_EQ(whole.bias->rows(), 6);
}

TEST(InitialWeights, OfAResidualBlockAreHalfAsLarge) {
  const auto drawn = [](const BlockOptions& block) {
    return initial_weights(InitialWeights::kOrthogonal, {6, 6}, 2, 1, Precision::kFloat64, block)
        .weights->as<double>();
  };
  EXPECT_TRUE(
      near(drawn(ResidualBlock{}), M(M::Identity(6, 6) + 0.5 * drawn(PlainBlock{})), 1e-15));
}

}  // namespace
}  // namespace neurons
