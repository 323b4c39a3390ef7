// Networks with skips and kernels as a whole: what backpropagation does in them is the gradient of
// the loss, and GAIT does the same where the blocks are orthogonal, and only there.
#include <gtest/gtest.h>

#include "neurons/initial_weights.h"
#include "tools/lab/data/dataset_batches.h"
#include "tools/lab/data/noise.h"
#include "tools/lab/reference/plain_loop.h"
#include "tools/lab/watch/likeness.h"

namespace lab {
namespace {

using neurons::Grid;
using neurons::Index;
using neurons::Matrix;
using neurons::RuleKind;

struct Shape {
  const char* name;
  std::vector<Index> widths;
  std::vector<neurons::BlockOptions> blocks;
  std::vector<neurons::PatchesPtr> patches;
};

constexpr Index kPixels = 36;

// From 1 to 4, past layers 2 and 3.
Shape skip() {
  return {"skip",
          {36, 24, 24, 24, 24, 16},
          {{}, neurons::RelayBlock{8}, neurons::RelayBlock{8}, {}, {}},
          {}};
}

Shape inside(const char* name, const neurons::BlockOptions& block) {
  return {name, {36, 24, 24, 24, 16}, {{}, block, block, {}}, {}};
}

Shape conv(const char* name, Index stride) {
  const Grid image{6, 6, 1, true};
  const neurons::Kernel first{2, stride, 1}, second{2, 1, 3};
  const Grid maps = grid_above(image, first), above = grid_above(maps, second);
  return {name,
          {36, maps.units(), above.units(), 12, 8},
          {},
          {kernel_patches(image, first), kernel_patches(maps, second), whole_patch(above, 6, 12),
           nullptr}};
}

std::vector<Shape> orthogonal_shapes() {
  return {skip(), inside("rotation", neurons::RotationBlock{0.6}), conv("conv", 2),
          conv("overlap", 1)};
}

class ShapeGradient : public testing::Test {
 protected:
  static neurons::NetworkOptions network(const Shape& shape, RuleKind kind) {
    neurons::NetworkOptions out;
    out.widths = shape.widths;
    out.blocks = shape.blocks;
    out.patches = shape.patches;
    out.classes = 4;
    out.precision = neurons::Precision::kFloat64;
    out.activation = neurons::LeakyReluOptions{0.3};
    out.rule.kind = kind;
    out.optimizer = neurons::SgdOptions{.learning_rate = 1e-3};
    const auto shapes = out.shapes();
    for (sim::Layer l = 1; l <= out.layers(); ++l) {
      out.initial.push_back(neurons::initial_weights(neurons::InitialWeights::kOrthogonal,
                                                     shapes[static_cast<std::size_t>(l - 1)], l, 5,
                                                     out.precision, out.block(l)));
    }
    return out;
  }

  std::vector<Matrix<double>> gradients(const neurons::NetworkOptions& options) {
    return make_plain_loop(options, batches_)->gradients(0);
  }

  double loss(const neurons::NetworkOptions& options) {
    const auto loop = make_plain_loop(options, batches_);
    loop->step(0, executor_);
    return loop->loss();
  }

  // Of the loss by one of what layer l learns, by central differences.
  double by_differences(neurons::NetworkOptions options, sim::Layer l, Index at) {
    const double h = 1e-6;
    neurons::TensorPtr& weights = options.initial[static_cast<std::size_t>(l - 1)].weights;
    const auto block = neurons::make_block<double>(options.block(l));
    const Matrix<double> whole = weights->as<double>();
    Matrix<double> learned = block ? block->learned(whole) : whole;
    const auto loss_at = [&](double change) {
      Matrix<double> moved = learned;
      moved.data()[at] += change;
      weights = neurons::share(block ? block->weights(moved) : std::move(moved));
      return loss(options);
    };
    return (loss_at(h) - loss_at(-h)) / (2 * h);
  }

 private:
  Dataset data_ = make_noise(kPixels, 4, 20);
  DatasetBatches batches_{
      data_, {.batch = 5, .shuffle = false, .seed = 3, .precision = neurons::Precision::kFloat64}};
  sim::InlineExecutor executor_;
};

TEST_F(ShapeGradient, OfBackpropagationIsThatOfTheLoss) {
  std::vector<Shape> shapes = orthogonal_shapes();
  shapes.push_back(inside("residual", neurons::ResidualBlock{}));
  shapes.push_back(inside("reversible", neurons::ReversibleBlock{}));
  for (const Shape& shape : shapes) {
    const auto options = network(shape, RuleKind::kBp);
    const auto found = gradients(options);
    for (sim::Layer l = 1; l <= options.layers(); ++l) {
      SCOPED_TRACE(testing::Message() << shape.name << ", layer " << l);
      const Matrix<double>& of_weights = found[static_cast<std::size_t>(l - 1)];
      const auto block = neurons::make_block<double>(options.block(l));
      const Matrix<double> gradient = block ? block->gradient(of_weights) : of_weights;
      EXPECT_GT(gradient.norm(), 1e-3) << "nothing to compare";
      for (const Index at : {Index{0}, gradient.size() / 2, gradient.size() - 1}) {
        EXPECT_NEAR(gradient.data()[at], by_differences(options, l, at), 1e-6);
      }
    }
  }
}

TEST_F(ShapeGradient, OfGaitIsThatOfBackpropagationThroughOrthogonalBlocks) {
  for (const Shape& shape : orthogonal_shapes()) {
    const auto bp = gradients(network(shape, RuleKind::kBp));
    const auto gait = gradients(network(shape, RuleKind::kGait));
    for (std::size_t l = 0; l < bp.size(); ++l) {
      const auto alike = likeness(gait[l], bp[l]);
      ASSERT_TRUE(alike) << shape.name;
      EXPECT_NEAR(alike->cosine, 1, 1e-6) << shape.name << ", layer " << l + 1;
      EXPECT_NEAR(alike->norm_ratio, 1, 1e-6) << shape.name << ", layer " << l + 1;
    }
  }
}

// From the top down: the first block is passed for layer 2.
TEST_F(ShapeGradient, OfGaitIsAnotherBelowResidualAndReversibleBlocks) {
  for (const Shape& shape : {inside("residual", neurons::ResidualBlock{}),
                             inside("reversible", neurons::ReversibleBlock{})}) {
    const auto bp = gradients(network(shape, RuleKind::kBp));
    const auto gait = gradients(network(shape, RuleKind::kGait));
    EXPECT_NEAR(likeness(gait[3], bp[3])->cosine, 1, 1e-6) << shape.name;
    EXPECT_LT(likeness(gait[1], bp[1])->cosine, 0.95) << shape.name;
    EXPECT_LT(likeness(gait[0], bp[0])->cosine, 0.9) << shape.name;
  }
}

}  // namespace
}  // namespace lab
