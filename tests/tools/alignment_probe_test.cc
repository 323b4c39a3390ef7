// What the alignment probe judges: which activities, targets and weights an update is compared
// with.
#include "tests/tools/probe_rig.h"

namespace lab {
namespace {

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
                             .values = one(2.25),
                             .delivered = true});
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

}  // namespace
}  // namespace lab
