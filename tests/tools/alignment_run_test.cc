// Whole runs with a probe: what it finds where the answer is known, that it is told, and that a run
// does not notice it.
#include <gtest/gtest.h>

#include <memory>

#include "sim/clocks/quiescence.h"
#include "tests/neurons/tower.h"
#include "tests/tools/tiny_run.h"
#include "tools/lab/watch/alignment_probe.h"

namespace lab {
namespace {

using neurons::Matrix;

const Overrides kEveryUpdate = {"probe.backprop_alignment.every_updates=1", "precision=FLOAT64"};
// Activities and targets of neighbouring samples meet: links that jitter, orders that do not wait.
const Overrides kMismatched =
    kLossy + Overrides{"clock.lockstep={infer: \"45us\" target: \"25us\"}",
                       "learning.mismatch=LEARN", "neurons.memory=2"};

class AlignmentRun : public testing::Test {
 protected:
  // The lines of the probe, and the summary.
  std::vector<Json> probed(const Overrides& overrides) {
    const Outcome outcome = run_tiny(folder_.path(), overrides);
    EXPECT_EQ(outcome.ending, Ending::kDone) << outcome.trouble;
    summary_ = outcome.summary;
    std::vector<Json> lines;
    std::ifstream in(folder_.path() / "metrics.jsonl");
    for (std::string line; std::getline(in, line);) {
      const Json one = Json::parse(line);
      if (one.contains("probe")) lines.push_back(one);
    }
    return lines;
  }

  Json summary_;

 private:
  TemporaryFolder folder_;
};

TEST_F(AlignmentRun, TheFirstUpdateOfGaitIsThatOfBackpropagation) {
  for (const char* precision : {"precision=FLOAT64", "precision=FLOAT32"}) {
    const auto lines = probed(kEveryUpdate + Overrides{"run.steps=1", precision});
    ASSERT_EQ(lines.size(), 1u);
    for (std::size_t l = 0; l < 3; ++l) {
      EXPECT_NEAR(lines[0]["cosine"][l].get<double>(), 1, 1e-6) << lines[0];
      EXPECT_NEAR(lines[0]["norm_ratio"][l].get<double>(), 1, 1e-5) << lines[0];
    }
  }
}

TEST_F(AlignmentRun, LaterOnesAreNotWhenWeightsLeaveOrthogonality) {
  const auto lines = probed(kEveryUpdate + Overrides{"optimizer.adam.learning_rate=0.02"});
  EXPECT_LT(lines.back()["cosine"][0].get<double>(), 0.999) << lines.back();
}

TEST_F(AlignmentRun, BackpropagationIsItself) {
  for (const char* form : {"{ lambda: 0.01 }", "{ lambda: 0.01 form: FULL }"}) {
    const auto lines =
        probed(kEveryUpdate + Overrides{"rule.bp={}", std::string("regularizer=") + form});
    ASSERT_EQ(lines.size(), 20u);
    for (const Json& line : lines) {
      for (std::size_t l = 0; l < 3; ++l) {
        EXPECT_NEAR(line["cosine"][l].get<double>(), 1, 1e-12) << line;
        EXPECT_NEAR(line["norm_ratio"][l].get<double>(), 1, 1e-12) << line;
      }
    }
  }
}

TEST_F(AlignmentRun, ALineTellsAllOfASampleInTheOrderOfTime) {
  const auto lines = probed({"probe.backprop_alignment.every_updates=6"});
  ASSERT_EQ(lines.size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(lines[i]["sample"], 6 * i);
    EXPECT_EQ(lines[i]["step"], 6 * i + 1);
    EXPECT_DOUBLE_EQ(lines[i]["epoch"].get<double>(), static_cast<double>(6 * i + 1) / 20);
    for (const char* list : {"cosine", "norm_ratio", "staleness", "mismatch", "outcome"}) {
      EXPECT_EQ(lines[i][list].size(), 3u) << list;
    }
    EXPECT_EQ(lines[i]["outcome"], (std::vector<std::string>{"learned", "learned", "learned"}));
    // Orders are sent together, and all links are equally long.
    EXPECT_EQ(lines[i]["since_presentation_ns"][0], lines[i]["since_presentation_ns"][2]);
  }
}

TEST_F(AlignmentRun, TheSummaryHoldsTheMeans) {
  const auto lines = probed(kEveryUpdate);
  const Json& found = summary_["backprop_alignment"];
  double cosine = 0, ratio = 0;
  for (const Json& line : lines) {
    cosine += line["cosine"][1].get<double>() / 20;
    ratio += line["norm_ratio"][1].get<double>() / 20;
  }
  EXPECT_NEAR(found["cosine"][1].get<double>(), cosine, 1e-12);
  EXPECT_NEAR(found["norm_ratio"][1].get<double>(), ratio, 1e-12);
  EXPECT_EQ(found["updates"], 60);
  EXPECT_EQ(found["every_updates"], 1);
  probed({});
  EXPECT_FALSE(summary_.contains("backprop_alignment"));
}

// Updates from the target of one sample and the activity of another.
TEST_F(AlignmentRun, MismatchedAndStaleUpdatesAreToldAndPointElsewhere) {
  const auto lines = probed(kEveryUpdate + kMismatched + Overrides{"run={steps: 60}"});
  int mismatched = 0, stale = 0, learned = 0, judged = 0;
  double of_mismatched = 0;
  for (const Json& line : lines) {
    for (std::size_t l = 0; l < 3; ++l) {
      if (line["outcome"][l] != "learned") continue;
      ++learned;
      if (line["staleness"][l] > 0 || line["late"][l].get<bool>()) ++stale;
      if (!line["mismatch"][l].get<bool>()) continue;
      ++mismatched;
      if (line["cosine"][l].is_null()) continue;
      ++judged;
      of_mismatched += line["cosine"][l].get<double>();
    }
  }
  EXPECT_EQ(learned, summary_["updates"]["applied"]);
  EXPECT_EQ(stale, summary_["updates"]["stale"]);
  EXPECT_EQ(mismatched, summary_["updates"]["mismatched"]);
  ASSERT_GT(judged, 10);
  EXPECT_LT(of_mismatched / judged, 0.9);
}

bool is_matched(const Json& line, std::size_t layer) {
  return line["outcome"][layer] == "learned" && !line["mismatch"][layer].get<bool>();
}

// Weights travel, too: those that stood in a feedback population may not be those of the activity.
bool came_down_by_the_weights_of_the_way_up(const Json& line, std::size_t layer) {
  for (std::size_t above = layer + 1; above < 3; ++above) {
    if (!is_matched(line, above)) return false;
    if (line["activity_version"][above] != line["feedback_version"][above - 1]) return false;
  }
  return true;
}

// Though messages are late, repeated or lost, what was made from one sample is the gradient.
TEST_F(AlignmentRun, MatchedUpdatesOfBackpropagationAreExactUnderEveryTiming) {
  const auto lines =
      probed(kEveryUpdate + kMismatched + Overrides{"rule.bp={}", "run={steps: 60}"});
  int judged = 0;
  for (const Json& line : lines) {
    for (std::size_t l = 0; l < 3; ++l) {
      if (!is_matched(line, l) || !came_down_by_the_weights_of_the_way_up(line, l)) continue;
      ++judged;
      EXPECT_NEAR(line["cosine"][l].get<double>(), 1, 1e-12) << line;
      EXPECT_NEAR(line["norm_ratio"][l].get<double>(), 1, 1e-12) << line;
    }
  }
  EXPECT_GT(judged, 20);
}

TEST_F(AlignmentRun, ALateScheduleLeavesRejectedAndMissedUpdates) {
  const auto lines = probed({"probe.backprop_alignment.every_updates=1",
                             "clock.lockstep={infer: \"60us\" target: \"25us\"}"});
  ASSERT_EQ(lines.size(), 20u);
  int learned = 0, rejected = 0, missed = 0;
  for (const Json& line : lines) {
    for (const Json& outcome : line["outcome"]) {
      learned += outcome == "learned" ? 1 : 0;
      rejected += outcome == "rejected" ? 1 : 0;
      missed += outcome == "missed" ? 1 : 0;
    }
  }
  EXPECT_EQ(learned, summary_["updates"]["applied"]);
  EXPECT_EQ(rejected, summary_["updates"]["rejected"]);
  EXPECT_EQ(missed, summary_["updates"]["missed"]);
  EXPECT_GT(rejected, 0);
}

// What the settle contract counts over a run is told of each update.
TEST_F(AlignmentRun, ResidualsAreThoseOfTheSettleContract) {
  const auto lines = probed(kEveryUpdate + kMismatched +
                            Overrides{"contract.settled_residual=0.01", "run={steps: 60}"});
  int checked = 0, violated = 0;
  for (const Json& line : lines) {
    for (const char* what : {"activity_residual", "target_residual"}) {
      ASSERT_EQ(line[what].size(), 3u) << line;
      for (const Json& residual : line[what]) {
        if (residual.is_null()) continue;
        ++checked;
        violated += residual > 0.01 ? 1 : 0;
      }
    }
  }
  EXPECT_EQ(checked, summary_["contract"]["checked"]);
  EXPECT_EQ(violated, summary_["contract"]["violated"]);
  EXPECT_GT(violated, 0);
  EXPECT_LT(violated, checked);
}

// One that is never closed is told at the end.
TEST_F(AlignmentRun, WhatIsOpenAtTheEndIsMissed) {
  const auto lines = probed({"probe.backprop_alignment.every_updates=19", "clock.lockstep={}",
                             "link[1]={match: \"clock.order.2\" loss: 1}"});
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[1]["outcome"], (std::vector<std::string>{"learned", "missed", "learned"}));
}

TEST_F(AlignmentRun, NobodyNoticesIt) {
  for (const Overrides& links : {Overrides{}, kMismatched}) {
    for (const std::size_t threads : {1u, 2u, 8u}) {
      const TemporaryFolder with, without;
      RunOptions options = with_threads(threads);
      const Outcome usual = run_tiny(without.path(), links, options);
      const Outcome probed = run_tiny(
          with.path(), links + Overrides{"probe.backprop_alignment.every_updates=1"}, options);
      EXPECT_EQ(fingerprint_of(probed), fingerprint_of(usual)) << threads;
      EXPECT_EQ(weight_bytes_of(with.path()), weight_bytes_of(without.path())) << threads;
    }
  }
}

TEST_F(AlignmentRun, FindsTheSameOnAnyNumberOfThreadsAndThroughTheEncoding) {
  const Overrides all = kEveryUpdate + kMismatched;
  const TemporaryFolder one, eight, encoded;
  const Json wanted = run_tiny(one.path(), all).summary["backprop_alignment"];
  EXPECT_EQ(run_tiny(eight.path(), all, with_threads(8)).summary["backprop_alignment"], wanted);
  EXPECT_EQ(run_tiny(encoded.path(), all, with_loopback()).summary["backprop_alignment"], wanted);
}

// The same numbers from finite differences of the loss and from how far the weights moved.
class AgainstDifferences : public testing::Test {
 protected:
  class OneBatch final : public neurons::Batches {
   public:
    explicit OneBatch(const neurons::Tower& tower) : tower_(tower) {}
    neurons::TensorPtr inputs(sim::Sample) const override {
      return neurons::share(Matrix<double>(tower_.y[0]));
    }
    std::vector<std::uint8_t> labels(sim::Sample) const override { return {0, 1, 0}; }

   private:
    const neurons::Tower& tower_;
  };

  static Matrix<double> slope_of_loss(neurons::Tower tower, std::size_t layer) {
    const double h = 1e-6;
    Matrix<double>& w = tower.w[layer];
    Matrix<double> out(w.rows(), w.cols());
    for (neurons::Index i = 0; i < w.size(); ++i) {
      const double middle = w.data()[i];
      w.data()[i] = middle + h;
      tower.present();
      const double above = tower.loss();
      w.data()[i] = middle - h;
      tower.present();
      out.data()[i] = (above - tower.loss()) / (2 * h);
      w.data()[i] = middle;
    }
    return out;
  }

  neurons::NetworkOptions options() const {
    neurons::NetworkOptions out;
    out.widths = {8, 8, 6, 4};
    out.classes = 2;
    out.precision = neurons::Precision::kFloat64;
    out.activation = neurons::LeakyReluOptions{tower.below_zero};
    out.optimizer = neurons::SgdOptions{.learning_rate = 1};
    out.samples = 1;
    for (std::size_t l = 1; l <= 3; ++l) {
      out.initial.push_back({neurons::share(Matrix<double>(tower.w[l])),
                             neurons::share(Matrix<double>(tower.b[l])), 0});
    }
    return out;
  }

  // Weights far from orthogonal: an update of gait that is not the gradient.
  const neurons::Tower tower = neurons::make_tower({8, 8, 6, 4}, 0.2);
};

TEST_F(AgainstDifferences, CosineAndRatioAreThoseOfTheWholeMatrices) {
  const OneBatch batches(tower);
  sim::InlineExecutor executor;
  neurons::Network network(
      options(),
      {[](const auto&) { return std::make_unique<sim::QuiescenceClock>(); }, {.oracle = true}},
      batches, [](const std::string&) { return sim::LinkLaw{}; }, executor);
  AlignmentProbe probe(
      {.layers = 3, .classes = 2},
      batches, [&](sim::Layer l) -> const auto& { return network.weights(l); });
  network.engine().watch(probe);
  network.begin();
  while (network.engine().run_window()) continue;
  const Json line = probe.take_lines().at(0);
  for (std::size_t l = 1; l <= 3; ++l) {
    const auto& now = network.weights(static_cast<int>(l)).weights->as<double>();
    const Matrix<double> update = tower.w[l] - now, gradient = slope_of_loss(tower, l);
    const double a = update.norm(), b = gradient.norm();
    const double cosine = update.cwiseProduct(gradient).sum() / (a * b);
    EXPECT_NEAR(line["cosine"][l - 1].get<double>(), cosine, 1e-7) << l;
    EXPECT_NEAR(line["norm_ratio"][l - 1].get<double>(), a / b, 1e-6) << l;
    if (l < 3) {
      EXPECT_LT(cosine, 0.99) << "nothing to compare at layer " << l;
    }
  }
}

}  // namespace
}  // namespace lab
