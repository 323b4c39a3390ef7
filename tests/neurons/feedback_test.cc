// FeedbackPopulation alone: layer 2 of 2, one unit, W = 2, b = 1, rule GAIT in differences. With
// y = 3, slope 1/2 and a label t = 7 it delivers d = 4 and sends 1/2 * 4 / 2 = 1 below. It never
// computes with what it has not got, in whatever order things come.
#include "neurons/feedback.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "neurons/numerical_error.h"
#include "tests/neurons/actor_probe.h"
#include "tests/neurons/numbers.h"

namespace neurons {
namespace {

using sim::NoteKind;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Port kDeliver{0}, kBelow{1}, kFurtherBelow{2};

class FeedbackTest : public testing::Test {
 protected:
  FeedbackTest() { set({}); }

  struct Setting {
    LayerNumber layer = 2;
    std::size_t memory = 4;
    RuleOptions rule = {};
  };
  void set(const Setting& setting) {
    layer = setting.layer;
    population.emplace(FeedbackOptions{layer, setting.memory},
                       FeedbackLayer<double>({layer, 2, setting.rule, LeakyReluOptions{0.5}}));
    FeedbackPorts ports{.deliver = kDeliver, .below = {{kBelow, layer - 1}}, .report = {}};
    if (layer == 1) ports.below.clear();
    population->attach(ports);
    probe.emplace(*population, 2);
  }

  Reaction tell(Message message) { return probe->tell(std::move(message)); }
  Reaction local(Sample sample, double y = 3) {
    const TensorPtr values = share(column<double>({y}));
    return tell(Activity{sample, layer, 6, values, share(column<double>({0.5})), values->digest()});
  }
  Reaction part(Sample sample, double t = 7, Stake stake = {}) {
    return tell(Target{.sample = sample,
                       .layer = layer,
                       .coding = Coding::kAbsolute,
                       .feedback_version = 9,
                       .values = share(column<double>({t})),
                       .stake = stake});
  }
  Reaction weights(std::uint64_t version = 0, double w = 2) {
    return tell(WeightTransport{
        11, layer, {share(column<double>({w})), share(column<double>({1})), version}});
  }
  static double value(const Target& target) { return target.values->as<double>()(0, 0); }

  LayerNumber layer = 2;
  std::optional<FeedbackPopulation<double>> population;
  std::optional<ActorProbe> probe;
};

TEST_F(FeedbackTest, DeliversTheDifferenceAndSendsItDown) {
  weights(4);
  local(5);
  const Reaction done = part(5);
  const auto delivered = done.the<Target>(kDeliver), below = done.the<Target>(kBelow);
  EXPECT_EQ(done.sent.size(), 2u);
  EXPECT_THAT(done.notes, IsEmpty());

  EXPECT_EQ(value(delivered), 4);
  EXPECT_EQ(delivered.sample, 5);
  EXPECT_EQ(delivered.layer, 2);
  EXPECT_EQ(delivered.coding, Coding::kDifference);
  EXPECT_EQ(delivered.activity_version, 6u) << "of the activity";
  EXPECT_EQ(delivered.feedback_version, 9u) << "of the way that the part came down";
  EXPECT_EQ(delivered.digest, delivered.values->digest());

  EXPECT_EQ(value(below), 1);
  EXPECT_EQ(below.sample, 5);
  EXPECT_EQ(below.layer, 1);
  EXPECT_EQ(below.coding, Coding::kDifference);
  EXPECT_EQ(below.feedback_version, 4u) << "of the weights it has";
  EXPECT_EQ(below.digest, below.values->digest());
}

// y = 3, t = 7, gamma = 1/4: 3 + 1/4 * 1/4 * 4 = 3.25; (3.25 - 1) / 2.
TEST_F(FeedbackTest, SendsTargetsWhenTheyAreAskedFor) {
  set({.rule = {.gamma = 0.25, .coding = Coding::kAbsolute}});
  weights();
  local(0);
  const Reaction done = part(0);
  EXPECT_EQ(value(done.the<Target>(kDeliver)), 7);
  EXPECT_THAT(done.the<Target>(kDeliver).gain, ElementsAre(1));
  EXPECT_EQ(value(done.the<Target>(kBelow)), 1.125);
  EXPECT_THAT(done.the<Target>(kBelow).gain, ElementsAre(4));
  EXPECT_EQ(done.the<Target>(kBelow).coding, Coding::kAbsolute);
}

TEST_F(FeedbackTest, SaysTheSameInWhateverOrderThingsCome) {
  std::vector<int> order{0, 1, 2};
  do {
    set({});
    std::vector<Target> delivered, below;
    for (const int what : order) {
      const Reaction done = what == 0 ? local(5) : what == 1 ? part(5) : weights();
      for (const Target& t : done.on<Target>(kDeliver)) delivered.push_back(t);
      for (const Target& t : done.on<Target>(kBelow)) below.push_back(t);
      EXPECT_THAT(done.notes, IsEmpty());
    }
    ASSERT_EQ(delivered.size(), 1u) << testing::PrintToString(order);
    ASSERT_EQ(below.size(), 1u) << testing::PrintToString(order);
    EXPECT_EQ(value(delivered[0]), 4);
    EXPECT_EQ(value(below[0]), 1);
    EXPECT_EQ(below[0].sample, 5);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_F(FeedbackTest, SaysNothingBeforeItHasBothActivityAndCredit) {
  EXPECT_TRUE(weights().nothing());
  EXPECT_TRUE(part(0).nothing());
  EXPECT_TRUE(local(1).nothing()) << "of another sample";
  EXPECT_EQ(local(0).sent.size(), 2u);
}

TEST_F(FeedbackTest, DeliversWithoutWeightsButSendsNothingDown) {
  local(0);
  const Reaction done = part(0);
  EXPECT_EQ(value(done.the<Target>(kDeliver)), 4);
  EXPECT_THAT(done.on<Target>(kBelow), IsEmpty());
}

TEST_F(FeedbackTest, SendsAllThatWaitedForWeights) {
  for (const Sample sample : {0, 1}) {
    local(sample, 3);
    part(sample, 7 + 4 * static_cast<double>(sample));
  }
  const Reaction done = weights();
  EXPECT_THAT(done.on<Target>(kDeliver), IsEmpty()) << "that was done before";
  const auto below = done.on<Target>(kBelow);
  ASSERT_EQ(below.size(), 2u);
  EXPECT_EQ(value(below[0]), 1);
  EXPECT_EQ(value(below[1]), 2);
  EXPECT_THAT(weights(1).sent, IsEmpty()) << "only once";
}

TEST_F(FeedbackTest, OfLayerOneDeliversAndWaitsForNoWeights) {
  set({.layer = 1});
  local(0);
  const Reaction done = part(0);
  EXPECT_EQ(value(done.the<Target>(kDeliver)), 4);
  EXPECT_EQ(done.sent.size(), 1u);
  EXPECT_EQ(population->waiting_for(), "credit from above");
}

// Of direct credit, the output of three layers: through 10 to layer 1, through 100 to layer 2.
class DirectFeedbackTest : public FeedbackTest {
 protected:
  DirectFeedbackTest() {
    layer = 3;
    population.emplace(FeedbackOptions{layer, 4},
                       FeedbackLayer<double>({.layer = 3,
                                              .layers = 3,
                                              .rule = {.kind = RuleKind::kDfa},
                                              .activation = LeakyReluOptions{0.5},
                                              .own_weights = {share(column<double>({10})),
                                                              share(column<double>({100}))}}));
    population->attach(
        {.deliver = kDeliver, .below = {{kBelow, 1}, {kFurtherBelow, 2}}, .report = {}});
    probe.emplace(*population, 3);
  }
};

// d = 7 - 3 = 4, slope 1/2.
TEST_F(DirectFeedbackTest, SendsEveryLayerItsCreditAndWaitsForNoWeights) {
  local(5);
  const Reaction done = part(5);
  EXPECT_EQ(done.sent.size(), 3u);
  EXPECT_EQ(value(done.the<Target>(kDeliver)), 4);
  const auto first = done.the<Target>(kBelow), second = done.the<Target>(kFurtherBelow);
  EXPECT_EQ(value(first), 20);
  EXPECT_EQ(first.layer, 1);
  EXPECT_EQ(value(second), 200);
  EXPECT_EQ(second.layer, 2);
  EXPECT_EQ(second.sample, 5);
  EXPECT_EQ(population->waiting_for(), "credit from above");
}

TEST_F(DirectFeedbackTest, GivesEverybodyAShareOfTheStakeAndKeepsNone) {
  local(5);
  const Reaction done = part(5, 7, {2, sim::Phase::kTarget});
  sim::RecoveredStakes back;
  for (const Port port : {kDeliver, kBelow, kFurtherBelow}) {
    back.add(done.the<Target>(port).stake);
    EXPECT_EQ(done.the<Target>(port).stake.phase, sim::Phase::kTarget);
  }
  for (int others = 0; others < 3; ++others) {
    EXPECT_EQ(back.whole(), 0);
    back.add({2, sim::Phase::kTarget});
  }
  EXPECT_EQ(back.whole(), 1) << "with the three other quarters";
}

TEST_F(FeedbackTest, CountsAndIgnoresDuplicates) {
  weights();
  local(0, 3);
  EXPECT_EQ(local(0, 100).note().kind, NoteKind::kDuplicate);
  EXPECT_EQ(value(part(0).the<Target>(kDeliver)), 4) << "by the first activity";
  for (const Reaction& again : {part(0), local(0), part(0, 100)}) {
    EXPECT_EQ(again.note().kind, NoteKind::kDuplicate);
    EXPECT_EQ(again.note().layer, 2);
    EXPECT_EQ(again.note().sample, 0);
    EXPECT_THAT(again.sent, IsEmpty());
  }
}

TEST_F(FeedbackTest, IgnoresADuplicateThatWaits) {
  weights();
  part(0, 7);
  EXPECT_EQ(part(0, 100).note().kind, NoteKind::kDuplicate);
  EXPECT_EQ(value(local(0).the<Target>(kDeliver)), 4) << "by the first part";
}

TEST_F(FeedbackTest, IgnoresWhatItHasForgotten) {
  weights();
  local(SampleHistory::kSpan);
  EXPECT_EQ(local(0).note().kind, NoteKind::kDuplicate);
  EXPECT_EQ(part(0).note().kind, NoteKind::kDuplicate);
}

TEST_F(FeedbackTest, UsesTheNewestWeightsItHas) {
  weights(1, 2);
  weights(3, 4);
  local(0);
  const auto below = part(0).the<Target>(kBelow);
  EXPECT_EQ(value(below), 0.5);
  EXPECT_EQ(below.feedback_version, 3u);
}

TEST_F(FeedbackTest, IgnoresWeightsThatWereOvertaken) {
  weights(3, 4);
  for (const std::uint64_t version : {0u, 2u, 3u}) {
    const Reaction late = weights(version, 2);
    EXPECT_EQ(late.note().kind, NoteKind::kDuplicate) << version;
    EXPECT_EQ(late.note().sample, 11);
  }
  local(0);
  EXPECT_EQ(value(part(0).the<Target>(kBelow)), 0.5) << "through 4";
}

TEST_F(FeedbackTest, WithAMemoryOfOneForgetsTheFirstThatWaits) {
  set({.memory = 1});
  weights();
  part(0);
  part(1);
  EXPECT_TRUE(local(0).nothing());
  EXPECT_EQ(local(1).sent.size(), 2u);
}

TEST_F(FeedbackTest, LosesWhatMemoryGaveUpWhileWeightsWereOnTheirWay) {
  set({.memory = 1});
  local(0), part(0);
  local(1), part(1);
  const auto below = weights().on<Target>(kBelow);
  ASSERT_EQ(below.size(), 1u);
  EXPECT_EQ(below[0].sample, 1);
}

TEST_F(FeedbackTest, KeepsNoCreditThatItHasSentOn) {
  set({.memory = 1});
  weights();
  const TensorPtr credit = share(column<double>({7}));
  local(0);
  tell(Target{.sample = 0, .layer = 2, .coding = Coding::kAbsolute, .values = credit});
  EXPECT_EQ(credit.use_count(), 1);
}

TEST_F(FeedbackTest, StopsAtSingularWeightsAndNamesLayerAndStep) {
  for (const double bad : {0.0, std::nan("")}) {
    set({});
    try {
      weights(0, bad);
      FAIL() << "nobody noticed";
    } catch (const NumericalError& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr("layer 2, step 11"));
    }
  }
}

TEST_F(FeedbackTest, IgnoresWhatIsNotForIt) {
  EXPECT_TRUE(tell(sim::Begin{}).nothing());
  EXPECT_TRUE(tell(sim::Order{}).nothing());
  EXPECT_TRUE(tell(sim::Quiet{}).nothing());
}

TEST_F(FeedbackTest, SaysWhatItWaitsFor) {
  EXPECT_EQ(population->waiting_for(), "the weights of its layer");
  weights();
  EXPECT_EQ(population->waiting_for(), "credit from above");
  part(3);
  EXPECT_EQ(population->waiting_for(), "the activity of sample 3");
  local(3);
  EXPECT_EQ(population->waiting_for(), "credit from above");
}

}  // namespace
}  // namespace neurons
