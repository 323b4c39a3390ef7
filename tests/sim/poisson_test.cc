// The Poisson clock: intervals between presentations and waits before learning are exponential.
#include "sim/clocks/poisson.h"

#include "tests/sim/clock_rig.h"

namespace sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

using Rig = ClockRig<PoissonClock>;

Topology at(Layer self) { return {.layers = 2, .samples = 1'000'000, .memory = 2, .self = self}; }

TEST(PoissonClock, LearnsEverythingItHasAtItsNextMoment) {
  Rig layer({}, at(1));
  EXPECT_THAT(layer.active(1, 0), IsEmpty());
  EXPECT_THAT(layer.targeted(1, 0), ElementsAre(StartsWith("wait ")));
  EXPECT_THAT(layer.targeted(1, 1), IsEmpty());  // the moment is drawn already
  EXPECT_THAT(layer.timer(0), ElementsAre("learn 1 of 0", "learn 1 of 1"));
  EXPECT_THAT(layer.targeted(1, 1), IsEmpty());
}

TEST(PoissonClock, GivesUpSamplesThatTheMemoryHasLetGo) {
  Rig layer({}, at(1));
  layer.active(1, 1);
  EXPECT_THAT(layer.active(1, 2), SizeIs(1));
  EXPECT_THAT(layer.timer(0), ElementsAre("learn 1 of 0"));
}

// The sum of n exponential draws of mean m has mean n m and standard deviation m sqrt(n).
TEST(PoissonClock, WaitsForTheGivenMeanTimes) {
  Rig source({.interval = {1000}}, at(0));
  Rig layer({.learn = {1000}}, at(1));
  const int n = 10'000;
  double intervals = std::stod(source.start().back().substr(5)), waits = 0;
  for (int i = 0; i < n; ++i) {
    const auto number = static_cast<std::uint64_t>(i);
    intervals += std::stod(source.timer(number).back().substr(5));
    waits += std::stod(layer.targeted(1, i).back().substr(5));
    layer.timer(number);
  }
  EXPECT_NEAR(intervals / n, 1000, 40);
  EXPECT_NEAR(waits / n, 1000, 40);
}

}  // namespace
}  // namespace sim
