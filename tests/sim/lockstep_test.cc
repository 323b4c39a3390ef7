// The lockstep clock: by hand, with infer 10, target 20 and learn 5; then in a network, where the
// times of its orders are exact and durations that are too short make it wrong.
#include "sim/clocks/lockstep.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/fake_network.h"
#include "tests/sim/fake_port.h"

namespace sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr LockstepClock::Options kOptions{.infer = {10}, .target = {20}, .learn = {5}};

class LockstepTest : public testing::Test {
 protected:
  std::vector<std::string> hear(const Signal& signal) {
    clock.hear(signal, port);
    return port.take();
  }
  std::vector<std::string> start() {
    clock.start(port);
    return port.take();
  }

  LockstepClock clock{kOptions};
  FakePort port{{.layers = 2, .samples = 2}};
};

TEST_F(LockstepTest, GoesThroughThePhasesOfEverySampleAndThenStops) {
  EXPECT_THAT(start(), ElementsAre("present 0", "wait 10"));
  EXPECT_THAT(hear(Timer{0}), ElementsAre("target 3 of 0", "wait 20"));
  EXPECT_THAT(hear(Timer{1}), ElementsAre("learn 1 of 0", "learn 2 of 0", "wait 5"));
  EXPECT_THAT(hear(Timer{2}), ElementsAre("present 1", "wait 10"));
  EXPECT_THAT(hear(Timer{3}), ElementsAre("target 3 of 1", "wait 20"));
  EXPECT_THAT(hear(Timer{4}), ElementsAre("learn 1 of 1", "learn 2 of 1", "wait 5"));
  EXPECT_THAT(hear(Timer{5}), IsEmpty());
}

TEST_F(LockstepTest, ListensToNobody) {
  start();
  EXPECT_THAT(hear(Report{ReportKind::kPresented, 0, 0}), IsEmpty());
  EXPECT_THAT(hear(Report{ReportKind::kLearned, 1, 0}), IsEmpty());
  EXPECT_THAT(hear(Quiet{0}), IsEmpty());
  EXPECT_THAT(hear(Token{0, 1}), IsEmpty());
  EXPECT_THAT(hear(Timer{0}), ElementsAre("target 3 of 0", "wait 20"));
}

TEST_F(LockstepTest, DoesNothingWithoutSamples) {
  FakePort none{{.layers = 2, .samples = 0}};
  clock.start(none);
  EXPECT_THAT(none.take(), IsEmpty());
}

TEST_F(LockstepTest, LoadsWhatItSaved) {
  start();
  hear(Timer{0});
  LockstepClock other(kOptions);
  other.load(clock.save());
  EXPECT_EQ(other.save(), clock.save());
  other.hear(Timer{1}, port);
  EXPECT_THAT(port.take(), ElementsAre("learn 1 of 0", "learn 2 of 0", "wait 5"));
}

std::vector<std::string> orders_of(const fake::Network& network) {
  std::vector<std::string> out;
  for (const auto& ordered : network.ordered) out.push_back(fake::text(ordered));
  return out;
}

class LockstepInANetwork : public testing::Test {
 protected:
  static std::unique_ptr<PhaseClock> clock() { return std::make_unique<LockstepClock>(kOptions); }
  static fake::Laws laws(std::int64_t data_ns, std::int64_t clock_ns = 0) {
    return {.data = {.delay = ConstantDelay{{data_ns}}},
            .clock = {.delay = ConstantDelay{{clock_ns}}}};
  }
};

TEST_F(LockstepInANetwork, OrdersAtExactTimesHoweverSlowTheLinksAre) {
  for (const std::int64_t delay : {0, 3, 1000}) {
    fake::Network network({.layers = 2, .samples = 2}, laws(delay, delay), clock(), false);
    EXPECT_TRUE(network.run());
    EXPECT_THAT(orders_of(network),
                ElementsAre("0.1 infer 0 of 0", "10.0 target 3 of 0", "30.0 learn 1 of 0",
                            "30.0 learn 2 of 0",  //
                            "35.0 infer 0 of 1", "45.0 target 3 of 1", "65.0 learn 1 of 1",
                            "65.0 learn 2 of 1"));
  }
}

TEST_F(LockstepInANetwork, AllLayersLearnAllSamplesWhenTheLinksAreFastEnough) {
  fake::Network network({.layers = 3, .samples = 4}, laws(3), clock(), false);
  EXPECT_TRUE(network.run());
  for (const LayerLedger& layer : network.ledger.layers()) EXPECT_EQ(layer.learned, 4u);
}

// The target needs 7, 14 and 21 to layers 3, 2 and 1; after 20 they are to learn. So layer 1 has
// no target of sample 0 yet, and then always that of the sample before.
TEST_F(LockstepInANetwork, LayersThatTheTargetReachesTooLateMissAndMismatch) {
  fake::Network network({.layers = 3, .samples = 4}, laws(7), clock(), false);
  EXPECT_TRUE(network.run());
  const auto& layers = network.ledger.layers();
  EXPECT_EQ(layers[2].learned, 4u);
  EXPECT_EQ(layers[1].learned, 4u);
  EXPECT_EQ(layers[0].learned, 0u);
  EXPECT_EQ(layers[0].missed, 1u);
  EXPECT_EQ(layers[0].rejected, 3u);
  EXPECT_EQ(layers[0].mismatched, 3u);
}

}  // namespace
}  // namespace sim
