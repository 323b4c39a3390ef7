// What goes wrong: links that lose and duplicate, the balance of traffic, broken invariants, actors
// that throw; last, what must not compile.
#include <concepts>
#include <stdexcept>

#include "sim/asio_pool.h"
#include "tests/sim/scripted_engine.h"

namespace sim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

class FaultyEngineTest : public ScriptedEngine {
 protected:
  // Actor 0 sends twice over such a link to actor 1.
  void send_twice(const LinkLaw& law) {
    const ActorId a = add([](int, Context<int>& context) {
      context.send(Port{0}, 5);
      context.send(Port{0}, 6);
    });
    engine.connect(a, add(), law);
    engine.inject(a, 0);
  }
};

TEST_F(FaultyEngineTest, ALostMessageTakesANumberAndNeverArrives) {
  send_twice({.delay = ConstantDelay{{9}}, .loss = 1});
  run();
  EXPECT_THAT(seen.keys(), ElementsAre("0.1 out#0>0"));
  ASSERT_EQ(seen.sent.size(), 3u);
  EXPECT_EQ(seen.sent[1].fate, Fate::kLost);
  EXPECT_EQ(text(seen.sent[1].event.key), "0.1 0#0>1");  // a lost message has the time sent
  EXPECT_EQ(text(seen.sent[2].event.key), "0.1 0#1>1");
  EXPECT_EQ(engine.traffic().lost, 2u);
}

TEST_F(FaultyEngineTest, ADuplicateTakesANumberOfItsOwnAndIsCausedByTheOriginal) {
  send_twice({.delay = ConstantDelay{{9}}, .duplicate = 1});
  run();
  EXPECT_THAT(seen.keys(),
              ElementsAre("0.1 out#0>0", "9.0 0#0>1", "9.0 0#1>1", "9.0 0#2>1", "9.0 0#3>1"));
  ASSERT_EQ(seen.sent.size(), 5u);
  EXPECT_EQ(seen.sent[1].fate, Fate::kQueued);
  EXPECT_EQ(seen.sent[2].fate, Fate::kDuplicated);
  EXPECT_EQ(text(seen.sent[1].event.cause), "out#0");
  EXPECT_EQ(text(seen.sent[2].event.cause), "0#0");
  EXPECT_EQ(text(seen.sent[3].event.cause), "out#0");
  EXPECT_EQ(text(seen.sent[4].event.cause), "0#2");
  EXPECT_EQ(seen.received[2].message, 5);
  EXPECT_EQ(seen.received[2].sent, (Time{0, 1}));
  EXPECT_EQ(seen.received[2].link, LinkId{0});
}

TEST_F(FaultyEngineTest, ALinkThatIsDownLosesAndSaysSo) {
  send_twice({.delay = ConstantDelay{{9}}, .outages = {{{0}, {1}}}});
  run();
  EXPECT_THAT(seen.keys(), ElementsAre("0.1 out#0>0"));
  EXPECT_EQ(seen.sent[1].fate, Fate::kDown);
  EXPECT_EQ(text(seen.sent[2].event.key), "0.1 0#1>1");
  EXPECT_EQ(engine.traffic().lost, 2u);
}

// Numbers have no size, so the queue is never busy; see LinkBandwidth below.
TEST_F(FaultyEngineTest, WhatHasNoSizeTakesNoBandwidth) {
  send_twice({.delay = ConstantDelay{{9}}, .bytes_per_second = 1});
  run();
  EXPECT_THAT(seen.keys(), ElementsAre("0.1 out#0>0", "9.0 0#0>1", "9.0 0#1>1"));
}

TEST_F(FaultyEngineTest, InOrderKeepsTheOrderInWhichAHandlerSent) {
  const ActorId a = add([](int, Context<int>& context) {
    for (int i = 0; i < 200; ++i) context.send(Port{0}, i);
  });
  engine.connect(a, add(), {.delay = UniformDelay{{0}, {50}}, .duplicate = 0.2, .in_order = true});
  engine.inject(a, 0);
  run();
  std::uint64_t expected = 0;
  for (std::size_t i = 1; i < seen.received.size(); ++i) {
    EXPECT_EQ(seen.received[i].key.nth, expected++);
  }
  EXPECT_GT(expected, 220u);
}

// Counts by itself and compares at the end of every window.
class Balance final : public Observer<int> {
 public:
  explicit Balance(const Engine<int>& engine) : engine_(engine) {}
  void on_send(const Event<int>&, Fate fate) override {
    ++sent_;
    if (is_lost(fate)) ++lost_;
    if (fate == Fate::kDuplicated) ++duplicated;
  }
  void on_receive(const Event<int>&) override { ++received_; }
  void on_window_end(Time) override {
    const Traffic& traffic = engine_.traffic();
    EXPECT_EQ(traffic.sent, sent_);
    EXPECT_EQ(traffic.received, received_);
    EXPECT_EQ(traffic.lost, lost_);
    EXPECT_EQ(sent_, received_ + lost_ + engine_.in_flight());
    ++windows;
  }
  int windows = 0, duplicated = 0;

 private:
  const Engine<int>& engine_;
  std::uint64_t sent_ = 0, received_ = 0, lost_ = 0;
};

TEST_F(FaultyEngineTest, WhatWasSentIsReceivedOrLostOrInFlightAtEveryWindow) {
  Balance balance(engine);
  engine.watch(balance);
  std::vector<ActorId> ring;
  for (int i = 0; i < 5; ++i) {
    ring.push_back(add([](int hops, Context<int>& context) {
      if (hops == 0) return;
      context.send(Port{0}, hops - 1);
      context.after(Duration{3}, 0);
    }));
  }
  const LinkLaw law{.delay = UniformDelay{{0}, {4}},
                    .loss = 0.03,
                    .duplicate = 0.1,
                    .bursts = GilbertElliott{0.01, 0.5},
                    .outages = {{{20}, {22}}}};
  for (std::size_t i = 0; i < 5; ++i) engine.connect(ring[i], ring[(i + 1) % 5], law);
  for (const ActorId to : ring) engine.inject(to, 30);
  run();
  EXPECT_GT(balance.windows, 50);
  EXPECT_GT(balance.duplicated, 5);
  EXPECT_GT(engine.traffic().lost, 5u);
  EXPECT_EQ(engine.in_flight(), 0u);
}

struct Parcel {
  std::size_t bytes = 0;
};
std::size_t bytes_of(const Parcel& parcel) { return parcel.bytes; }

class Shipper final : public Actor<Parcel> {
 public:
  void receive(const Parcel& parcel, ActorId from, Context<Parcel>& context) override {
    if (from != kOutside) return;
    context.send(Port{0}, parcel);
    context.send(Port{0}, parcel);
  }
};

// 1 GB/s, 40 bytes: two messages sent at once arrive 40 ns apart.
TEST(LinkBandwidth, QueuesWhatHasASize) {
  InlineExecutor executor;
  Engine<Parcel> engine(1, executor);
  Recorder<Parcel> seen;
  engine.watch(seen);
  const ActorId a = engine.add(std::make_unique<Shipper>());
  engine.connect(a, a, {.delay = ConstantDelay{{10}}, .bytes_per_second = 1'000'000'000});
  engine.inject(a, {40}, Duration{100});
  while (engine.run_window()) {
  }
  EXPECT_THAT(seen.keys(), ElementsAre("100.0 out#0>0", "150.0 0#0>0", "190.0 0#1>0"));
}

TEST_F(FaultyEngineTest, AnExceptionOfAnActorPassesThrough) {
  engine.inject(add([](int, Context<int>&) { throw std::domain_error("no"); }), 0);
  EXPECT_THAT([&] { run(); }, ThrowsMessage<std::domain_error>("no"));
}

TEST(FaultyEngineOnThreads, TheExceptionOfTheFirstActorPassesThrough) {
  AsioPool pool(4);
  for (int round = 0; round < 50; ++round) {
    Engine<int> engine(1, pool);
    for (int i = 0; i < 8; ++i) {
      const ActorId actor = engine.add(std::make_unique<Scripted>([](int name, Context<int>&) {
        if (name >= 3) throw std::runtime_error("actor " + std::to_string(name));
      }));
      engine.inject(actor, i);
    }
    EXPECT_THAT([&] { engine.run_window(); }, ThrowsMessage<std::runtime_error>("actor 3"));
  }
}

TEST_F(FaultyEngineTest, APortThatDoesNotExistBreaksAnInvariant) {
  const ActorId a = add([](int, Context<int>& context) { context.send(Port{1}, 0); });
  connect(a, a);
  engine.inject(a, 0);
  EXPECT_THAT([&] { run(); }, ThrowsMessage<InvariantError>(HasSubstr("port 1")));
}

TEST_F(FaultyEngineTest, ReceiversAreNamedOnLinksToAnyoneAndNowhereElse) {
  const ActorId unnamed = add([](int, Context<int>& context) { context.send(Port{0}, 0); });
  connect(unnamed, kAnyone);
  engine.inject(unnamed, 0);
  EXPECT_THROW(run(), InvariantError);
  const ActorId named = add([](int, Context<int>& context) { context.send(Port{0}, {}, 0); });
  connect(named, unnamed);
  engine.inject(named, 0);
  EXPECT_THROW(run(), InvariantError);
}

TEST_F(FaultyEngineTest, WhoDoesNotExistCannotBeNamed) {
  const ActorId a = add([](int, Context<int>& context) { context.send(Port{0}, ActorId{1}, 0); });
  connect(a, kAnyone);
  engine.inject(a, 0);
  EXPECT_THAT([&] { run(); }, ThrowsMessage<InvariantError>(HasSubstr("to 1")));
}

TEST_F(FaultyEngineTest, AnActorThatDoesNotExistBreaksAnInvariant) {
  const ActorId a = add();
  EXPECT_THROW(connect(a, ActorId{1}), InvariantError);
  EXPECT_THROW(connect(ActorId{1}, a), InvariantError);
  EXPECT_THROW(engine.inject(ActorId{1}, 0), InvariantError);
  EXPECT_THROW(engine.actor(ActorId{1}), std::out_of_range);
}

TEST_F(FaultyEngineTest, ATimerForThePastBreaksAnInvariant) {
  engine.inject(add([](int, Context<int>& context) { context.after(Duration{-1}, 0); }), 0);
  EXPECT_THAT([&] { run(); }, ThrowsMessage<InvariantError>(HasSubstr("delay -1")));
}

TEST(FaultyEngineSeeds, TheSeedOfTheEngineDecidesTheDrawsOfItsLinks) {
  const auto arrival = [](std::uint64_t seed) {
    InlineExecutor executor;
    Engine<int> engine(seed, executor);
    const ActorId a = engine.add(std::make_unique<Scripted>([](int hops, Context<int>& context) {
      if (hops > 0) context.send(Port{0}, hops - 1);
    }));
    engine.connect(a, a, {.delay = UniformDelay{{1}, {1'000'000}}});
    engine.inject(a, 1);
    while (engine.run_window()) {
    }
    return engine.now();
  };
  EXPECT_EQ(arrival(1), arrival(1));
  EXPECT_NE(arrival(1), arrival(2));
}

TEST_F(FaultyEngineTest, ALinkIntoThePastBreaksAnInvariant) {
  const ActorId a = add([](int hops, Context<int>& context) {
    if (hops > 0) context.send(Port{0}, hops - 1);
  });
  connect(a, a, Duration{-5});
  engine.inject(a, 1, Duration{10});
  EXPECT_THAT([&] { run(); }, ThrowsMessage<InvariantError>(HasSubstr("an event for the past")));
}

TEST_F(FaultyEngineTest, ABrokenInvariantSaysWhereAndWithWhichValues) {
  const int size = 3;
  EXPECT_THAT(
      [&] { SIM_CHECK(size == 4, "size", size); },
      ThrowsMessage<InvariantError>(testing::AllOf(
          HasSubstr("engine_faults_test.cc:"), HasSubstr("invariant broken: size == 4 size 3"))));
  EXPECT_NO_THROW(SIM_CHECK(size == 3));
}

// An actor has no other door than its Context, and the ids do not stand in for each other.
static_assert(std::is_abstract_v<Actor<int>>);
static_assert(std::is_abstract_v<Executor>);
static_assert(!std::is_default_constructible_v<Context<int>>);
static_assert(!std::is_convertible_v<ActorId, LinkId>);
static_assert(!std::is_convertible_v<LinkId, ActorId>);
static_assert(!std::is_convertible_v<std::uint32_t, ActorId>);
static_assert(!std::is_convertible_v<std::uint32_t, Port>);
static_assert(!std::equality_comparable_with<ActorId, LinkId>);

}  // namespace
}  // namespace sim
