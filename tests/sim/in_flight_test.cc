// InFlight: counts what is on its way for each sample, with hand-made events; then in an engine
// whose links lose and duplicate, beside a count of the queue.
#include "sim/in_flight.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "sim/engine.h"
#include "tests/sim/counted.h"

namespace sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class InFlightTest : public testing::Test {
 protected:
  static Event<Counted> of(Sample sample) { return {{}, {}, {}, {}, {0, sample}}; }
  void send(Sample sample, Fate fate = Fate::kQueued) { in_flight.on_send(of(sample), fate); }
  void receive(Sample sample) { in_flight.on_receive(of(sample)); }
  void end() { in_flight.on_window_end({}); }

  InFlight<Counted> in_flight;
};

TEST_F(InFlightTest, ASampleThatNeverSpokeIsQuiet) {
  EXPECT_TRUE(in_flight.quiet(0));
  EXPECT_TRUE(in_flight.all_quiet());
  end();
  EXPECT_THAT(in_flight.newly_quiet(), IsEmpty());
}

TEST_F(InFlightTest, ASampleIsQuietWhenTheLastOfItHasArrived) {
  send(4);
  send(4);
  receive(4);
  end();
  EXPECT_FALSE(in_flight.quiet(4));
  EXPECT_THAT(in_flight.newly_quiet(), IsEmpty());
  receive(4);
  end();
  EXPECT_TRUE(in_flight.quiet(4));
  EXPECT_THAT(in_flight.newly_quiet(), ElementsAre(4));
}

TEST_F(InFlightTest, TellsOfANewQuietForOneWindowOnly) {
  send(4);
  receive(4);
  end();
  end();
  EXPECT_THAT(in_flight.newly_quiet(), IsEmpty());
  EXPECT_TRUE(in_flight.quiet(4));
}

TEST_F(InFlightTest, ASampleThatSpeaksOnInTheSameWindowIsNotQuiet) {
  send(4);
  end();
  receive(4);
  send(4);
  end();
  EXPECT_FALSE(in_flight.quiet(4));
  EXPECT_THAT(in_flight.newly_quiet(), IsEmpty());
}

TEST_F(InFlightTest, QuietIsKnownOnlyAtTheEndOfAWindow) {
  send(4);
  receive(4);
  EXPECT_FALSE(in_flight.quiet(4));
  end();
  EXPECT_TRUE(in_flight.quiet(4));
}

TEST_F(InFlightTest, AQuietSampleIsToldOnceHoweverMuchOfItArrived) {
  for (int i = 0; i < 3; ++i) send(4);
  for (int i = 0; i < 3; ++i) receive(4);
  end();
  EXPECT_THAT(in_flight.newly_quiet(), ElementsAre(4));
}

TEST_F(InFlightTest, ASampleCanBecomeQuietAgain) {
  for (int i = 0; i < 2; ++i) {
    send(4);
    receive(4);
    end();
    EXPECT_THAT(in_flight.newly_quiet(), ElementsAre(4));
  }
}

TEST_F(InFlightTest, LostMessagesDoNotCount) {
  send(4, Fate::kLost);
  send(4, Fate::kDown);
  EXPECT_TRUE(in_flight.quiet(4));
}

TEST_F(InFlightTest, DuplicatesCount) {
  send(4);
  send(4, Fate::kDuplicated);
  receive(4);
  end();
  EXPECT_FALSE(in_flight.quiet(4));
  receive(4);
  end();
  EXPECT_TRUE(in_flight.quiet(4));
}

TEST_F(InFlightTest, SamplesDoNotDisturbEachOther) {
  send(4);
  send(5);
  send(6);
  receive(6);
  receive(4);
  end();
  EXPECT_THAT(in_flight.newly_quiet(), UnorderedElementsAre(4, 6));
  EXPECT_FALSE(in_flight.quiet(5));
  EXPECT_FALSE(in_flight.all_quiet());
}

TEST_F(InFlightTest, MessagesOfNoSampleDoNotCount) {
  send(kNoSample);
  EXPECT_TRUE(in_flight.all_quiet());
  receive(kNoSample);
  end();
  EXPECT_THAT(in_flight.newly_quiet(), IsEmpty());
  EXPECT_TRUE(in_flight.quiet(kNoSample));
}

class Relay final : public Actor<Counted> {
  void receive(const Counted& message, ActorId, Context<Counted>& context) override {
    if (message.content > 0) context.send(Port{0}, {message.content - 1, message.sample});
  }
};

TEST(InFlightInAnEngine, AgreesWithTheQueueAtEveryWindow) {
  InlineExecutor executor;
  Engine<Counted> engine(3, executor);
  InFlight<Counted> in_flight;
  engine.watch(in_flight);
  const ActorId a = engine.add(std::make_unique<Relay>());
  const LinkLaw law{.delay = UniformDelay{{0}, {9}}, .loss = 0.05, .duplicate = 0.1};
  engine.connect(a, a, law);
  for (Sample sample = 0; sample < 10; ++sample) engine.inject(a, {20, sample});
  int quiet = 0;
  while (engine.run_window()) {
    std::set<Sample> queued;
    engine.visit_in_flight([&](const auto& event) { queued.insert(event.message.sample); });
    for (Sample sample = 0; sample < 10; ++sample) {
      ASSERT_EQ(in_flight.quiet(sample), !queued.contains(sample));
    }
    quiet += static_cast<int>(in_flight.newly_quiet().size());
  }
  EXPECT_EQ(quiet, 10);
  EXPECT_TRUE(in_flight.all_quiet());
}

}  // namespace
}  // namespace sim
