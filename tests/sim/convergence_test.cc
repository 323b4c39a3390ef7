// The convergence clock, with epsilon 0.1 at the top, half of it a layer below, and a hold of 7.
#include "sim/clocks/convergence.h"

#include "tests/sim/clock_rig.h"

namespace sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ConvergenceTest : public testing::Test {
 protected:
  ClockRig<ConvergenceClock> rig{{.epsilon = 0.1, .depth_factor = 0.5, .hold = {7}, .timeout = {0}},
                                 {.layers = 2, .samples = 2}};
};

TEST_F(ConvergenceTest, ReleasesTheTargetWhenEveryActivityHasHeldStill) {
  EXPECT_THAT(rig.start(), ElementsAre("present 0"));
  EXPECT_THAT(rig.active(1, 0), ElementsAre("wait 7"));
  EXPECT_THAT(rig.active(2, 0), ElementsAre("wait 7"));
  EXPECT_THAT(rig.timer(0), IsEmpty());
  EXPECT_THAT(rig.timer(1), ElementsAre("target 3 of 0"));
}

TEST_F(ConvergenceTest, HoldsAnewWhenALayerMovesByMoreThanItsEpsilon) {
  rig.start();
  rig.active(1, 0);
  EXPECT_THAT(rig.active(1, 0, 0.06), ElementsAre("wait 7"));  // above 0.05
  EXPECT_THAT(rig.active(1, 0, 0.04), IsEmpty());
  rig.active(2, 0);
  EXPECT_THAT(rig.active(2, 0, 0.06), IsEmpty());  // below 0.1
  EXPECT_THAT(rig.timer(0), IsEmpty());            // of a hold that a movement has ended
  EXPECT_THAT(rig.timer(2), IsEmpty());
  EXPECT_THAT(rig.timer(1), ElementsAre("target 3 of 0"));
}

TEST_F(ConvergenceTest, LearnsALayerAsSoonAsItsOwnTargetHasHeldStill) {
  rig.start();
  rig.active(1, 0), rig.active(2, 0), rig.timer(0), rig.timer(1);
  EXPECT_THAT(rig.active(2, 0, 0.9), IsEmpty());  // an activity does not unsettle a target
  EXPECT_THAT(rig.targeted(2, 0), ElementsAre("wait 7"));
  EXPECT_THAT(rig.timer(2), ElementsAre("learn 2 of 0"));
  EXPECT_THAT(rig.targeted(1, 0), ElementsAre("wait 7"));
  EXPECT_THAT(rig.timer(3), ElementsAre("learn 1 of 0", "present 1"));
}

TEST_F(ConvergenceTest, IgnoresOtherSamplesAndOtherLayers) {
  rig.start();
  EXPECT_THAT(rig.active(1, 1), IsEmpty());
  EXPECT_THAT(rig.active(0, 0), IsEmpty());
  EXPECT_THAT(rig.targeted(3, 0), IsEmpty());
}

TEST(ConvergenceTimeout, TreatsWhatHasNotSettledAsIfItHad) {
  ClockRig<ConvergenceClock> rig({.hold = {7}, .timeout = {50}}, {.layers = 2, .samples = 1});
  EXPECT_THAT(rig.start(), ElementsAre("present 0", "wait 50"));
  rig.active(1, 0);
  EXPECT_THAT(rig.timer(0), ElementsAre("target 3 of 0", "wait 50"));
  EXPECT_THAT(rig.timer(1), IsEmpty());  // of layer 1's hold in the phase that is over
  rig.targeted(1, 0);
  EXPECT_THAT(rig.timer(3), ElementsAre("learn 1 of 0"));
  EXPECT_THAT(rig.timer(2), ElementsAre("learn 2 of 0"));
  EXPECT_THAT(rig.timer(2), IsEmpty());
}

}  // namespace
}  // namespace sim
