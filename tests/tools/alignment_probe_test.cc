// The alignment probe by hand: two layers of one linear unit and a batch of one, so that gradients
// are numbers. The label is 1, so the error of the top is 1 - y.
#include "tools/lab/watch/alignment_probe.h"

#include <gtest/gtest.h>

#include <map>

#include "neurons/wiring.h"
#include "tests/neurons/numbers.h"

namespace lab {
namespace {

using neurons::Activity;
using neurons::Matrix;
using neurons::Target;
using neurons::TensorPtr;
using sim::NoteKind;
using sim::Sample;

TensorPtr one(double value) {
  return neurons::share(Matrix<double>(Matrix<double>::Constant(1, 1, value)));
}

class OneClass final : public neurons::Batches {
 public:
  TensorPtr inputs(Sample) const override { return one(1); }
  std::vector<std::uint8_t> labels(Sample) const override { return {0}; }
};

class ProbeByHand : public testing::Test {
 protected:
  ProbeByHand() {
    set_weight(1, 1, 0);
    set_weight(2, 5, 0);
    make_probe({.layers = 2, .classes = 1});
  }

  void make_probe(const AlignmentProbeOptions& options) {
    probe.emplace(options, batches,
                  [this](sim::Layer l) -> const neurons::Weights& { return weights.at(l); });
  }

  void set_weight(sim::Layer layer, double value, std::uint64_t version) {
    weights[layer] = {one(value), one(0), version};
    if (probe) probe->on_window_end({});
  }

  static sim::LinkId link(const std::string& name) {
    const auto plans = neurons::link_plans(2);
    for (std::uint32_t i = 0; i < plans.size(); ++i) {
      if (plans[i].name == name) return {i};
    }
    return sim::kNoLink;
  }

  void travel(const std::string& name, const Message& message) {
    const sim::Event<Message> event{{}, {}, {}, link(name), message};
    probe->on_send(event, sim::Fate::kQueued);
    probe->on_receive(event);
  }

  // Layer `layer` hears `pre` and says `post`, made by its weights of today.
  void present(sim::Layer layer, Sample sample, double pre, double post) {
    const std::uint64_t version = weights[layer].version;
    travel("feedforward." + std::to_string(layer),
           Activity{sample, layer - 1, 0, one(pre), nullptr, 0});
    travel("local." + std::to_string(layer),
           Activity{sample, layer, version, one(post), one(slope), 0});
    probe->on_window_end({});
  }

  // Both layers, from an input of 1.
  void present(Sample sample, double y1, double y2) {
    note({.kind = NoteKind::kPresented, .sample = sample});
    present(1, sample, 1, y1);
    present(2, sample, y1, y2);
  }

  void deliver(sim::Layer layer, Sample sample, double difference) {
    travel("deliver." + std::to_string(layer),
           Target{.sample = sample, .layer = layer, .values = one(difference)});
  }

  void note(const sim::Note& note) { probe->on_note(note, {{now_ns}, {}, {}, 0}); }

  void learn(sim::Layer layer, Sample sample, Sample target, Sample activity) {
    note({.kind = NoteKind::kLearned,
          .layer = layer,
          .sample = sample,
          .target_sample = target,
          .activity_sample = activity});
  }
  void learn(sim::Layer layer, Sample sample) { learn(layer, sample, sample, sample); }

  nlohmann::ordered_json line() {
    probe->close();
    const auto lines = probe->take_lines();
    EXPECT_EQ(lines.size(), 1u);
    return lines.at(0);
  }

  OneClass batches;
  std::map<sim::Layer, neurons::Weights> weights;
  double slope = 1;
  std::int64_t now_ns = 0;
  std::optional<AlignmentProbe> probe;
};

// The error is 1 - 0.5 at the top, and 5 times that below.
TEST_F(ProbeByHand, DividesTheUpdateByTheGradient) {
  present(0, 2, 0.5);
  deliver(2, 0, 0.5);
  deliver(1, 0, -7.5);
  learn(1, 0);
  learn(2, 0);
  const auto found = line();
  EXPECT_EQ(found["sample"], 0);
  EXPECT_DOUBLE_EQ(found["cosine"][0], -1);
  EXPECT_DOUBLE_EQ(found["norm_ratio"][0], 3);
  EXPECT_DOUBLE_EQ(found["cosine"][1], 1);
  EXPECT_DOUBLE_EQ(found["norm_ratio"][1], 1);
  EXPECT_EQ(found["outcome"], (std::vector<std::string>{"learned", "learned"}));
  EXPECT_EQ(found["mismatch"], (std::vector<bool>{false, false}));
}

// Through a slope of 1/2 only half of the error comes down.
TEST_F(ProbeByHand, TheErrorComesDownThroughSlopes) {
  slope = 0.5;
  present(0, 2, 0.5);
  deliver(1, 0, 2.5);
  learn(1, 0);
  EXPECT_DOUBLE_EQ(line()["norm_ratio"][0], 2);
}

TEST_F(ProbeByHand, AnAbsoluteTargetCountsWithItsGain) {
  present(0, 2, 0.5);
  travel("deliver.1", Target{.sample = 0,
                             .layer = 1,
                             .coding = neurons::Coding::kAbsolute,
                             .gain = {10},
                             .values = one(2.25)});
  learn(1, 0);
  EXPECT_DOUBLE_EQ(line()["norm_ratio"][0], 1);  // 10 (2.25 - 2)
}

TEST_F(ProbeByHand, TheWeightsAreThoseThatMadeTheActivity) {
  present(0, 2, 0.5);
  set_weight(2, 100, 1);
  set_weight(2, 1000, 2);
  deliver(1, 0, 2.5);
  learn(1, 0);
  EXPECT_DOUBLE_EQ(line()["norm_ratio"][0], 1);
}

TEST_F(ProbeByHand, WeightsOfTheWindowOfTheActivityCountToo) {
  note({.kind = NoteKind::kPresented, .sample = 0});
  present(1, 0, 1, 2);
  weights[2] = {one(100), one(0), 1};  // moved just before it was active, in one window
  present(2, 0, 2, 0.5);
  deliver(1, 0, 50);
  learn(1, 0);
  EXPECT_DOUBLE_EQ(line()["norm_ratio"][0], 1);
}

TEST_F(ProbeByHand, NotThoseThatMovedLaterInTheSameWindow) {
  note({.kind = NoteKind::kPresented, .sample = 0});
  present(1, 0, 1, 2);
  travel("feedforward.2", Activity{0, 1, 0, one(2), nullptr, 0});
  travel("local.2", Activity{0, 2, 0, one(0.5), one(slope), 0});
  set_weight(2, 100, 1);
  deliver(1, 0, 2.5);
  learn(1, 0);
  EXPECT_DOUBLE_EQ(line()["norm_ratio"][0], 1);
}

// One window with two updates, and the activity between them: nobody saw those weights.
TEST_F(ProbeByHand, CannotJudgeThroughWeightsThatWereNeverSeen) {
  note({.kind = NoteKind::kPresented, .sample = 0});
  present(1, 0, 1, 2);
  travel("local.2", Activity{0, 2, 1, one(0.5), one(slope), 0});
  set_weight(2, 100, 2);
  deliver(1, 0, 2.5);
  learn(1, 0);
  EXPECT_TRUE(line()["cosine"][0].is_null());
}

TEST_F(ProbeByHand, CannotJudgeWithoutTheInput) {
  note({.kind = NoteKind::kPresented, .sample = 0});
  travel("feedforward.2", Activity{1, 1, 0, one(2), nullptr, 0});
  travel("local.2", Activity{0, 2, 0, one(0.5), one(slope), 0});
  deliver(2, 0, 0.5);
  learn(2, 0);
  EXPECT_TRUE(line()["cosine"][1].is_null()) << "the input was that of another sample";
}

TEST_F(ProbeByHand, CopiesOfOldTargetsDoNotReplaceTheNewOne) {
  make_probe({.layers = 2, .classes = 1, .memory = 1, .every_updates = 4});
  present(4, 2, 0.5);
  deliver(1, 4, 2.5);
  for (const Sample old : {1, 2, 3}) deliver(1, old, 99);
  learn(1, 4);
  EXPECT_DOUBLE_EQ(line()["norm_ratio"][0], 1);
}

TEST_F(ProbeByHand, TheCreditOnItsWayDownIsNoTargetOfTheSynapses) {
  present(0, 2, 0.5);
  deliver(1, 0, 2.5);
  travel("feedback.2", Target{.sample = 0, .layer = 1, .values = one(99)});
  travel("feedback.label", Target{.sample = 0, .layer = 2, .values = one(99)});
  learn(1, 0);
  learn(2, 0);
  const auto found = line();
  EXPECT_DOUBLE_EQ(found["norm_ratio"][0], 1);
  EXPECT_TRUE(found["norm_ratio"][1].is_null()) << "nothing was delivered there";
}

// Sample 1 learns from the target of sample 0 and its own activity: it is compared with the
// gradient of sample 1, 5 (1 - 0).
TEST_F(ProbeByHand, AMismatchIsComparedWithTheSampleOfTheActivity) {
  make_probe({.layers = 2, .classes = 1, .every_updates = 2});
  present(2, 2, 0);
  deliver(1, 1, 10);
  learn(1, 2, 1, 2);
  const auto found = line();
  EXPECT_DOUBLE_EQ(found["norm_ratio"][0], 2);
  EXPECT_EQ(found["mismatch"][0], true);
  EXPECT_EQ(found["activity_sample"][0], 2);
  EXPECT_EQ(found["target_sample"][0], 1);
}

TEST_F(ProbeByHand, TheActivityOfAnotherSampleIsAMismatchToo) {
  present(0, 2, 0.5);
  learn(1, 0, 0, 3);
  learn(2, 0);
  EXPECT_EQ(line()["mismatch"], (std::vector<bool>{true, false}));
}

TEST_F(ProbeByHand, CannotJudgeBeforeEveryLayerAboveWasActive) {
  note({.kind = NoteKind::kPresented, .sample = 0});
  present(1, 0, 1, 2);
  deliver(1, 0, 2.5);
  learn(1, 0);
  present(2, 0, 2, 0.5);
  const auto found = line();
  EXPECT_TRUE(found["cosine"][0].is_null());
  EXPECT_TRUE(found["norm_ratio"][0].is_null());
  EXPECT_EQ(found["outcome"][0], "learned");
  EXPECT_EQ(probe->summary()["updates"], 0);
}

// An activity may be spoken more than once: the last one counts, here and in the layers below.
TEST_F(ProbeByHand, TheLastActivityCounts) {
  present(0, 2, 9);
  deliver(1, 0, 2.5);
  learn(1, 0);
  present(2, 0, 2, 0.5);
  learn(1, 0);
  EXPECT_DOUBLE_EQ(line()["norm_ratio"][0], 1);
}

TEST_F(ProbeByHand, TellsVersionsStalenessAndTime) {
  now_ns = 30;
  present(0, 2, 0.5);
  set_weight(1, 1, 1);
  travel("deliver.1", Target{.sample = 0, .layer = 1, .feedback_version = 3, .values = one(2.5)});
  now_ns = 100;
  note({.kind = NoteKind::kLearned,
        .layer = 1,
        .sample = 0,
        .target_sample = 0,
        .activity_sample = 0,
        .staleness = 1,
        .late = true});
  const auto found = line();
  EXPECT_EQ(found["staleness"][0], 1);
  EXPECT_EQ(found["late"][0], true);
  EXPECT_EQ(found["activity_version"][0], 0);
  EXPECT_EQ(found["feedback_version"][0], 3);
  EXPECT_EQ(found["since_presentation_ns"][0], 70);
  EXPECT_TRUE(found["staleness"][1].is_null());
}

TEST_F(ProbeByHand, RejectedAndMissedAreToldAndNotJudged) {
  present(0, 2, 0.5);
  deliver(1, 7, 2.5);
  note({.kind = NoteKind::kRejected,
        .layer = 1,
        .sample = 0,
        .target_sample = 7,
        .activity_sample = 0});
  note({.kind = NoteKind::kMissed, .layer = 2, .sample = 0});
  const auto lines = probe->take_lines();
  ASSERT_EQ(lines.size(), 1u) << "told when the last layer closes";
  EXPECT_EQ(lines[0]["outcome"], (std::vector<std::string>{"rejected", "missed"}));
  EXPECT_EQ(lines[0]["mismatch"], (std::vector<bool>{true, false}));
  EXPECT_TRUE(lines[0]["cosine"][0].is_null());
}

TEST_F(ProbeByHand, OnlyEveryNthSampleIsProbed) {
  make_probe({.layers = 2, .classes = 1, .every_updates = 3});
  std::vector<Sample> told;
  for (Sample sample = 0; sample < 8; ++sample) {
    present(sample, 2, 0.5);
    learn(1, sample);
    learn(2, sample);
    for (const auto& found : probe->take_lines()) told.push_back(found["sample"]);
  }
  EXPECT_EQ(told, (std::vector<Sample>{0, 3, 6}));
}

TEST_F(ProbeByHand, TheSummaryIsTheMeanOfWhatWasJudged) {
  for (const Sample sample : {0, 1}) {
    present(sample, 2, 0.5);
    deliver(1, sample, sample == 0 ? 2.5 : -7.5);
    learn(1, sample);
    note({.kind = NoteKind::kMissed, .layer = 2, .sample = sample});
  }
  const auto found = probe->summary();
  EXPECT_DOUBLE_EQ(found["cosine"][0], 0);
  EXPECT_DOUBLE_EQ(found["norm_ratio"][0], 2);
  EXPECT_TRUE(found["cosine"][1].is_null());
  EXPECT_EQ(found["updates"], 2);
}

// Weights are kept for as long as an activity of theirs is remembered, and no longer.
TEST_F(ProbeByHand, KeepsNoMoreThanThePopulationsRemember) {
  make_probe({.layers = 2, .classes = 1, .memory = 3});
  std::vector<std::weak_ptr<const neurons::Tensor>> made;
  for (Sample sample = 0; sample < 500; ++sample) {
    set_weight(2, 1, static_cast<std::uint64_t>(sample));
    made.push_back(weights[2].weights);
    present(sample, 2, 0.5);  // and no layer ever learns
  }
  std::size_t alive = 0;
  for (const auto& version : made) alive += version.expired() ? 0u : 1u;
  EXPECT_EQ(alive, 3u);
}

}  // namespace
}  // namespace lab
