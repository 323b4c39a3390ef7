// FeedforwardPopulation when signals come late, twice, never, or belong to another sample: what
// becomes of the learn order, and what is noted.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "neurons/feedforward.h"
#include "tests/neurons/feedforward_rig.h"

namespace neurons {
namespace {

using sim::NoteKind;
using sim::Report;
using sim::ReportKind;
using testing::IsEmpty;

class MismatchTest : public FeedforwardRig {};

TEST_F(MismatchTest, MissesWithoutTarget) {
  activity(0);
  const Reaction done = order(0);
  EXPECT_EQ(done.note().kind, NoteKind::kMissed);
  EXPECT_EQ(done.note().sample, 0);
  EXPECT_EQ(done.the<Report>(kReport).kind, ReportKind::kLearned);
  EXPECT_EQ(done.sent.size(), 1u);
  EXPECT_EQ(version(), 0u);
}

TEST_F(MismatchTest, MissesWithoutActivity) {
  target(0);
  EXPECT_EQ(order(0).note().kind, NoteKind::kMissed);
  EXPECT_EQ(version(), 0u);
}

TEST_F(MismatchTest, RejectsTheTargetOfAnotherSample) {
  activity(0);
  target(0);
  activity(1);
  const Reaction done = order(1);
  EXPECT_EQ(done.note().kind, NoteKind::kRejected);
  EXPECT_EQ(done.note().target_sample, 0);
  EXPECT_EQ(done.note().activity_sample, 1);
  EXPECT_EQ(done.on<Report>(kReport).size(), 1u);
  EXPECT_EQ(version(), 0u);
  EXPECT_EQ(order(0).note().kind, NoteKind::kLearned) << "its own is still to come";
  EXPECT_EQ(weight(), 3);
}

TEST_F(MismatchTest, RejectsItsTargetWithTheActivityOfAnotherSample) {
  activity(0);
  target(1);
  const sim::Note note = order(1).note();
  EXPECT_EQ(note.kind, NoteKind::kRejected);
  EXPECT_EQ(note.target_sample, 1);
  EXPECT_EQ(note.activity_sample, 0);
}

TEST_F(MismatchTest, ToldToLearnMismatchesUsesTheNewestActivity) {
  set({.mismatch = Mismatch::kLearn});
  activity(0, 3);
  target(0, 2);
  activity(1, 10);
  const Reaction done = order(1);
  EXPECT_EQ(weight(), 22) << "2 + 10 * 2";
  EXPECT_EQ(done.note().kind, NoteKind::kLearned);
  EXPECT_EQ(done.note().sample, 1);
  EXPECT_EQ(done.note().target_sample, 0);
  EXPECT_EQ(done.note().activity_sample, 1);
}

TEST_F(MismatchTest, ToldToLearnMismatchesPrefersItsOwnTarget) {
  set({.mismatch = Mismatch::kLearn});
  activity(0, 3);
  target(1, 2);
  target(0, 100);
  const sim::Note note = order(1).note();
  EXPECT_EQ(note.target_sample, 1);
  EXPECT_EQ(note.activity_sample, 0);
  EXPECT_EQ(weight(), 8) << "2 + 3 * 2";
}

TEST_F(MismatchTest, NeverAppliesATargetTwice) {
  set({.mismatch = Mismatch::kLearn});
  activity(0);
  target(0);
  activity(1);
  order(1);
  EXPECT_EQ(weight(), 3);
  EXPECT_EQ(order(0).note().kind, NoteKind::kMissed) << "sample 1 has taken it";
  EXPECT_EQ(order(1).note().kind, NoteKind::kDuplicate);
  EXPECT_EQ(target(0).note().kind, NoteKind::kDuplicate);
  EXPECT_EQ(weight(), 3);
  EXPECT_EQ(version(), 1u);
}

TEST_F(MismatchTest, CountsAndIgnoresDuplicates) {
  activity(0, 3);
  target(0, 2);
  const Reaction again = activity(0, 5);
  EXPECT_EQ(again.note().kind, NoteKind::kDuplicate);
  EXPECT_EQ(again.note().layer, kLayer);
  EXPECT_EQ(again.note().sample, 0);
  EXPECT_THAT(again.sent, IsEmpty());
  EXPECT_THAT(target(0, 9).sent, IsEmpty());
  order(0);
  EXPECT_EQ(weight(), 8) << "by the first of each";
}

TEST_F(MismatchTest, AnswersASecondOrderWithoutLearning) {
  activity(0);
  target(0);
  order(0);
  const Reaction again = order(0);
  EXPECT_EQ(again.note().kind, NoteKind::kDuplicate);
  EXPECT_EQ(again.the<Report>(kReport).kind, ReportKind::kLearned);
  EXPECT_EQ(again.sent.size(), 1u) << "no weights travel";
  EXPECT_EQ(version(), 1u);
}

TEST_F(MismatchTest, KeepsALateTargetAndSaysSoWhenUsed) {
  set({.mismatch = Mismatch::kLearn});
  activity(0);
  EXPECT_EQ(order(0).note().kind, NoteKind::kMissed);
  EXPECT_EQ(target(0).on<Report>(kReport).size(), 1u);
  EXPECT_EQ(version(), 0u) << "its order is over";
  activity(1);
  const sim::Note note = order(1).note();
  EXPECT_EQ(note.kind, NoteKind::kLearned);
  EXPECT_EQ(note.target_sample, 0);
  EXPECT_TRUE(note.late);
}

TEST_F(MismatchTest, CallsATargetLateOnlyForItsOwnOrder) {
  set({.mismatch = Mismatch::kLearn});
  activity(0);
  order(0);
  activity(1);
  target(1);
  EXPECT_FALSE(order(1).note().late);
}

// The activity of sample 1 was made before the update by sample 0.
TEST_F(MismatchTest, TellsStalenessInVersions) {
  activity(0);
  activity(1);
  target(0);
  order(0);
  target(1, 1, 0);
  EXPECT_EQ(order(1).note().staleness, 1u);
  activity(2);
  target(2, 1, 2);
  EXPECT_EQ(order(2).note().staleness, 0u);
}

TEST_F(MismatchTest, TellsTheStalenessOfTheOlderSignal) {
  activity(0);
  target(0);
  order(0);
  activity(1);      // by version 1
  target(1, 1, 0);  // answers an activity by version 0
  EXPECT_EQ(order(1).note().staleness, 1u);
}

TEST_F(MismatchTest, WithAMemoryOfOneKeepsTheLastActivityAndTarget) {
  set({.memory = 1});
  activity(0);
  target(0);
  activity(1, 10);
  EXPECT_EQ(order(0).note().kind, NoteKind::kRejected) << "its activity is gone";
  target(1, 2);
  order(1);
  EXPECT_EQ(weight(), 22) << "2 + 10 * 2";
}

TEST_F(MismatchTest, WithAMemoryOfOneKeepsTheLastTarget) {
  set({.memory = 1});
  target(0);
  target(1);
  activity(0);
  const sim::Note note = order(0).note();
  EXPECT_EQ(note.kind, NoteKind::kRejected) << "its target is gone";
  EXPECT_EQ(note.target_sample, 1);
}

TEST_F(MismatchTest, WithAMemoryOfTwoLearnsOlderSamplesToo) {
  set({.memory = 2});
  activity(0, 3);
  activity(1, 10);
  target(0, 2);
  target(1, 1);
  EXPECT_EQ(order(0).note().activity_sample, 0);
  EXPECT_EQ(weight(), 8);
  order(1);
  EXPECT_EQ(weight(), 18);
}

// Samples 0 and 1 are closed, 2 is not; sample 1026 pushes 0, 1 and 2 out of the history.
TEST_F(MismatchTest, TellsOfOpenSamplesThatItForgets) {
  for (const Sample sample : {0, 1, 2}) activity(sample);
  order(0);
  order(1);
  const Reaction done = activity(SampleHistory::kSpan + 2);
  EXPECT_EQ(done.note().kind, NoteKind::kForgotten);
  EXPECT_EQ(done.note().sample, 2);
  EXPECT_EQ(done.note().count, 1u);
  EXPECT_EQ(order(2).note().kind, NoteKind::kDuplicate) << "too late to matter";
  EXPECT_EQ(activity(1).note().kind, NoteKind::kDuplicate);
}

}  // namespace
}  // namespace neurons
