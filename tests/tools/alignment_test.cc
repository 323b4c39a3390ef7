// The equivalence, shown: with orthogonal weights GAIT's update is that of backpropagation, to six
// digits; absolute targets drown in rounding five layers below the output; differences never do.
#include "tools/lab/reference/alignment.h"

#include <gtest/gtest.h>

#include "tests/tools/tiny_run.h"

namespace lab {
namespace {

class AlignmentConfig : public testing::Test {
 protected:
  static Json alignment_of(const std::vector<std::string>& overrides) {
    return alignment(
        protocols::load_config(kSource / "configs" / "equivalence.textproto", overrides), {});
  }

  static double cosine(const Json& layer, const char* way) {
    return layer[way]["cosine"].get<double>();
  }
  static double ratio(const Json& layer, const char* way) {
    return layer[way]["norm_ratio"].get<double>();
  }
};

TEST_F(AlignmentConfig, DifferencesEqualBackpropagationAtEveryDepth) {
  const Json facts = alignment_of({});
  ASSERT_EQ(facts["layers"].size(), 9u);
  for (const Json& layer : facts["layers"]) {
    for (const char* way : {"top_only", "difference", "difference32", "adaptive"}) {
      EXPECT_NEAR(cosine(layer, way), 1, 1e-6) << way << layer;
      EXPECT_NEAR(ratio(layer, way), 1, 1e-5) << way << layer;
    }
  }
  EXPECT_TRUE(facts["drowns_below"]["difference32"].is_null());
  EXPECT_TRUE(facts["drowns_below"]["top_only"].is_null());
}

TEST_F(AlignmentConfig, DifferencesAndAnAdaptiveGammaEqualBackpropagationFromTwoLayersToTwentyOne) {
  for (const int hidden : {1, 4, 14, 20}) {
    const Json facts = alignment_of({"network.square.hidden_layers=" + std::to_string(hidden)});
    ASSERT_EQ(facts["layers"].size(), static_cast<std::size_t>(hidden) + 1);
    for (const Json& layer : facts["layers"]) {
      for (const char* way : {"difference", "difference32", "adaptive"}) {
        EXPECT_NEAR(cosine(layer, way), 1, 1e-6) << hidden << way << layer;
        EXPECT_NEAR(ratio(layer, way), 1, 1e-4) << hidden << way << layer;
      }
    }
  }
}

TEST_F(AlignmentConfig, AbsoluteTargetsDrownFiveLayersBelowTheOutput) {
  const Json facts = alignment_of({});
  EXPECT_EQ(facts["drowns_below"]["everywhere"], 5);
  for (const Json& layer : facts["layers"]) {
    if (layer["below_output"] <= 3) {
      EXPECT_NEAR(cosine(layer, "everywhere"), 1, 1e-6) << layer;
    }
    if (layer["below_output"] >= 5) {
      EXPECT_LT(cosine(layer, "everywhere"), 0.5) << layer;
    }
  }
}

TEST_F(AlignmentConfig, AbsoluteTargetsInSinglePrecisionDrownEarlier) {
  const Json facts = alignment_of({"precision=FLOAT32"});
  EXPECT_LE(facts["drowns_below"]["everywhere"], 3);
  EXPECT_TRUE(facts["drowns_below"]["difference"].is_null());
}

TEST_F(AlignmentConfig, WeightsThatAreNotOrthogonalAreNotEquivalent) {
  const Json facts = alignment_of({"network.initial_weights=XAVIER_NORMAL"});
  EXPECT_LT(cosine(facts["layers"][0], "difference"), 0.9);
}

TEST_F(AlignmentConfig, BackpropagationIsNotComparedWithItself) {
  EXPECT_THROW(alignment_of({"rule.bp={}"}), protocols::BadInput);
}

TEST_F(AlignmentConfig, AbsoluteTargetsDoNotPassKernels) {
  try {
    alignment_of({"network={ conv { layer { size: 1 } widths: 10 } }"});
    FAIL() << "it was compared";
  } catch (const protocols::BadInput& problem) {
    EXPECT_NE(std::string(problem.what()).find("do not pass patches"), std::string::npos);
  }
}

TEST_F(AlignmentConfig, ThePictureHasALineForEveryWay) {
  const std::string svg = alignment_svg(alignment_of({}));
  std::size_t lines = 0;
  for (std::size_t at = svg.find("<polyline"); at != std::string::npos;
       at = svg.find("<polyline", at + 1)) {
    ++lines;
  }
  EXPECT_EQ(lines, 5u);
  EXPECT_EQ(svg.rfind("</svg>\n"), svg.size() - 7);
}

}  // namespace
}  // namespace lab
