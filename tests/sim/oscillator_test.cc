// Oscillators of period 100: the source ticks at 0, the teacher at 40, the top at 60, and a layer
// below it 5 later.
#include "sim/clocks/oscillator.h"

#include <cmath>

#include "tests/sim/clock_rig.h"

namespace sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Rig = ClockRig<OscillatorClock>;

constexpr OscillatorClock::Options kOptions{
    .period = {100}, .target = {40}, .learn = {60}, .stagger = {5}};

Topology at(Layer self) { return {.layers = 2, .samples = 1'000'000, .self = self}; }

TEST(OscillatorAtTheSource, PresentsAtEveryTickAndTellsTheTeacher) {
  Rig source(kOptions, at(0));
  EXPECT_THAT(source.start(), ElementsAre("wait 0"));
  EXPECT_THAT(source.timer(0), ElementsAre("present 0", "token 0 to 3", "wait 100"));
  source.port.time = {100, 0};
  EXPECT_THAT(source.timer(1), ElementsAre("present 1", "token 1 to 3", "wait 100"));
}

TEST(OscillatorAtTheTeacher, ReleasesTheNewestTargetOnce) {
  Rig teacher(kOptions, at(3));
  EXPECT_THAT(teacher.start(), ElementsAre("wait 40"));
  teacher.token(0, 0), teacher.token(0, 1);
  teacher.port.time = {40, 0};
  EXPECT_THAT(teacher.timer(0), ElementsAre("target 3 of 1", "wait 100"));
  teacher.port.time = {140, 0};
  EXPECT_THAT(teacher.timer(1), ElementsAre("wait 100"));
}

TEST(OscillatorAtALayer, LearnsWhatItHasHeardOfAtItsOwnPhase) {
  Rig top(kOptions, at(2)), lower(kOptions, at(1));
  EXPECT_THAT(top.start(), ElementsAre("wait 60"));
  EXPECT_THAT(lower.start(), ElementsAre("wait 65"));
  lower.active(1, 0), lower.targeted(1, 1);
  lower.port.time = {65, 0};
  EXPECT_THAT(lower.timer(0), ElementsAre("learn 1 of 0", "learn 1 of 1", "wait 100"));
}

TEST(OscillatorAtALayer, SleepsWhenItHearsNothingAndWakesInPhase) {
  Rig layer(kOptions, at(2));
  layer.start();
  std::uint64_t ticks = 0;
  for (std::int64_t at = 60; !layer.timer(ticks).empty(); at += 100) {
    layer.port.time = {at + 100, 0};
    ASSERT_LT(++ticks, 100u) << "never sleeps";
  }
  layer.port.time = {100'030, 0};
  EXPECT_THAT(layer.active(2, 7), ElementsAre("wait 30"));  // 100 060 is 60 after a multiple
}

TEST(OscillatorFrequency, DiffersFromTheNominalByTheGivenSpread) {
  double sum = 0;
  const int n = 1000;
  for (int i = 0; i < n; ++i) {
    FakePort port(at(0), static_cast<std::uint64_t>(i));
    OscillatorClock clock({.period = {1'000'000'000}, .frequency_error_ppm = 100});
    clock.start(port);
    port.take();
    clock.hear(Timer{0}, port);
    const double wait = std::stod(port.take().back().substr(5));
    sum += std::pow((wait / 1e9 - 1) * 1e6, 2);
  }
  EXPECT_NEAR(std::sqrt(sum / n), 100, 7);  // three standard errors
}

// The neighbour, 5 behind the top when all is well, ticks at 85: the top should have ticked at 80
// and not at 60.
TEST(OscillatorServo, TakesOutItsPartOfThePhaseErrorAtEveryTickOfTheNeighbour) {
  OscillatorClock::Options options = kOptions;
  options.servo_gain = 0.5;
  Rig top(options, at(2));
  EXPECT_THAT(top.start(), ElementsAre("wait 60"));
  top.port.time = {60, 0};
  EXPECT_THAT(top.timer(0), ElementsAre("token -1 to 3", "wait 100"));
  top.port.time = {85, 0};
  EXPECT_THAT(top.token(1, -1), ElementsAre("wait 85"));  // 170: half of the error of 20
  top.port.time = {170, 0};
  EXPECT_THAT(top.timer(1), IsEmpty());  // the tick that was moved
  EXPECT_THAT(top.timer(2), ElementsAre("token -1 to 3", "wait 100"));
}

TEST(OscillatorServo, IsOffByDefault) {
  Rig top(kOptions, at(2));
  top.start();
  EXPECT_THAT(top.token(1, -1), IsEmpty());
}

}  // namespace
}  // namespace sim
