// Shapes: what a layer reads of the one below, from widths that are told apart by their numbers.
#include "neurons/shape.h"

#include <gtest/gtest.h>

namespace neurons {
namespace {

using Pairs = std::vector<std::pair<Index, Index>>;

Pairs shapes(const std::vector<Index>& widths, Reading reading) {
  Pairs out;
  for (const LayerShape& shape : layer_shapes(widths, reading)) {
    out.emplace_back(shape.units, shape.inputs);
  }
  return out;
}

TEST(LayerShapes, OfATowerAreSquare) {
  EXPECT_EQ(shapes({9, 7, 4}, Reading::kFirst), (Pairs{{7, 7}, {4, 4}}));
}

TEST(LayerShapes, OfARectangularFirstLayerReadEveryInputThereOnly) {
  EXPECT_EQ(shapes({9, 7, 4}, Reading::kAllAtFirst), (Pairs{{7, 9}, {4, 4}}));
  EXPECT_EQ(shapes({3, 7, 7}, Reading::kAllAtFirst), (Pairs{{7, 3}, {7, 7}}));
}

TEST(LayerShapes, OfARectangularNetworkReadEverything) {
  EXPECT_EQ(shapes({9, 4, 7}, Reading::kAll), (Pairs{{4, 9}, {7, 4}}));
}

TEST(LayerShapes, AreAsManyAsWeightLayers) {
  EXPECT_TRUE(shapes({9}, Reading::kAll).empty());
  EXPECT_EQ(shapes({9, 9}, Reading::kFirst).size(), 1u);
}

}  // namespace
}  // namespace neurons
