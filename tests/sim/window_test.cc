// Windows longer than an instant: actors are ahead of what is told, and whoever watches cannot
// tell. Every run is compared, call for call, with the same run whose windows are instants.
#include "sim/window.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/asio_pool.h"
#include "tests/sim/executors.h"
#include "tests/sim/scripted_engine.h"
#include "tests/sim/walkers.h"

namespace sim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

struct World {
  World(const WalkerNetwork& network, Executor& executor) : engine(1, executor) {
    engine.watch(seen);
    links = build(network, engine);
  }
  void look_ahead(double share = 0.99) {
    lookahead = find_lookahead(std::vector<double>(engine.actors(), 1), links, share);
    engine.look_ahead(lookahead);
  }
  void run() {
    while (engine.run_window()) {
    }
  }

  Engine<Word> engine;
  Recorder<Word> seen;
  std::vector<Reach> links;
  Lookahead lookahead;
};

struct Seen {
  std::vector<std::string> calls;
  std::vector<std::vector<std::string>> logs;
  friend bool operator==(const Seen&, const Seen&) = default;
};

Seen by_instants(const WalkerNetwork& network) {
  InlineExecutor executor;
  World world(network, executor);
  begin(world.engine);
  world.run();
  return {world.seen.calls, logs_of(world.engine)};
}

WalkerNetwork towns(std::uint64_t seed, Faults faults = Faults::kFew) {
  return {.seed = seed, .faults = faults, .apart = {20}};
}

class Windows : public testing::TestWithParam<Faults> {};

TEST_P(Windows, AreTheSameRunAsInstants) {
  AsioPool pool(4);
  int longer = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    SCOPED_TRACE(seed);
    const Seen expected = by_instants(towns(seed, GetParam()));
    ShuffledExecutor shuffled(seed);
    for (Executor* executor : std::initializer_list<Executor*>{&shuffled, &pool}) {
      World world(towns(seed, GetParam()), *executor);
      world.look_ahead();
      longer += world.lookahead.length.ns >= 20;
      begin(world.engine);
      world.run();
      EXPECT_EQ(world.seen.calls, expected.calls);
      EXPECT_EQ(logs_of(world.engine), expected.logs);
    }
  }
  EXPECT_GT(longer, 40) << "of 80: else the towns were no towns";
}

// However far actors are ahead: the state is that of the instant which was told last.
TEST_P(Windows, CanBeSavedAtAnyInstantAndGoOnInWindowsOrInstants) {
  InlineExecutor executor;
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    SCOPED_TRACE(seed);
    const Seen expected = by_instants(towns(seed, GetParam()));
    World first(towns(seed, GetParam()), executor);
    first.look_ahead();
    begin(first.engine);
    for (std::uint64_t i = 0; i < 5 + 3 * seed; ++i) first.engine.run_window();
    Archive writer;
    writer(first.engine);
    const std::string state = writer.take();
    for (const char* windows : {"none", "the same", "shorter"}) {
      World second(towns(seed, GetParam()), executor);
      if (windows == std::string("the same")) second.look_ahead();
      if (windows == std::string("shorter")) second.look_ahead(0.5);
      Archive reader(state);
      reader(second.engine);
      reader.close();
      EXPECT_EQ(second.engine.in_flight(), first.engine.in_flight());
      second.run();
      Seen both{first.seen.calls, logs_of(second.engine)};
      both.calls.insert(both.calls.end(), second.seen.calls.begin(), second.seen.calls.end());
      EXPECT_EQ(both, expected) << windows;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Faults, Windows, testing::Values(Faults::kFew, Faults::kAll),
                         [](const auto& its) { return its.param == Faults::kFew ? "Few" : "All"; });

// Two actors that count down over links of 10 ns to themselves, 100 ns apart.
class AheadTest : public ScriptedEngine {
 protected:
  AheadTest() {
    for (int i = 0; i < 2; ++i) {
      add([this, i](int message, Context<int>& context) {
        heard[i] = context.now();
        if (message == fails_at) throw std::runtime_error("at " + text(context.now()));
        if (message > 0) context.send(Port{0}, message - 1);
        if (message == speaks_at) context.send(Port{1}, 0);
      });
    }
    for (const std::uint32_t i : {0u, 1u}) {
      connect({i}, {i}, Duration{10});
      connect({i}, {1 - i}, Duration{100});
    }
  }

  Time heard[2];
  int fails_at = -1, speaks_at = -1;
};

TEST_F(AheadTest, ActorsAreAheadAndObserversAreNot) {
  engine.look_ahead({{0, 1}, {100}});
  engine.inject({0}, 20);
  engine.inject({1}, 20, Duration{5});
  ASSERT_TRUE(engine.run_window());
  EXPECT_EQ(heard[0].ns, 90);
  EXPECT_EQ(heard[1].ns, 95);
  EXPECT_EQ(engine.now(), (Time{0, 1}));
  EXPECT_EQ(engine.next_time(), (Time{5, 0}));
  EXPECT_EQ(engine.in_flight(), 2u);
  std::vector<std::int64_t> times;
  engine.visit_in_flight([&](const Event<int>& event) { times.push_back(event.key.at.ns); });
  EXPECT_THAT(times, testing::UnorderedElementsAre(5, 10));
}

TEST_F(AheadTest, AFailureIsToldAtItsInstantAndNotBefore) {
  fails_at = 17;
  engine.look_ahead({{0, 1}, {100}});
  engine.inject({0}, 20);
  engine.inject({1}, 20, Duration{5});
  EXPECT_THAT([&] { run(); }, ThrowsMessage<std::runtime_error>(HasSubstr("at 30.0")));
  EXPECT_EQ(seen.received.back().key.at, (Time{25, 0}));
}

TEST_F(AheadTest, ALinkThatIsShorterThanTheLookaheadIsNoticed) {
  speaks_at = 20;
  engine.look_ahead({{0, 1}, {101}});
  engine.inject({0}, 20);
  engine.inject({1}, 20, Duration{5});
  EXPECT_THAT([&] { run(); }, ThrowsMessage<InvariantError>(HasSubstr("lookahead")));
}

TEST_F(AheadTest, NothingIsInjectedIntoAWindow) {
  engine.look_ahead({{0, 1}, {100}});
  engine.inject({0}, 20);
  engine.inject({1}, 20, Duration{5});
  engine.run_window();
  EXPECT_THROW(engine.inject({0}, 1), InvariantError);
}

}  // namespace
}  // namespace sim
