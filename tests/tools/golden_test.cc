// The numbers of an independent program (tests/golden/README.md), reproduced by whole runs through
// actors, links and a clock. What is compared is the largest difference of a matrix, relative to
// its largest value: first updates, weights after 20 steps, and the loss of every step.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/tools/tiny_run.h"
#include "tools/lab/files/npy.h"

namespace lab {
namespace {

using Matrix = neurons::Matrix<double>;

constexpr const char* kConfig = R"(
name: "golden"
data {{ idx {{ directory: "{folder}" }} batch: 6 shuffle: false classes: 4 }}
network {{ {shape} activation {{ {activation} }} }}
rule {{ {rule} }}
feedback {{ payload: {payload} inverse {{ exact {{}} }} }}
regularizer {{ form: OFF_DIAGONAL lambda: 0.1 }}
optimizer {{ sgd {{ learning_rate: 1 }} }}
precision: {precision}
clock {{ quiescence {{}} }}
run {{ steps: 20 evaluate_every_steps: 1 }}
)";

const Overrides kOneStep = {"run.steps=1"};
const Overrides kAdam = {
    "optimizer.adam={learning_rate: 1e-3 beta1: 0.9 beta2: 0.99 epsilon: 1e-8 "
    "bias_correction: false}"};

struct Case {
  std::string network, rule;
  std::string folder() const { return network + "-" + rule; }
};

std::string config_of(const Case& c, const std::string& payload, const std::string& precision) {
  const bool tower = c.network == "tower", linear = c.network == "linear16";
  return fmt::format(kConfig, fmt::arg("folder", c.folder()),
                     fmt::arg("shape", tower ? "tower { widths: [16, 16, 10, 6] }"
                                             : "square { hidden_layers: 2 }"),
                     fmt::arg("activation", linear ? "linear {}" : "leaky_relu { slope: 0.1 }"),
                     fmt::arg("rule", c.rule == "gait" ? "gait { gamma: 1e-3 }" : c.rule + " {}"),
                     fmt::arg("payload", payload), fmt::arg("precision", precision));
}

class GoldenCase : public testing::TestWithParam<Case> {
 protected:
  static constexpr int kLayers = 3;

  std::filesystem::path golden() const { return kGolden / GetParam().folder(); }
  std::filesystem::path weights() const { return out_.path() / "weights"; }

  Outcome run_case(const std::string& payload, const std::string& precision,
                   const Overrides& overrides) {
    const Outcome outcome = run_text(config_of(GetParam(), payload, precision), overrides,
                                     out_.path(), starting_from(golden() / "init"));
    EXPECT_EQ(outcome.ending, Ending::kDone) << outcome.trouble;
    return outcome;
  }

  void expect_first_update(double most) const {
    expect_close("first_update", most, [this](const std::string& file) {
      return Matrix(read_npy(weights() / file) - read_npy(golden() / "init" / file));
    });
  }

  void expect_final(double most) const {
    expect_close("final", most,
                 [this](const std::string& file) -> Matrix { return read_npy(weights() / file); });
  }

  // GAIT divides small differences of targets by gamma, so it cannot be as exact as the others.
  double bound(double of_others) const { return GetParam().rule == "gait" ? 1e-7 : of_others; }

 private:
  template <class Ours>
  void expect_close(const std::string& folder, double most, Ours ours) const {
    for (int layer = 0; layer < kLayers; ++layer) {
      for (const char* what : {"weights", "biases"}) {
        const std::string file = fmt::format("{}L{}.npy", layer, what);
        const Matrix theirs = read_npy(golden() / folder / file);
        const double largest = theirs.cwiseAbs().maxCoeff();
        ASSERT_GT(largest, 0) << file;
        EXPECT_LT((ours(file) - theirs).cwiseAbs().maxCoeff() / largest, most)
            << folder << " " << file;
      }
    }
  }

  TemporaryFolder out_;
};

TEST_P(GoldenCase, FirstUpdateWithAbsoluteTargets) {
  run_case("ABSOLUTE", "FLOAT64", kOneStep);
  expect_first_update(bound(1e-12));
}

TEST_P(GoldenCase, FirstUpdateWithDifferences) {
  run_case("DIFFERENCE", "FLOAT64", kOneStep);
  expect_first_update(bound(1e-12));
}

TEST_P(GoldenCase, FirstUpdateWithDifferencesInSinglePrecision) {
  run_case("DIFFERENCE", "FLOAT32", kOneStep);
  expect_first_update(5e-6);
}

TEST_P(GoldenCase, TwentyStepsWithAbsoluteTargets) {
  run_case("ABSOLUTE", "FLOAT64", kAdam);
  expect_final(bound(1e-9));
}

TEST_P(GoldenCase, TwentyStepsWithDifferences) {
  run_case("DIFFERENCE", "FLOAT64", kAdam);
  expect_final(bound(1e-9));
}

TEST_P(GoldenCase, LossOfEveryStep) {
  const Outcome outcome = run_case("DIFFERENCE", "FLOAT64", kAdam);
  std::ifstream theirs(golden() / "loss.txt");
  ASSERT_EQ(outcome.metrics.size(), 20U);
  for (const Json& line : outcome.metrics) {
    double loss = 0;
    ASSERT_TRUE(theirs >> loss) << line;
    EXPECT_NEAR(line["loss"].get<double>(), loss, 1e-6 * loss) << line;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Golden, GoldenCase,
    testing::Values(Case{"linear16", "bp"}, Case{"linear16", "tp"}, Case{"linear16", "gait"},
                    Case{"square16", "bp"}, Case{"square16", "tp"}, Case{"square16", "gait"},
                    Case{"tower", "bp"}, Case{"tower", "tp"}, Case{"tower", "gait"}),
    [](const auto& test) { return test.param.network + "_" + test.param.rule; });

// The configs that are shipped are these cases, and run as they are.
class GoldenConfig : public testing::TestWithParam<std::string> {
 protected:
  Outcome run_shipped(const RunOptions& options) {
    const auto file = kSource / "configs" / ("golden-" + GetParam() + ".textproto");
    return run_file(file, {}, out_.path(), options);
  }

  TemporaryFolder out_;
};

TEST_P(GoldenConfig, ReachesTheFinalWeights) {
  const Outcome outcome = run_shipped(starting_from(kGolden / GetParam() / "init"));
  EXPECT_EQ(outcome.ending, Ending::kDone) << outcome.trouble;
  for (const std::string file : {"0Lweights.npy", "1Lweights.npy", "2Lweights.npy"}) {
    const Matrix theirs = read_npy(kGolden / GetParam() / "final" / file);
    const Matrix ours = read_npy(out_.path() / "weights" / file);
    EXPECT_LT((ours - theirs).cwiseAbs().maxCoeff() / theirs.cwiseAbs().maxCoeff(), 1e-7) << file;
  }
}

TEST_P(GoldenConfig, RunsFromWeightsOfItsOwn) {
  const Outcome outcome = run_shipped({});
  EXPECT_EQ(outcome.ending, Ending::kDone) << outcome.trouble;
  EXPECT_EQ(outcome.summary["step"], 20);
  EXPECT_TRUE(outcome.summary["test_accuracy"].is_null());
}

INSTANTIATE_TEST_SUITE_P(Golden, GoldenConfig, testing::Values("linear16-tp", "tower-gait"),
                         [](const auto& test) { return test.index == 0 ? "linear16" : "tower"; });

}  // namespace
}  // namespace lab
