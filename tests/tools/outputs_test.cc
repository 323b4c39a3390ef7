// What a run leaves in its folder: metrics, summary, weights, the resolved config; and that the
// last two are enough to go on from, and to do it all again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "neurons/orthogonality.h"
#include "protocols/bad_input.h"
#include "tests/tools/tiny_run.h"
#include "tools/lab/files/npy.h"

namespace lab {
namespace {

using testing::Contains;
using testing::ElementsAre;

class Outputs : public testing::Test {
 protected:
  std::filesystem::path out() const { return folder_.path(); }

  std::vector<Json> metrics() const {
    std::vector<Json> lines;
    std::ifstream in(out() / "metrics.jsonl");
    for (std::string line; std::getline(in, line);) lines.push_back(Json::parse(line));
    return lines;
  }

 private:
  TemporaryFolder folder_;
};

// The test images are those of glyphs, as few as possible; layer 1 reads 16 of 784 pixels.
const Overrides kWithTest = {"data.glyphs={train: 60 test: 20}",
                             "network.tower.widths=[784, 16, 10]"};

std::vector<std::string> keys_of(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

TEST_F(Outputs, MetricsHoldOneObjectForEachEvaluation) {
  const Outcome outcome = run_tiny(out(), {"run.evaluate_every_steps=8"});
  const auto lines = metrics();
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines, outcome.metrics);
  EXPECT_EQ(lines[0]["step"], 8);
  EXPECT_EQ(lines[1]["step"], 16);
  EXPECT_EQ(lines[2]["step"], 20);  // the last one is at the end
  EXPECT_DOUBLE_EQ(lines[0]["epoch"], 0.4);
  EXPECT_DOUBLE_EQ(lines[2]["epoch"], 1.0);
}

TEST_F(Outputs, AnEvaluationTellsWhatWasPromised) {
  run_tiny(out(), {"run.evaluate_every_steps=10"});
  for (const Json& line : metrics()) {
    for (const char* key : {"step", "epoch", "virtual_seconds", "train_accuracy", "test_accuracy",
                            "loss", "orthogonality_defect", "update_norm"}) {
      EXPECT_THAT(keys_of(line), Contains(key));
    }
    EXPECT_EQ(line["orthogonality_defect"].size(), 3U);
    EXPECT_EQ(line["update_norm"].size(), 3U);
    EXPECT_GT(line["virtual_seconds"], 0);
    EXPECT_GT(line["loss"], 0);
    for (const double norm : line["update_norm"]) EXPECT_GT(norm, 0);
  }
}

// One line at the end would be two if the last step were evaluated twice.
TEST_F(Outputs, TheLastStepIsEvaluatedOnce) {
  EXPECT_EQ(run_tiny(out(), {"run.evaluate_every_steps=10"}).metrics.size(), 2U);
  EXPECT_EQ(run_tiny(out(), {"run.evaluate_every_steps=1000"}).metrics.size(), 1U);
  EXPECT_EQ(run_tiny(out(), {"run.epochs=3"}).metrics.size(), 3U);  // once an epoch by default
}

TEST_F(Outputs, TheDefectIsThatOfTheWeights) {
  const Json defect = run_tiny(out()).metrics.back()["orthogonality_defect"];
  for (int layer = 0; layer < 3; ++layer) {
    const auto w = read_npy(out() / "weights" / (std::to_string(layer) + "Lweights.npy"));
    const auto n = static_cast<double>(w.rows());
    const neurons::Matrix<double> gram = w * w.transpose();  // files are transposed
    const double wanted =
        (gram - neurons::Matrix<double>::Identity(w.rows(), w.rows())).norm() / std::sqrt(n);
    EXPECT_NEAR(defect[static_cast<std::size_t>(layer)].get<double>(), wanted,
                1e-5 * wanted + 1e-7);
  }
}

TEST_F(Outputs, TrainAccuracyIsThatOfTheSamplesSinceTheLastEvaluation) {
  run_tiny(out(), {"run.evaluate_every_steps=1"});
  double correct = 0;
  for (const Json& line : metrics()) correct += 6 * line["train_accuracy"].get<double>();
  EXPECT_NEAR(correct, std::round(correct), 1e-9);
  const Json whole = run_tiny(out()).metrics.back();
  EXPECT_NEAR(whole["train_accuracy"].get<double>(), correct / 120, 1e-12);
}

TEST_F(Outputs, TestAccuracyIsNullWithoutTestImages) {
  const Outcome outcome = run_tiny(out());
  EXPECT_TRUE(metrics().back()["test_accuracy"].is_null());
  EXPECT_TRUE(outcome.summary["test_accuracy"].is_null());
}

TEST_F(Outputs, TestAccuracyIsAFractionOfTheTestImages) {
  const Outcome outcome = run_tiny(out(), kWithTest);
  ASSERT_TRUE(outcome.summary["test_accuracy"].is_number());
  const double correct = 20 * outcome.summary["test_accuracy"].get<double>();
  EXPECT_NEAR(correct, std::round(correct), 1e-9);
  EXPECT_EQ(outcome.summary["test_accuracy"], metrics().back()["test_accuracy"]);
}

TEST_F(Outputs, TheSummaryTellsWhatWasPromised) {
  const Outcome outcome = run_tiny(out());
  const Json summary = Json::parse(text_of(out() / "summary.json"));
  EXPECT_EQ(summary, outcome.summary);
  for (const char* key :
       {"fingerprint", "train_accuracy", "test_accuracy", "wall_seconds", "samples_per_second",
        "virtual_seconds", "events", "messages", "non_local", "updates"}) {
    EXPECT_THAT(keys_of(summary), Contains(key));
  }
  EXPECT_THAT(keys_of(summary["updates"]),
              ElementsAre("applied", "stale", "mismatched", "rejected", "missed", "duplicate"));
  EXPECT_EQ(summary["fingerprint"].get<std::string>().size(), 16U);
  EXPECT_EQ(summary["ending"], "done");
}

TEST_F(Outputs, TheSummaryCountsMessages) {
  const Json summary = run_tiny(out()).summary;
  const Json& messages = summary["messages"];
  // A sample goes up 3 + 1 links, and beside every layer to its feedback population.
  EXPECT_EQ(messages["activity"]["messages"], 20 * (3 + 1 + 3));
  // From the teacher, down twice, and to the synapses of three layers.
  EXPECT_EQ(messages["target"]["messages"], 20 * (1 + 2 + 3));
  // The first layer needs no inverse: two layers send their weights at first and when they change.
  EXPECT_EQ(messages["weight_transport"]["messages"], 2 * (1 + 20));
  // Weights and biases in single precision, and a few numbers that say what they are.
  const int bytes = messages["weight_transport"]["bytes"].get<int>();
  const int weights = 21 * 4 * (10 * 10 + 10 + 6 * 6 + 6);
  EXPECT_GE(bytes, weights);
  EXPECT_LE(bytes, weights + 42 * 64);
  EXPECT_EQ(messages["weight_transport"]["lost"], 0);
  EXPECT_EQ(summary["updates"]["applied"], 3 * 20);
  EXPECT_EQ(summary["presented"], 20);
}

TEST_F(Outputs, TransportedWeightsAreNotLocal) {
  const Json summary = run_tiny(out()).summary;
  const Json& transport = summary["messages"]["weight_transport"];
  EXPECT_GE(summary["non_local"]["messages"], transport["messages"]);
  EXPECT_GE(summary["non_local"]["bytes"], transport["bytes"]);
}

TEST_F(Outputs, WeightsThatWereWrittenAreReadBack) {
  run_tiny(out(), {"precision=FLOAT64"});
  const TemporaryFolder again;
  // A rate so small that nothing moves: what is written is what was read.
  run_tiny(again.path(),
           {"precision=FLOAT64", "optimizer.sgd={learning_rate: 1e-300}", "run.steps=1"},
           starting_from(out() / "weights"));
  EXPECT_EQ(weight_bytes_of(again.path()), weight_bytes_of(out()));
}

TEST_F(Outputs, ARunMayStartFromTheWeightsThatItOverwrites) {
  run_tiny(out());
  const std::string first = weight_bytes_of(out());
  const Outcome outcome = run_tiny(out(), {}, starting_from(out() / "weights"));
  EXPECT_EQ(outcome.ending, Ending::kDone) << outcome.trouble;
  EXPECT_NE(weight_bytes_of(out()), first);
}

TEST_F(Outputs, TheResolvedConfigGivesTheSameRun) {
  for (const Overrides& changes :
       {Overrides{}, kLossy, kWithTest, Overrides{"run.steps=7"}, Overrides{"run={}"},
        Overrides{"run={steps: 30}"}, Overrides{"run.epochs=2"},
        Overrides{"run.epochs=2", "run.steps=33"},
        Overrides{"rule.itp.gamma=1e-2", "feedback.payload=ABSOLUTE", "precision=FLOAT64"},
        Overrides{"seed=18446744073709551615", "regularizer={lambda: 1e-7}"}}) {
    const Outcome first = run_tiny(out(), changes);
    const std::string resolved = text_of(out() / "config.textproto");
    const TemporaryFolder again;
    const Outcome second = run_text(resolved, {}, again.path());
    EXPECT_EQ(fingerprint_of(second), fingerprint_of(first)) << resolved;
    EXPECT_EQ(text_of(again.path() / "config.textproto"), resolved);
  }
}

TEST_F(Outputs, AnEarlierRunInTheFolderLeavesNothing) {
  run_tiny(out(), {"run.evaluate_every_steps=1"});
  run_tiny(out(), {"network.tower.widths=[16, 6]"});
  EXPECT_EQ(metrics().size(), 1U);
  EXPECT_FALSE(std::filesystem::exists(out() / "weights/1Lweights.npy"));
}

// Everything that can be known before the run is checked before the folder is touched.
TEST_F(Outputs, AnEarlierRunSurvivesAConfigThatCannotRun) {
  run_tiny(out());
  const std::string weights = weight_bytes_of(out());
  for (const Overrides& wrong :
       {Overrides{"link[0].match=feedbock.*"}, Overrides{"data.batch=121"},
        Overrides{"data.idx.directory=nowhere"}, Overrides{"network.tower.widths=[16, 3]"}}) {
    EXPECT_THROW(run_tiny(out(), wrong), protocols::BadInput) << wrong[0];
    EXPECT_TRUE(std::filesystem::exists(out() / "summary.json")) << wrong[0];
    ASSERT_TRUE(std::filesystem::exists(out() / "weights")) << wrong[0];
    EXPECT_EQ(weight_bytes_of(out()), weights) << wrong[0];
  }
}

TEST_F(Outputs, NothingIsLeftHalf) {
  run_tiny(out());
  for (const auto& entry : std::filesystem::recursive_directory_iterator(out())) {
    EXPECT_NE(entry.path().extension(), ".part") << entry.path();
  }
}

}  // namespace
}  // namespace lab
