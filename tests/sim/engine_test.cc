// The engine: in which order events are handled, how they are named, what observers are told.
// Actors are lambdas; every event is written as "at sender#number>receiver" and compared.
#include "sim/engine.h"

#include "tests/sim/scripted_engine.h"

namespace sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using EngineTest = ScriptedEngine;

TEST_F(EngineTest, WithoutEventsDoesNothing) {
  add();
  EXPECT_FALSE(engine.run_window());
  EXPECT_EQ(engine.now(), Time{});
  EXPECT_THAT(seen.calls, IsEmpty());
}

TEST_F(EngineTest, OrdersEventsByTime) {
  const ActorId a = add();
  engine.inject(a, 0, Duration{30});
  engine.inject(a, 0, Duration{10});
  engine.inject(a, 0, Duration{20});
  EXPECT_EQ(run(), 3);
  EXPECT_THAT(seen.keys(), ElementsAre("10.0 out#1>0", "20.0 out#2>0", "30.0 out#0>0"));
  EXPECT_EQ(engine.now(), (Time{30, 0}));
}

TEST_F(EngineTest, OrdersEqualTimesByReceiverThenSenderThenNumber) {
  // Actors 2 and 3 send twice to each of 0 and 1, the higher receiver first.
  const auto sends = [](int, Context<int>& context) {
    for (const std::uint32_t port : {0u, 1u, 0u, 1u}) context.send(Port{port}, 0);
  };
  const ActorId zero = add(), one = add(), two = add(sends), three = add(sends);
  for (const ActorId from : {three, two}) {
    connect(from, one, Duration{5});
    connect(from, zero, Duration{5});
  }
  engine.inject(three, 0);
  engine.inject(two, 0);
  EXPECT_EQ(run(), 2);
  EXPECT_THAT(seen.keys(), ElementsAre("0.1 out#1>2", "0.1 out#0>3",                        //
                                       "5.0 2#1>0", "5.0 2#3>0", "5.0 3#1>0", "5.0 3#3>0",  //
                                       "5.0 2#0>1", "5.0 2#2>1", "5.0 3#0>1", "5.0 3#2>1"));
}

TEST_F(EngineTest, DeliversWithoutDelayInTheNextMicrostep) {
  const ActorId a = add([](int hops, Context<int>& context) {
    if (hops > 0) context.send(Port{0}, hops - 1);
  });
  connect(a, a);
  engine.inject(a, 2, Duration{7});
  EXPECT_EQ(run(), 3);
  EXPECT_THAT(seen.keys(), ElementsAre("7.0 out#0>0", "7.1 0#0>0", "7.2 0#1>0"));
}

TEST_F(EngineTest, DeliversWithADelayAtMicrostepZero) {
  const ActorId a = add([](int, Context<int>& context) { context.send(Port{0}, 0); });
  connect(a, add(), Duration{1});
  engine.inject(a, 0);
  run();
  EXPECT_THAT(seen.keys(), ElementsAre("0.1 out#0>0", "1.0 0#0>1"));
  EXPECT_EQ(seen.received[1].sent, (Time{0, 1}));
}

TEST_F(EngineTest, ActorsOfOneInstantDoNotSeeEachOthersSends) {
  std::vector<int> heard;  // by the second actor
  const ActorId a = add([](int, Context<int>& context) { context.send(Port{0}, 1); });
  const ActorId b = add([&](int message, Context<int>&) { heard.push_back(message); });
  connect(a, b);
  engine.inject(b, 2);
  engine.inject(a, 0);
  ASSERT_TRUE(engine.run_window());
  EXPECT_THAT(heard, ElementsAre(2));
  EXPECT_EQ(engine.in_flight(), 1u);
  ASSERT_TRUE(engine.run_window());
  EXPECT_THAT(heard, ElementsAre(2, 1));
}

TEST_F(EngineTest, NamesTheCauseOfEveryEvent) {
  const ActorId a = add([](int, Context<int>& context) {
    context.send(Port{0}, 0);
    context.send(Port{0}, 1);
  });
  const ActorId b = add([](int message, Context<int>& context) {
    if (message == 1) context.send(Port{0}, 0);
  });
  connect(a, b, Duration{3});
  connect(b, add(), Duration{3});
  engine.inject(a, 0);
  run();
  std::vector<std::string> causes;
  for (const auto& event : seen.received) {
    causes.push_back(text(event.key.id()) + " by " + text(event.cause));
  }
  EXPECT_THAT(causes, ElementsAre("out#0 by out#0", "0#0 by out#0", "0#1 by out#0", "1#0 by 0#1"));
}

TEST_F(EngineTest, NumbersTimersLikeSends) {
  const ActorId a = add([](int message, Context<int>& context) {
    if (message != 0) return;
    context.send(Port{0}, 1);
    context.after(Duration{4}, 2);
    context.after(Duration{}, 3);
    context.send(Port{0}, 4);
  });
  connect(a, add(), Duration{9});
  engine.inject(a, 0);
  run();
  EXPECT_THAT(seen.keys(),
              ElementsAre("0.1 out#0>0", "0.2 0#2>0", "4.0 0#1>0", "9.0 0#0>1", "9.0 0#3>1"));
  EXPECT_EQ(seen.received[1].link, kNoLink);
  EXPECT_EQ(seen.received[2].cause, (EventId{kOutside, 0}));
  EXPECT_EQ(seen.received[3].link, LinkId{0});
}

TEST_F(EngineTest, NumbersLinksInTheOrderInWhichTheyWereMade) {
  const auto sends = [](int, Context<int>& context) { context.send(Port{0}, 0); };
  const ActorId sink = add(), a = add(sends), b = add(sends);
  connect(b, sink);
  connect(a, sink);
  engine.inject(a, 0);
  engine.inject(b, 0);
  run();
  ASSERT_EQ(seen.received.size(), 4u);
  EXPECT_EQ(seen.received[2].link, LinkId{1});  // from a
  EXPECT_EQ(seen.received[3].link, LinkId{0});  // from b
}

TEST_F(EngineTest, ALinkToAnyoneLeadsToWhomItsSenderNames) {
  const ActorId one = add(), two = add();
  const ActorId a = add([=](int, Context<int>& context) {
    for (const ActorId to : {two, one, two}) context.send(Port{0}, to, 0);
  });
  EXPECT_EQ(connect(a, kAnyone, Duration{4}).value, 0u);
  engine.inject(a, 0);
  run();
  EXPECT_THAT(seen.keys(), ElementsAre("0.1 out#0>2", "4.0 2#1>0", "4.0 2#0>1", "4.0 2#2>1"));
  EXPECT_EQ(seen.received[1].link, LinkId{0});
}

TEST_F(EngineTest, LinksMayShareALawAndDrawByThemselves) {
  const auto law = std::make_shared<const LinkLaw>(LinkLaw{.delay = UniformDelay{{1}, {1000}}});
  const ActorId sink = add();
  for (int i = 0; i < 2; ++i) {
    const ActorId a = add([](int, Context<int>& context) { context.send(Port{0}, 0); });
    engine.connect(a, sink, law);
    engine.inject(a, 0);
  }
  run();
  ASSERT_EQ(seen.received.size(), 4u);
  EXPECT_NE(seen.received[2].key.at, seen.received[3].key.at);
}

TEST_F(EngineTest, InjectsFromOutsideAMicrostepFromNowOrLater) {
  const ActorId a = add();
  engine.inject(a, 0, Duration{5});
  run();
  engine.inject(a, 0);
  engine.inject(a, 0, Duration{2});
  run();
  EXPECT_THAT(seen.keys(), ElementsAre("5.0 out#0>0", "5.1 out#1>0", "7.0 out#2>0"));
  EXPECT_EQ(seen.received[2].sent, (Time{5, 0}));
}

TEST_F(EngineTest, TellsObserversWhatHappenedInKeyOrder) {
  const auto speaks = [](int message, Context<int>& context) {
    if (message < 0) return;
    context.send(Port{0}, -1);
    context.note({.sample = message});
    context.note({.sample = message + 1});
  };
  const ActorId a = add(speaks), b = add(speaks);
  connect(a, b, Duration{8});
  connect(b, a, Duration{8});
  engine.inject(b, 10);
  engine.inject(a, 20);
  engine.inject(a, 30);
  EXPECT_THAT(seen.take(), ElementsAre("send 0.1 out#0>1", "send 0.1 out#1>0", "send 0.1 out#2>0"));
  engine.run_window();
  EXPECT_THAT(seen.take(), ElementsAre("receive 0.1 out#1>0", "note 20 during 0.1 out#1>0",
                                       "note 21 during 0.1 out#1>0", "send 8.0 0#0>1",  //
                                       "receive 0.1 out#2>0", "note 30 during 0.1 out#2>0",
                                       "note 31 during 0.1 out#2>0", "send 8.0 0#1>1",  //
                                       "receive 0.1 out#0>1", "note 10 during 0.1 out#0>1",
                                       "note 11 during 0.1 out#0>1", "send 8.0 1#0>0", "end 0.1"));
}

TEST_F(EngineTest, TellsEveryNoteOnce) {
  const ActorId a =
      add([](int message, Context<int>& context) { context.note({.sample = message}); });
  engine.inject(a, 1);
  engine.inject(a, 2, Duration{5});
  run();
  ASSERT_EQ(seen.notes.size(), 2u);
  EXPECT_EQ(seen.notes[1].sample, 2);
}

TEST_F(EngineTest, TellsObserversInTheOrderInWhichTheyWereAdded) {
  struct Named final : Observer<int> {
    Named(char name, std::string& line) : name_(name), line_(line) {}
    void on_send(const Event<int>&, Fate) override { line_ += name_; }
    void on_receive(const Event<int>&) override { line_ += name_; }
    void on_note(const Note&, const EventKey&) override { line_ += name_; }
    void on_window_end(Time) override { line_ += name_; }
    char name_;
    std::string& line_;
  };
  std::string line;
  Named y('y', line), x('x', line);
  engine.watch(y);
  engine.watch(x);
  engine.inject(add([](int, Context<int>& context) { context.note({}); }), 0);
  run();
  EXPECT_EQ(line, "yxyxyxyx");
}

TEST_F(EngineTest, ShowsWhatIsInFlight) {
  const ActorId a = add();
  for (const int value : {1, 2, 3}) engine.inject(a, value, Duration{value});
  engine.run_window();
  int sum = 0;
  engine.visit_in_flight([&](const Event<int>& event) { sum += event.message; });
  EXPECT_EQ(sum, 5);
}

TEST_F(EngineTest, PassesEveryMessageThroughTheWireOnce) {
  struct AddTen final : Wire<int> {
    void pass(Event<int>& event) override { event.message += 10; }
  } wire;
  engine.use(wire);
  const ActorId a = add([](int message, Context<int>& context) {
    if (message == 11) context.send(Port{0}, 2);
  });
  connect(a, a);
  engine.inject(a, 1);
  run();
  ASSERT_EQ(seen.received.size(), 2u);
  EXPECT_EQ(seen.received[0].message, 11);
  EXPECT_EQ(seen.received[1].message, 12);
  EXPECT_EQ(seen.sent[1].event.message, 12);
}

TEST_F(EngineTest, AWireMayChangeWhenAnEventIsReceived) {
  struct Late final : Wire<int> {
    void pass(Event<int>& event) override { event.key.at.ns += 100; }
  } wire;
  engine.use(wire);
  engine.inject(add([](int, Context<int>&) {}), 1, Duration{5});
  run();
  EXPECT_EQ(seen.received.at(0).key.at, (Time{105, 0}));
}

TEST_F(EngineTest, GivesEveryActorRandomNumbersOfItsOwn) {
  std::vector<std::uint64_t> drawn;
  const auto draws = [&](int, Context<int>& context) { drawn.push_back(context.random().next()); };
  const ActorId a = add(draws), b = add(draws);
  for (const ActorId to : {a, b, a}) engine.inject(to, 0, Duration{1});
  run();
  Random of_a(1, 0, Purpose::kModel), of_b(1, 1, Purpose::kModel);
  const std::uint64_t first = of_a.next(), second = of_a.next();
  EXPECT_THAT(drawn, ElementsAre(first, second, of_b.next()));
}

TEST_F(EngineTest, AnActorWaitsForNothingUnlessItSaysSo) {
  const ActorId a = add();
  EXPECT_EQ(engine.actor(a).waiting_for(), "");
  EXPECT_EQ(engine.actors(), 1u);
}

}  // namespace
}  // namespace sim
