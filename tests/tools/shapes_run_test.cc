// Whole runs of networks that are not square: what their first update is, that they learn, that
// threads, the encoding and the way over files change nothing, and what is told of them.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "neurons/rules.h"
#include "tests/tools/tiny_run.h"
#include "tools/lab/explain/explain.h"
#include "tools/lab/files/npy.h"

namespace lab {
namespace {

const Overrides kFirstLayer = {
    "network={ tower { widths: [16, 11, 11, 7] } first_layer: RECTANGULAR }"};
const Overrides kAnyWidths = {"network={ rectangular { widths: [16, 24, 9, 12, 4] } }"};
// Of the 4 x 4 images of the tiny data set.
const Overrides kSkip = {
    "network={ tower { widths: [16, 12, 8, 8, 12, 6] } skip { auxiliary { from: 1 to: 4 } } }"};
const Overrides kRotation = {
    "network={ tower { widths: [16, 12, 12, 6] } skip { rotation { layer: 2 sine: 0.6 } } }"};
const Overrides kConv = {"network={ conv { layer { size: 2 } widths: [12, 6] } }"};
const Overrides kMixing = {
    "network={ conv { layer { size: 2 } layer { size: 2 } widths: [12, 6] } }"};
const Overrides kOverlap = {
    "network={ conv { layer { size: 2 stride: 1 filters: 2 } layer { size: 2 stride: 1 } "
    "widths: [12, 6] } }"};
const Overrides kFirstUpdate = {"run={steps: 1}", "probe.backprop_alignment.every_updates=1"};

class ShapesRun : public testing::Test {
 protected:
  Outcome ran(const Overrides& overrides, const RunOptions& options = {}) {
    const Outcome outcome = run_tiny(folder_.path(), overrides, options);
    EXPECT_EQ(outcome.ending, Ending::kDone) << outcome.trouble;
    return outcome;
  }
  std::filesystem::path weights() const { return folder_.path() / "weights"; }
  // (inputs, units), as in the file.
  std::pair<neurons::Index, neurons::Index> shape_of(int layer) const {
    const auto values = read_npy(weights() / fmt::format("{}Lweights.npy", layer - 1));
    return {values.rows(), values.cols()};
  }
  // Of the first update, in every layer.
  void expect_cosines(const Overrides& overrides, double tolerance) {
    const Json found = ran(overrides + kFirstUpdate).summary["backprop_alignment"];
    for (const Json& cosine : found["cosine"]) {
      EXPECT_NEAR(cosine.get<double>(), 1, tolerance) << found;
    }
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(ShapesRun, GaitIsBackpropagationAboveARectangularFirstLayer) {
  for (const char* coding : {"DIFFERENCE", "ABSOLUTE"}) {
    expect_cosines(kFirstLayer + Overrides{"precision=FLOAT64", "rule.gait.gamma=1e-4",
                                           std::string("feedback.payload=") + coding},
                   1e-6);
  }
}

// 48 inputs and 20 square layers of 32 units: what FLOAT32 makes of it.
TEST_F(ShapesRun, GaitIsBackpropagationThroughTwentySquareLayersInSinglePrecision) {
  std::string widths = "48";
  for (int l = 0; l < 21; ++l) widths += ", 32";
  expect_cosines({"data={ noise { units: 48 classes: 10 train: 60 } batch: 20 }",
                  "network={ tower { widths: [" + widths + "] } first_layer: RECTANGULAR }",
                  "precision=FLOAT32", "feedback.payload=DIFFERENCE"},
                 0.01);
}

TEST_F(ShapesRun, GaitThroughTheTransposeIsBackpropagationInAnyShape) {
  expect_cosines(kAnyWidths + Overrides{"feedback.inverse.transpose={}", "precision=FLOAT64"},
                 1e-12);
}

TEST_F(ShapesRun, GaitIsBackpropagationThroughSkipsAndKernels) {
  for (const Overrides& shape : {kSkip, kRotation, kConv, kMixing, kOverlap}) {
    SCOPED_TRACE(shape.front());
    expect_cosines(shape + Overrides{"precision=FLOAT64", "feedback.payload=DIFFERENCE"}, 1e-6);
  }
  for (const Overrides& shape : {kSkip, kRotation}) {
    SCOPED_TRACE(shape.front());
    expect_cosines(shape + Overrides{"precision=FLOAT64", "feedback.payload=ABSOLUTE",
                                     "rule.gait={ adaptive_gamma { c: 1e-7 } }"},
                   1e-6);
  }
}

TEST_F(ShapesRun, GaitIsNotBackpropagationThroughAForcedResidualBlock) {
  const Overrides residual = {
      "network={ tower { widths: [16, 12, 12, 6] } skip { residual { layer: 2 forced: true } } }"};
  const Json found =
      ran(residual + Overrides{"precision=FLOAT64", "feedback.payload=DIFFERENCE"} + kFirstUpdate)
          .summary["backprop_alignment"]["cosine"];
  EXPECT_NEAR(found[2].get<double>(), 1, 1e-6);
  EXPECT_LT(found[0].get<double>(), 0.95);
}

TEST_F(ShapesRun, EveryRuleLearnsWithSkipsAndKernels) {
  for (const neurons::RuleInfo& rule : neurons::shipped_rules()) {
    for (const Overrides& shape : {kSkip, kRotation, kConv, kOverlap}) {
      const bool conv = shape.front().find("conv") != std::string::npos;
      if (rule.name == "dfa" && conv) continue;             // refused
      if (rule.name == "kolen_pollack" && !conv) continue;  // so is that
      SCOPED_TRACE(std::string(rule.name) + " " + shape.front());
      const Outcome outcome =
          ran(shape + Overrides{fmt::format("rule.{}={{}}", rule.name)} + rest_for(rule.name));
      const auto layers = outcome.metrics.back()["orthogonality_defect"].size();
      EXPECT_EQ(outcome.summary["updates"]["applied"], 20 * layers);
    }
  }
}

// 2 x 2 of one map, then of the first two of its four.
TEST_F(ShapesRun, KernelsAreSavedAsTheyAreNotUnrolled) {
  ran(kOverlap + Overrides{"rule.gait={}"});
  EXPECT_EQ(shape_of(1), std::pair(neurons::Index{4}, neurons::Index{4}));
  EXPECT_EQ(shape_of(2), std::pair(neurons::Index{8}, neurons::Index{8}));
  EXPECT_EQ(shape_of(3), std::pair(neurons::Index{12}, neurons::Index{12}));
}

TEST_F(ShapesRun, EveryRuleLearnsAboveARectangularFirstLayer) {
  for (const neurons::RuleInfo& rule : neurons::shipped_rules()) {
    SCOPED_TRACE(rule.name);
    const Outcome outcome =
        ran(kFirstLayer + Overrides{fmt::format("rule.{}={{}}", rule.name)} + rest_for(rule.name));
    EXPECT_EQ(outcome.summary["updates"]["applied"], 60);
    EXPECT_EQ(shape_of(1), std::pair(neurons::Index{16}, neurons::Index{11}));
    EXPECT_EQ(shape_of(3), std::pair(neurons::Index{7}, neurons::Index{7}));
  }
}

TEST_F(ShapesRun, RulesWithoutAnInverseLearnInAnyShape) {
  const Overrides longer = {"run={epochs: 20}", "optimizer.adam.learning_rate=0.01",
                            "regularizer={ lambda: 1e-3 form: FULL }"};
  for (const char* rule :
       {"bp", "fa", "dfa", "sign_symmetry", "kolen_pollack", "weight_mirror", "top_layer_only"}) {
    SCOPED_TRACE(rule);
    const Outcome outcome =
        ran(kAnyWidths + longer + rest_for(rule) + Overrides{fmt::format("rule.{}={{}}", rule)});
    const double first = outcome.metrics.front()["loss"], last = outcome.metrics.back()["loss"];
    EXPECT_LT(last, 0.8 * first);
    EXPECT_EQ(shape_of(2), std::pair(neurons::Index{24}, neurons::Index{9}));
  }
}

TEST_F(ShapesRun, SemiOrthogonalWeightsHaveNoDefectAtFirst) {
  const Outcome outcome = ran(kAnyWidths + Overrides{"rule.top_layer_only={}"});
  for (int l = 0; l < 3; ++l) {
    EXPECT_LT(outcome.metrics.back()["orthogonality_defect"][l].get<double>(), 1e-5);
  }
}

TEST_F(ShapesRun, NeitherThreadsNorTheEncodingNorTheProbeChangeThem) {
  for (const Overrides& shape :
       {kFirstLayer, kAnyWidths + Overrides{"rule.bp={}"}, kSkip, kRotation, kOverlap}) {
    const Overrides lossy = shape + kLossy;
    const std::string wanted = fingerprint_of(ran(lossy));
    EXPECT_EQ(fingerprint_of(ran(lossy, with_threads(8))), wanted);
    EXPECT_EQ(fingerprint_of(ran(lossy, with_loopback())), wanted);
    EXPECT_EQ(fingerprint_of(ran(lossy + Overrides{"probe.backprop_alignment.every_updates=1"})),
              wanted);
  }
}

// Below the top, top_layer_only leaves what it starts from.
TEST_F(ShapesRun, StartFromTheWeightsOfARunOfTheirShape) {
  const TemporaryFolder first;
  run_tiny(first.path(), kAnyWidths + Overrides{"rule.bp={}"});
  const RunOptions from_there = starting_from(first.path() / "weights");
  ran(kAnyWidths + Overrides{"rule.top_layer_only={}", "seed=2"}, from_there);
  for (const char* file : {"0Lweights.npy", "1Lweights.npy", "2Lweights.npy"}) {
    EXPECT_EQ(text_of(weights() / file), text_of(first.path() / "weights" / file));
  }
  EXPECT_THROW(ran(kFirstLayer, from_there), protocols::BadInput);
}

Json network_facts(const Overrides& overrides) {
  return explain(protocols::parse_config(kTiny, "test.textproto", overrides), kGolden)["network"];
}

TEST(ShapesExplained, SayWhatEveryLayerReadsAndWhatNobodyDoes) {
  const Json first = network_facts(kFirstLayer)["layers"];
  EXPECT_EQ(first[0]["reads_of_below"], 16);
  EXPECT_EQ(first[1]["reads_of_below"], 11);
  EXPECT_EQ(first[1]["auxiliary"], 4);  // of 11, layer 3 reads 7
  EXPECT_EQ(first[2]["auxiliary"], 3);  // 4 classes
  const Json any = network_facts(kAnyWidths + Overrides{"rule.bp={}"})["layers"];
  for (const Json& layer : any) EXPECT_EQ(layer["auxiliary"], 0) << layer;
  EXPECT_EQ(any[3]["reads_of_below"], 12);
}

TEST(ShapesExplained, SayWhatLayersAreBesideAMatrix) {
  const Json skip = network_facts(kSkip)["layers"];
  EXPECT_EQ(skip[0]["auxiliary"], 0);  // all of it is relayed, or read
  EXPECT_EQ(skip[1]["units"], 12);
  EXPECT_EQ(skip[1]["structure"], "the last 4 are relayed");
  EXPECT_EQ(skip[3]["structure"], "");
  EXPECT_EQ(network_facts(kRotation)["layers"][1]["structure"], "rotation, sine 0.6");
  const Json overlap = network_facts(kOverlap)["layers"];
  EXPECT_EQ(overlap[0]["units"], 9 * 4);
  EXPECT_EQ(overlap[0]["structure"], "one kernel for 9 patches of 4");
  EXPECT_EQ(overlap[0]["auxiliary"], 9 * 2);
  EXPECT_EQ(overlap[1]["reads_of_below"], 9 * 2);
  EXPECT_EQ(overlap[2]["reads_of_below"], 12);
  EXPECT_EQ(overlap[2]["structure"], "map after map");
}

TEST(ShapesExplained, InWords) {
  const auto config = protocols::parse_config(kTiny, "test.textproto", kFirstLayer);
  const std::string text = explanation_text(explain(config, kGolden));
  EXPECT_THAT(text, testing::HasSubstr("11 units (0 auxiliary), reads all 16 of the one below"));
  EXPECT_THAT(text,
              testing::HasSubstr("7 units (3 auxiliary), reads the first 7 of the one below"));
}

TEST(ShapesExplained, NameAFirstLayerWithoutEffect) {
  const auto config = protocols::parse_config(
      kTiny, "test.textproto", kAnyWidths + Overrides{"rule.bp={}", "network.first_layer=SQUARE"});
  const Json facts = explain(config, kGolden);
  EXPECT_THAT(facts["without_effect"].dump(), testing::HasSubstr("network.first_layer"));
}

}  // namespace
}  // namespace lab
