// The pipelined clock: every sample has fixed times of its own, and several overlap.
#include "sim/clocks/pipelined.h"

#include "tests/sim/clock_rig.h"

namespace sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr Topology kTwoLayers{.layers = 2, .samples = 3};

TEST(PipelinedClock, PresentsAtEveryIntervalWhateverIsStillUnderWay) {
  ClockRig<PipelinedClock> rig({.interval = {10}, .target = {15}, .learn = {25}, .stagger = {4}},
                               kTwoLayers);
  EXPECT_THAT(rig.start(), ElementsAre("present 0", "wait 15", "wait 25", "wait 29", "wait 10"));
  EXPECT_THAT(rig.timer(3),  // at 10
              ElementsAre("present 1", "wait 15", "wait 25", "wait 29", "wait 10"));
  EXPECT_THAT(rig.timer(0), ElementsAre("target 3 of 0"));  // at 15
  EXPECT_THAT(rig.timer(4), ElementsAre("target 3 of 1"));
  EXPECT_THAT(rig.timer(1), ElementsAre("learn 2 of 0"));
  EXPECT_THAT(rig.timer(2), ElementsAre("learn 1 of 0"));
}

TEST(PipelinedClock, ReleasesATargetBeforeItsInputWhenItsTimeIsNegative) {
  ClockRig<PipelinedClock> rig({.interval = {50}, .target = {-20}, .learn = {30}},
                               {.layers = 1, .samples = 1});
  // The input waits 20, the target comes at once; learning is 30 after the input.
  EXPECT_THAT(rig.start(), ElementsAre("wait 20", "target 2 of 0", "wait 50", "wait 50"));
  EXPECT_THAT(rig.timer(0), ElementsAre("present 0"));
  EXPECT_THAT(rig.timer(1), ElementsAre("learn 1 of 0"));
}

TEST(PipelinedClock, GivesInputAndTargetTogetherWhenTheirTimesAreEqual) {
  ClockRig<PipelinedClock> rig({.interval = {50}, .target = {0}, .learn = {30}},
                               {.layers = 1, .samples = 1});
  EXPECT_THAT(rig.start(), ElementsAre("present 0", "target 2 of 0", "wait 30", "wait 50"));
}

TEST(PipelinedClock, StopsWhenThereAreNoMoreSamples) {
  ClockRig<PipelinedClock> rig({.interval = {10}}, {.layers = 1, .samples = 1});
  rig.start();
  EXPECT_THAT(rig.timer(2), IsEmpty());
}

TEST(PipelinedClock, KeepsAsManySamplesInFlightAsOverlap) {
  // One lives 25 + 2 * 5 = 35; a new one comes every 10: at most 4 at a time.
  EXPECT_EQ(PipelinedClock::in_flight({{10}, {15}, {25}, {5}}, 3), 4u);
  EXPECT_EQ(PipelinedClock::in_flight({{100}, {15}, {25}, {0}}, 3), 1u);
  EXPECT_EQ(PipelinedClock::in_flight({{10}, {-20}, {25}, {0}}, 3), 5u);
}

}  // namespace
}  // namespace sim
