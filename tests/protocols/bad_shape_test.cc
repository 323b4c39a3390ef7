// Skips and kernels that cannot be: what is told, and with which rules they cannot be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/protocols/example.h"

namespace protocols {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// The rule of the example is gait.
std::string with_network(const std::string& network, const std::vector<std::string>& more = {}) {
  return problem_of(example_with("square { hidden_layers: 1 }", network), more);
}

std::string tower(const std::string& widths, const std::string& skip) {
  return with_network("tower { widths: [" + widths + "] } skip { " + skip + " }");
}

TEST(BadSkip, GoodOnesAreGood) {
  EXPECT_EQ(tower("9, 8, 6, 6, 8", "auxiliary { from: 1 to: 4 }"), "");
  EXPECT_EQ(tower("9, 8, 6, 6, 7, 2", "auxiliary { from: 1 to: 4 }"), "");
  EXPECT_EQ(tower("9, 8, 6", "rotation { layer: 2 }"), "");
  EXPECT_EQ(with_network("square { hidden_layers: 1 } skip { rotation { layer: 1 sine: 1 } }"), "");
}

TEST(BadSkip, ToALayerThatDoesNotExist) {
  EXPECT_THAT(
      tower("9, 8, 6, 6, 8", "auxiliary { from: 1 to: 5 }"),
      HasSubstr("network.skip[0].auxiliary.to: must be a layer from 3 to 4, but is 5: of 4 layers "
                "it passes one or more, between from and to"));
  EXPECT_THAT(tower("9, 8, 6, 6, 8", "auxiliary { from: 1 to: 2 }"),
              HasSubstr("must be at least 3, but is 2"));
  EXPECT_THAT(tower("9, 8, 6, 6, 8", "auxiliary { to: 3 }"),
              AllOf(HasSubstr("network.skip[0].auxiliary.from: is missing"),
                    HasSubstr("hint: a layer from 1 to 2")));
  EXPECT_THAT(tower("9, 8, 6, 6, 8", "auxiliary { from: 1 }"),
              HasSubstr("network.skip[0].auxiliary.to: is missing"));
  EXPECT_THAT(tower("9, 8, 6", "auxiliary { from: 1 to: 2 }"), HasSubstr("needs 3 layers"));
  EXPECT_THAT(
      tower("9, 8, 6", "rotation { layer: 3 }"),
      HasSubstr("network.skip[0].rotation.layer: must be a layer from 1 to 2, but is 3: there are "
                "2 layers"));
  EXPECT_THAT(tower("9, 8, 6", "rotation {}"),
              HasSubstr("network.skip[0].rotation.layer: is missing"));
}

TEST(BadSkip, ToALayerThatIsWider) {
  EXPECT_THAT(tower("9, 8, 6, 6, 9", "auxiliary { from: 1 to: 4 }"),
              AllOf(HasSubstr("network.skip[0].auxiliary.to: layer 4 has 9 units"),
                    HasSubstr("7 to 8 are what the 6 of layer 3 and the 2 that are skipped"),
                    HasSubstr("hint: network.tower.widths[4]: 8")));
  EXPECT_THAT(tower("9, 8, 6, 6, 6", "auxiliary { from: 1 to: 4 }"), HasSubstr("has 6 units"));
}

TEST(BadSkip, WithoutAnythingToRelay) {
  EXPECT_THAT(tower("9, 8, 8, 6", "auxiliary { from: 1 to: 3 }"),
              AllOf(HasSubstr("layer 1 has no auxiliary units: layer 2 reads all of its 8"),
                    HasSubstr("make layer 2 narrower")));
  EXPECT_THAT(tower("9, 8, 6, 5, 7", "auxiliary { from: 1 to: 4 }"),
              HasSubstr("layers 2 and 3, which have 6 and 5 units"));
}

TEST(BadSkip, WithHalvesOfAnOddNumber) {
  EXPECT_THAT(tower("9, 7, 6", "rotation { layer: 1 }"),
              HasSubstr("layer 1 has 7 units, which have no halves"));
  EXPECT_THAT(tower("9, 7, 6", "reversible { layer: 1 forced: true }"), HasSubstr("no halves"));
}

TEST(BadSkip, OfWhatCannotBeSkipped) {
  EXPECT_THAT(with_network("rectangular { widths: [9, 8] } skip { rotation { layer: 1 } }",
                           {"rule={ bp {} }"}),
              HasSubstr("network.skip: is for layers of a tower or a square network, and this one "
                        "is rectangular"));
  EXPECT_THAT(with_network("square { hidden_layers: 3 } skip { auxiliary { from: 1 to: 3 } }"),
              HasSubstr("only a tower has units that the next layer does not read"));
  EXPECT_THAT(with_network("tower { widths: [9, 6, 6] } first_layer: RECTANGULAR "
                           "skip { rotation { layer: 1 } }"),
              HasSubstr("layer 1 is RECTANGULAR"));
  EXPECT_THAT(tower("9, 8", ""), HasSubstr("network.skip[0]: no skip is chosen"));
  EXPECT_THAT(tower("9, 8", "rotation { layer: 1 sine: 0 }"), HasSubstr("above 0 and at most 1"));
}

TEST(BadSkip, TwiceInOneLayer) {
  EXPECT_THAT(with_network("tower { widths: [9, 8, 6, 6, 8] } skip { auxiliary { from: 1 to: 4 } } "
                           "skip { rotation { layer: 3 } }"),
              HasSubstr("network.skip[1]: is of a layer that skip[0] has, too"));
}

TEST(BadSkip, ThatIsNotOrthogonalUnderGait) {
  for (const std::string kind : {"residual", "reversible"}) {
    const std::string network = "tower { widths: [9, 8, 8] } skip { " + kind + " { layer: 2 ";
    EXPECT_THAT(with_network(network + "} }"),
                AllOf(HasSubstr("network.skip[0]." + kind +
                                ": its weights are in general not orthogonal, so "
                                "that gait does not equal bp"),
                      HasSubstr("rotation"), HasSubstr("forced: true")));
    EXPECT_EQ(with_network(network + "forced: true } }"), "");
    EXPECT_EQ(with_network(network + "} }", {"rule={ bp {} }"}), "");
  }
}

TEST(BadSkip, BesideForwardWeightsThatLearnAtRest) {
  EXPECT_THAT(
      with_network("tower { widths: [9, 8, 6] } skip { rotation { layer: 2 } }",
                   {"orthogonality={ oja_rest {} }", "clock={ quiescence {} rest { before: 1 } }"}),
      HasSubstr("network.skip: cannot be with forward weights that learn at rest"));
}

// Only feedback weights move there, whatever `by` would be without the rule's name.
TEST(BadSkip, NotBesideFeedbackThatLearnsAtRest) {
  const std::vector<std::string> rest = {"clock={ quiescence {} rest { before: 1 } }",
                                         "feedback.inverse.learned.learning_rate=0.01"};
  const std::string network = "tower { widths: [9, 8, 6] } skip { rotation { layer: 2 } }";
  for (const std::string rule : {"dtp", "drl", "weight_mirror"}) {
    EXPECT_EQ(with_network(network, {rest[0], rest[1], "rule={ " + rule + " {} }"}), "") << rule;
  }
  EXPECT_THAT(with_network(network, rest), HasSubstr("network.skip: cannot be with forward"));
}

TEST(BadConv, GoodOnesAreGood) {
  EXPECT_EQ(with_network("conv { layer { size: 4 } layer { size: 2 stride: 1 filters: 3 } "
                         "widths: [8, 8, 4] }"),
            "");
}

TEST(BadConv, WithKernelsThatCannotBe) {
  EXPECT_THAT(with_network("conv {}"), HasSubstr("network.conv.layer: is missing"));
  EXPECT_THAT(with_network("conv { layer {} }"),
              HasSubstr("network.conv.layer[0].size: is missing"));
  EXPECT_THAT(with_network("conv { layer { size: 0 } }"),
              HasSubstr("layer[0].size: must be at least 1"));
  EXPECT_THAT(
      with_network("conv { layer { size: 2 } layer { size: 2 stride: 3 } }"),
      AllOf(HasSubstr("network.conv.layer[1].stride: 3 is more than the size of the kernel, 2"),
            HasSubstr("seen by none")));
  EXPECT_THAT(with_network("conv { layer { size: 2 filters: 0 } }"),
              HasSubstr("filters: must be at"));
  EXPECT_THAT(with_network("conv { layer { size: 2 } widths: [4, 8] }"),
              HasSubstr("network.conv.widths[1]: widths never increase, but 8 follows 4"));
  EXPECT_THAT(with_network("conv { layer { size: 2 } } first_layer: RECTANGULAR"),
              HasSubstr("network.first_layer: RECTANGULAR is for a tower"));
  EXPECT_THAT(with_network("conv { layer { size: 2 } } skip { rotation { layer: 1 } }"),
              HasSubstr("network.skip: is for layers of a tower"));
}

TEST(BadConv, WithRulesThatKnowNoPositions) {
  const std::string network = "conv { layer { size: 2 } widths: [8] }";
  EXPECT_THAT(with_network(network, {"feedback.payload=ABSOLUTE"}),
              AllOf(HasSubstr("feedback.payload: cannot be ABSOLUTE with conv"),
                    HasSubstr("payload: DIFFERENCE")));
  EXPECT_THAT(with_network(network, {"rule={ dfa {} }"}), HasSubstr("rule.dfa: "));
  EXPECT_EQ(with_network(network, {"rule={ fa {} }", "feedback.payload=ABSOLUTE"}), "");
}

}  // namespace
}  // namespace protocols
