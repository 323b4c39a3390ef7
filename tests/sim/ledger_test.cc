// The ledger: what became of samples at each layer, from notes written by hand.
#include "sim/ledger.h"

#include <gtest/gtest.h>

namespace sim {
namespace {

class LedgerTest : public testing::Test {
 protected:
  void note(const Note& note) { ledger.on_note(note, {}); }
  void present(Sample samples) {
    for (Sample s = 0; s < samples; ++s) note({.kind = NoteKind::kPresented, .sample = s});
  }
  // By default at layer 1, of sample 0, with target and activity of that sample.
  static Note matched(NoteKind kind, Layer layer = 1) {
    return {.kind = kind, .layer = layer, .sample = 0, .target_sample = 0, .activity_sample = 0};
  }
  const LayerLedger& of(Layer layer) {
    return ledger.layers().at(static_cast<std::size_t>(layer - 1));
  }

  Ledger<int> ledger{2};
};

TEST_F(LedgerTest, BeginsEmpty) {
  EXPECT_EQ(ledger.presented(), 0u);
  EXPECT_EQ(ledger.steps(), 0u);
  ASSERT_EQ(ledger.layers().size(), 2u);
  EXPECT_EQ(of(1).closed(), 0u);
}

TEST_F(LedgerTest, CountsLearnedRejectedAndMissedByLayer) {
  present(4);
  note(matched(NoteKind::kLearned, 1));
  note(matched(NoteKind::kLearned, 2));
  note(matched(NoteKind::kLearned, 2));
  note(matched(NoteKind::kRejected, 2));
  note(matched(NoteKind::kMissed, 2));
  EXPECT_EQ(ledger.presented(), 4u);
  EXPECT_EQ(of(1).learned, 1u);
  EXPECT_EQ(of(1).closed(), 1u);
  EXPECT_EQ(of(2).learned, 2u);
  EXPECT_EQ(of(2).rejected, 1u);
  EXPECT_EQ(of(2).missed, 1u);
  EXPECT_EQ(of(2).closed(), 4u);
}

TEST_F(LedgerTest, AStepIsDoneWhenEveryLayerIsDoneWithIt) {
  present(2);
  note(matched(NoteKind::kLearned, 1));
  EXPECT_EQ(ledger.steps(), 0u);
  note(matched(NoteKind::kMissed, 2));
  EXPECT_EQ(ledger.steps(), 1u);
  EXPECT_FALSE(ledger.all_closed());
}

// The order of sample 0 was lost at layer 2: it stays open, and the run goes on.
TEST_F(LedgerTest, ASampleThatStaysOpenDoesNotHoldUpTheSteps) {
  present(2);
  Note second = matched(NoteKind::kLearned, 1);
  note(second);
  second.sample = second.target_sample = second.activity_sample = 1;
  note(second);
  second.layer = 2;
  note(second);
  EXPECT_EQ(ledger.steps(), 2u);
  EXPECT_FALSE(ledger.all_closed());
  note(matched(NoteKind::kMissed, 2));
  EXPECT_TRUE(ledger.all_closed());
  EXPECT_EQ(ledger.steps(), 2u);
}

TEST_F(LedgerTest, ForgottenSamplesAreMissed) {
  present(5);
  note({.kind = NoteKind::kForgotten, .layer = 1, .sample = 2, .count = 3});
  EXPECT_EQ(of(1).missed, 3u);
}

TEST_F(LedgerTest, DuplicatesCloseNothing) {
  present(1);
  note({.kind = NoteKind::kDuplicate, .layer = 1, .sample = 0});
  note({.kind = NoteKind::kDuplicate, .layer = 1, .sample = 0});
  EXPECT_EQ(of(1).duplicate, 2u);
  EXPECT_EQ(of(1).closed(), 0u);
}

TEST_F(LedgerTest, AnUpdateOfOldWeightsOrALateTargetIsStale) {
  present(4);
  note(matched(NoteKind::kLearned));
  EXPECT_EQ(of(1).stale, 0u);
  Note old = matched(NoteKind::kLearned);
  old.staleness = 1;
  note(old);
  EXPECT_EQ(of(1).stale, 1u);
  Note late = matched(NoteKind::kLearned);
  late.late = true;
  note(late);
  EXPECT_EQ(of(1).stale, 2u);
  Note refused = old;
  refused.kind = NoteKind::kRejected;
  note(refused);
  EXPECT_EQ(of(1).stale, 2u);
}

TEST_F(LedgerTest, ATargetOrAnActivityOfAnotherSampleIsAMismatch) {
  present(4);
  Note target = matched(NoteKind::kRejected);
  target.target_sample = 1;
  note(target);
  EXPECT_EQ(of(1).mismatched, 1u);
  Note activity = matched(NoteKind::kLearned);
  activity.activity_sample = 1;
  note(activity);
  EXPECT_EQ(of(1).mismatched, 2u);
  note(matched(NoteKind::kLearned));
  note({.kind = NoteKind::kMissed, .layer = 1, .sample = 0});
  EXPECT_EQ(of(1).mismatched, 2u);
}

TEST_F(LedgerTest, OtherNotesCloseNothing) {
  present(1);
  note({.kind = NoteKind::kReadout, .layer = 3, .count = 9});
  note({.kind = NoteKind::kDuplicate, .layer = 0});
  note({.kind = NoteKind::kReadout, .layer = 1, .count = 9});
  EXPECT_EQ(of(1).closed() + of(2).closed(), 0u);
  EXPECT_EQ(of(1).duplicate + of(2).duplicate, 0u);
}

TEST_F(LedgerTest, AtTheEndWhatIsStillInFlightIsMissed) {
  present(3);
  note(matched(NoteKind::kLearned, 1));
  ledger.close();
  EXPECT_EQ(of(1).missed, 2u);
  EXPECT_EQ(of(2).missed, 3u);
  EXPECT_EQ(ledger.steps(), 3u);
  ledger.close();
  EXPECT_EQ(of(2).missed, 3u);
}

TEST_F(LedgerTest, ThrowsWhenMoreIsClosedThanWasPresented) {
  for (const NoteKind kind : {NoteKind::kLearned, NoteKind::kRejected, NoteKind::kMissed}) {
    Ledger<int> fresh(1);
    EXPECT_THROW(fresh.on_note(matched(kind), {}), InvariantError);
    fresh = Ledger<int>(1);
    fresh.on_note({.kind = NoteKind::kPresented}, {});
    EXPECT_NO_THROW(fresh.on_note(matched(kind), {}));
    EXPECT_THROW(fresh.on_note(matched(NoteKind::kLearned), {}), InvariantError);
  }
  present(2);
  EXPECT_THROW(note({.kind = NoteKind::kForgotten, .layer = 1, .count = 3}), InvariantError);
}

TEST_F(LedgerTest, LedgersOfLayersAddUp) {
  LayerLedger sum{1, 2, 3, 4, 5, 6};
  sum += {10, 20, 30, 40, 50, 60};
  EXPECT_EQ(sum.learned, 11u);
  EXPECT_EQ(sum.rejected, 22u);
  EXPECT_EQ(sum.missed, 33u);
  EXPECT_EQ(sum.stale, 44u);
  EXPECT_EQ(sum.mismatched, 55u);
  EXPECT_EQ(sum.duplicate, 66u);
}

}  // namespace
}  // namespace sim
