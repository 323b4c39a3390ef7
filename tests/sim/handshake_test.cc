// The handshake by hand: at the source, at a layer in the middle, at the teacher; then a network in
// which nobody knows more than its neighbours.
#include "sim/clocks/handshake.h"

#include "tests/sim/clock_rig.h"
#include "tests/sim/fake_network.h"

namespace sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Rig = ClockRig<HandshakeClock>;

Topology at(Layer self) { return {.layers = 2, .samples = 9, .self = self}; }

TEST(HandshakeAtTheSource, LetsInAsManySamplesAsAllowedAndOneMoreForEachAcknowledgement) {
  Rig source({.in_flight = 2}, at(0));
  EXPECT_THAT(source.start(),
              ElementsAre("present 0", "token 0 to 1", "present 1", "token 1 to 1"));
  EXPECT_THAT(source.token(1, 0), ElementsAre("present 2", "token 2 to 1"));
  EXPECT_THAT(source.token(1, 0), IsEmpty());  // a copy
}

TEST(HandshakeAtALayer, PassesTheRequestOnWhenItsActivityIsThere) {
  Rig layer({}, at(1));
  EXPECT_THAT(layer.token(0, 0), IsEmpty());
  EXPECT_THAT(layer.active(1, 0), ElementsAre("token 0 to 2"));
  Rig other({}, at(1));
  EXPECT_THAT(other.active(1, 0), IsEmpty());
  EXPECT_THAT(other.token(0, 0), ElementsAre("token 0 to 2"));
}

TEST(HandshakeAtALayer, LearnsWhenItsTargetComesAndAcknowledgesWhenAllAboveHave) {
  Rig layer({}, at(1));
  layer.token(0, 0), layer.active(1, 0);
  EXPECT_THAT(layer.targeted(1, 0), ElementsAre("learn 1 of 0"));
  EXPECT_THAT(layer.learned(1, 0), IsEmpty());
  EXPECT_THAT(layer.token(2, 0), ElementsAre("token 0 to 0"));
  EXPECT_THAT(layer.token(2, 0), IsEmpty());
}

TEST(HandshakeAtTheTeacher, AnswersARequestWithTheTargetAndAcknowledgesIt) {
  Rig teacher({}, at(3));
  EXPECT_THAT(teacher.token(2, 0), ElementsAre("target 3 of 0"));
  EXPECT_THAT(teacher.token(2, 0), IsEmpty());  // a copy
  EXPECT_THAT(teacher.targeted(3, 0), ElementsAre("token 0 to 2"));
}

TEST(HandshakeTimeout, DoesWithoutTheActivityAndThenWithoutAnAnswer) {
  Rig layer({.timeout = {10}}, at(1));
  EXPECT_THAT(layer.token(0, 0), ElementsAre("wait 10"));
  EXPECT_THAT(layer.timer(0), ElementsAre("learn 1 of 0", "wait 30", "token 0 to 2"));
  EXPECT_THAT(layer.timer(1), ElementsAre("token 0 to 0"));
}

TEST(HandshakeTimeout, MeansNothingForASampleThatIsDone) {
  Rig layer({.timeout = {10}}, at(1));
  layer.token(0, 0), layer.active(1, 0), layer.targeted(1, 0), layer.learned(1, 0);
  layer.token(2, 0);
  EXPECT_THAT(layer.timer(0), IsEmpty());
}

TEST(HandshakeTimeout, LetsTheSourceGoOn) {
  Rig source({.timeout = {10}}, at(0));
  EXPECT_THAT(source.start(), ElementsAre("present 0", "token 0 to 1", "wait 60"));
  EXPECT_THAT(source.timer(0), ElementsAre("present 1", "token 1 to 1", "wait 60"));
}

TEST(HandshakeAtALayer, TakesRequestsThatOvertookEachOther) {
  Rig layer({}, at(1));
  layer.active(1, 0), layer.active(1, 1);
  EXPECT_THAT(layer.token(0, 1), ElementsAre("token 1 to 2"));
  EXPECT_THAT(layer.token(0, 0), ElementsAre("token 0 to 2"));
}

TEST(HandshakeTimeout, ClosesSamplesWhoseRequestWasLost) {
  Rig layer({.timeout = {10}}, at(1));
  EXPECT_THAT(layer.token(0, 1), ElementsAre("wait 10", "wait 10"));
  EXPECT_THAT(layer.timer(0), ElementsAre("learn 1 of 0", "wait 30", "token 0 to 2"));
}

TEST(HandshakeInANetwork, LearnsEverySampleAtEveryLayerWhateverTheDelays) {
  for (const std::int64_t in_flight : {1, 4}) {
    const fake::Laws laws{{.delay = ExponentialDelay{{1000}}}, {.delay = ExponentialDelay{{400}}}};
    fake::Network network(
        {.layers = 3, .samples = 50}, laws,
        [=] {
          return std::make_unique<HandshakeClock>(HandshakeClock::Options{{0}, in_flight});
        },
        {.per_layer = true});
    ASSERT_TRUE(network.run());
    for (const LayerLedger& layer : network.ledger.layers()) EXPECT_EQ(layer.learned, 50u);
  }
}

TEST(HandshakeInANetwork, IsADeadlockWhenAMessageIsLostAndThereIsNoTimeout) {
  fake::Network network({.layers = 3, .samples = 50}, {{.loss = 0.1}, {}},
                        [] { return std::make_unique<HandshakeClock>(HandshakeClock::Options{}); },
                        {.per_layer = true});
  EXPECT_TRUE(network.run());
  EXPECT_LT(network.presented.size(), 50u);
}

}  // namespace
}  // namespace sim
