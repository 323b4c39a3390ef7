// FeedforwardPopulation when all goes well: what it sends and reports, when it learns, and where
// its weights go. What goes wrong is in mismatch_test.cc.
#include "neurons/feedforward.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "neurons/numerical_error.h"
#include "tests/neurons/feedforward_rig.h"

namespace neurons {
namespace {

using sim::NoteKind;
using sim::Order;
using sim::Phase;
using sim::Report;
using sim::ReportKind;
using testing::IsEmpty;

class FeedforwardTest : public FeedforwardRig {};

TEST_F(FeedforwardTest, SendsItsActivityUpAndAcrossAndReports) {
  const Reaction done = activity(5, 3);
  const auto up = done.the<Activity>(kAbove), across = done.the<Activity>(kLocal);
  for (const Activity& sent : {up, across}) {
    EXPECT_EQ(sent.activity->as<double>()(0, 0), 6);
    EXPECT_EQ(sent.sample, 5);
    EXPECT_EQ(sent.layer, kLayer);
    EXPECT_EQ(sent.version, 0u);
    EXPECT_EQ(sent.digest, sent.activity->digest());
  }
  EXPECT_EQ(up.slope, nullptr);
  EXPECT_EQ(across.slope->as<double>()(0, 0), 1);
  EXPECT_EQ(up.activity, across.activity) << "shared, not copied";
  EXPECT_EQ(done.the<Report>(kReport), (Report{ReportKind::kActive, kLayer, 5}));
  EXPECT_EQ(done.sent.size(), 3u);
  EXPECT_THAT(done.notes, IsEmpty());
}

TEST_F(FeedforwardTest, ReportsATargetAndWaits) {
  activity(0);
  const Reaction done = target(0);
  EXPECT_EQ(done.the<Report>(kReport), (Report{ReportKind::kTargeted, kLayer, 0}));
  EXPECT_EQ(done.sent.size(), 1u);
  EXPECT_EQ(weight(), 2);
}

TEST_F(FeedforwardTest, LearnsAtItsOrder) {
  activity(0, 3);
  target(0, 2);
  const Reaction done = order(0);
  EXPECT_EQ(weight(), 8) << "2 + 3 * 2";
  EXPECT_EQ(version(), 1u);
  EXPECT_EQ(done.the<Report>(kReport), (Report{ReportKind::kLearned, kLayer, 0}));
  const sim::Note note = done.note();
  EXPECT_EQ(note.kind, NoteKind::kLearned);
  EXPECT_EQ(note.layer, kLayer);
  EXPECT_EQ(note.sample, 0);
  EXPECT_EQ(note.target_sample, 0);
  EXPECT_EQ(note.activity_sample, 0);
  EXPECT_EQ(note.staleness, 0u);
  EXPECT_FALSE(note.late);
  EXPECT_EQ(note.value, 6) << "the norm of the change";
}

// t = 5, y = 3 * 2: the difference is -1, times a gain of 2.
TEST_F(FeedforwardTest, LearnsFromAnAbsoluteTargetByItsGain) {
  activity(0, 3);
  tell(Target{.sample = 0,
              .layer = kLayer,
              .coding = Coding::kAbsolute,
              .gain = {2.0},
              .values = share(column<double>({5}))});
  order(0);
  EXPECT_EQ(weight(), -4) << "2 - 2 * 3";
}

TEST_F(FeedforwardTest, TakesTargetAndActivityInEitherOrder) {
  target(0);
  activity(0);
  order(0);
  EXPECT_EQ(weight(), 3);
}

TEST_F(FeedforwardTest, TakesOrdersOfOtherPhasesForNoLearning) {
  activity(0);
  target(0);
  EXPECT_TRUE(tell(Order{Phase::kInfer, kLayer, 0}).nothing());
  EXPECT_TRUE(tell(Order{Phase::kTarget, kLayer, 0}).nothing());
  const Reaction rest = tell(Order{Phase::kRest, kLayer, 0});
  EXPECT_EQ(rest.the<Report>(kReport), (Report{ReportKind::kRested, kLayer, 0}));
  EXPECT_THAT(rest.notes, IsEmpty());
  EXPECT_EQ(version(), 0u);
}

TEST_F(FeedforwardTest, ProcessesActivityInEveryPhase) {
  Sample sample = 0;
  for (const Phase phase : {Phase::kInfer, Phase::kTarget, Phase::kLearn, Phase::kRest}) {
    tell(Order{phase, kLayer, 500 + sample});  // of a sample to come
    EXPECT_EQ(activity(++sample, 3).the<Activity>(kAbove).activity->as<double>()(0, 0), 6);
    EXPECT_EQ(target(sample).on<Report>(kReport).size(), 1u);
  }
}

TEST_F(FeedforwardTest, IgnoresWhatIsNotForIt) {
  EXPECT_TRUE(tell(sim::Timer{}).nothing());
  EXPECT_TRUE(tell(sim::Token{}).nothing());
  EXPECT_TRUE(tell(sim::Quiet{}).nothing());
  EXPECT_TRUE(tell(Report{}).nothing());
  EXPECT_TRUE(tell(WeightTransport{}).nothing());
}

TEST_F(FeedforwardTest, SendsItsWeightsAtTheStart) {
  const Reaction done = tell(sim::Begin{});
  const auto transport = done.the<WeightTransport>(kTransport);
  EXPECT_EQ(transport.layer, kLayer);
  EXPECT_EQ(transport.weights.version, 0u);
  EXPECT_EQ(transport.weights.weights->as<double>()(0, 0), 2);
  EXPECT_EQ(done.sent.size(), 1u);
}

TEST_F(FeedforwardTest, SendsItsWeightsAfterEachUpdate) {
  for (const Sample sample : {0, 1}) {
    activity(sample);
    EXPECT_THAT(target(sample).on<WeightTransport>(kTransport), IsEmpty());
    const auto transport = order(sample).the<WeightTransport>(kTransport);
    EXPECT_EQ(transport.sample, sample);
    EXPECT_EQ(transport.weights.version, static_cast<std::uint64_t>(sample + 1));
    EXPECT_EQ(transport.weights.weights->as<double>()(0, 0), 3.0 + static_cast<double>(sample));
  }
}

TEST_F(FeedforwardTest, WeightsOnTheirWayAreThoseOfThen) {
  activity(0);
  target(0);
  const auto first = order(0).the<WeightTransport>(kTransport);
  activity(1);
  target(1);
  order(1);
  EXPECT_EQ(weight(), 4);
  EXPECT_EQ(first.weights.weights->as<double>()(0, 0), 3);
}

TEST_F(FeedforwardTest, OfLayerOneSendsNoWeights) {
  set({.transports = false});
  EXPECT_TRUE(tell(sim::Begin{}).nothing());
  activity(0);
  target(0);
  EXPECT_EQ(order(0).sent.size(), 1u);
  EXPECT_EQ(weight(), 3);
}

TEST_F(FeedforwardTest, StopsAtAnUpdateThatIsNoNumberAndNamesLayerAndStep) {
  activity(7);
  target(7, std::nan(""));
  try {
    order(7);
    FAIL() << "nobody noticed";
  } catch (const NumericalError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("layer 2, step 7"));
  }
  EXPECT_EQ(weight(), 2);
}

TEST_F(FeedforwardTest, SaysWhatItWaitsFor) {
  EXPECT_EQ(population->waiting_for(), "an activity from below");
  activity(3);
  EXPECT_EQ(population->waiting_for(), "a target for sample 3");
  target(3);
  EXPECT_EQ(population->waiting_for(), "a learn order");
  order(3);
  EXPECT_EQ(population->waiting_for(), "an activity from below");
  activity(4);
  EXPECT_EQ(population->waiting_for(), "a target for sample 4");
}

}  // namespace
}  // namespace neurons
