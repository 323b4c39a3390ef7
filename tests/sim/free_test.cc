// No clock: the source's instance presents at intervals, the teacher's releases when it is told,
// and a layer's orders learning when a target arrives.
#include "sim/clocks/free.h"

#include "tests/sim/clock_rig.h"

namespace sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Rig = ClockRig<FreeClock>;

Topology at(Layer self, std::size_t memory = 2) {
  return {.layers = 2, .samples = 9, .memory = memory, .self = self};
}

TEST(FreeClock, PresentsAtIntervalsAndTellsTheTeacher) {
  Rig source({.interval = {40}}, at(0));
  EXPECT_THAT(source.start(), ElementsAre("present 0", "token 0 to 3", "wait 40"));
  EXPECT_THAT(source.timer(0), ElementsAre("present 1", "token 1 to 3", "wait 40"));
}

TEST(FreeClock, ReleasesATargetSoLongAfterItsPresentation) {
  Rig at_once({.target_after = {0}}, at(3));
  EXPECT_THAT(at_once.start(), IsEmpty());
  EXPECT_THAT(at_once.token(0, 5), ElementsAre("target 3 of 5"));

  Rig later({.target_after = {7}}, at(3));
  EXPECT_THAT(later.token(0, 5), ElementsAre("wait 7"));
  EXPECT_THAT(later.token(0, 6), ElementsAre("wait 7"));
  EXPECT_THAT(later.timer(0), ElementsAre("target 3 of 5"));
  EXPECT_THAT(later.timer(1), ElementsAre("target 3 of 6"));
}

TEST(FreeClock, LearnsWheneverATargetArrivesAndOnlyOnce) {
  Rig layer({}, at(1));
  EXPECT_THAT(layer.start(), IsEmpty());
  EXPECT_THAT(layer.active(1, 0), IsEmpty());
  EXPECT_THAT(layer.active(1, 1), IsEmpty());
  EXPECT_THAT(layer.targeted(1, 1), ElementsAre("learn 1 of 1"));
  EXPECT_THAT(layer.targeted(1, 0), ElementsAre("learn 1 of 0"));
  EXPECT_THAT(layer.targeted(1, 0), IsEmpty());
  EXPECT_THAT(layer.learned(1, 0), IsEmpty());
}

TEST(FreeClock, GivesUpSamplesThatTheMemoryHasLetGo) {
  Rig layer({}, at(1, 2));
  layer.active(1, 0);
  layer.active(1, 1);
  EXPECT_THAT(layer.active(1, 2), ElementsAre("learn 1 of 0"));  // 1 and 2 are remembered
  EXPECT_THAT(layer.active(1, 5), ElementsAre("learn 1 of 1", "learn 1 of 2", "learn 1 of 3"));
}

}  // namespace
}  // namespace sim
