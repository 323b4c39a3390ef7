// The wave: infer 10, target 20, then a pulse down with a stagger of 3, and 5 until the next.
#include "sim/clocks/wave.h"

#include "tests/sim/clock_rig.h"

namespace sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(WaveClock, SendsAPulseOfLearnOrdersDownFromTheTop) {
  ClockRig<WaveClock> rig({.infer = {10}, .target = {20}, .stagger = {3}, .learn = {5}},
                          {.layers = 3, .samples = 2});
  EXPECT_THAT(rig.start(), ElementsAre("present 0", "wait 10"));
  EXPECT_THAT(rig.timer(0), ElementsAre("target 4 of 0", "wait 20"));
  EXPECT_THAT(rig.timer(1), ElementsAre("learn 3 of 0", "wait 3"));
  EXPECT_THAT(rig.timer(2), ElementsAre("learn 2 of 0", "wait 3"));
  EXPECT_THAT(rig.timer(3), ElementsAre("learn 1 of 0", "wait 5"));
  EXPECT_THAT(rig.timer(4), ElementsAre("present 1", "wait 10"));
}

TEST(WaveClock, ListensToNobody) {
  ClockRig<WaveClock> rig({}, {.layers = 2, .samples = 1});
  rig.start();
  EXPECT_THAT(rig.active(1, 0), IsEmpty());
  EXPECT_THAT(rig.targeted(1, 0), IsEmpty());
  EXPECT_THAT(rig.token(0, 1), IsEmpty());
}

TEST(WaveClock, OfOneLayerHasNoStagger) {
  ClockRig<WaveClock> rig({.stagger = {3}, .learn = {5}}, {.layers = 1, .samples = 1});
  rig.start();
  rig.timer(0);
  EXPECT_THAT(rig.timer(1), ElementsAre("learn 1 of 0", "wait 5"));
  EXPECT_THAT(rig.timer(2), IsEmpty());
}

}  // namespace
}  // namespace sim
