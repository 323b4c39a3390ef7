// Modes: a ball goes round a ring of actors, a fixed number of times, over links of 1 ms. In
// virtual time nobody waits for it; paced, no window comes before its wall time; in wall time it
// really takes that long, times the scale, on threads of a pool.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>
#include <set>
#include <stdexcept>
#include <thread>

#include "sim/asio_wall_driver.h"

namespace sim {
namespace {

using testing::AllOf;
using testing::Ge;
using testing::Le;
using testing::ThrowsMessage;
using WallClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr Duration kMillisecond{1'000'000};

struct Ball {
  int throws_left = 0;
};

class Player final : public Actor<Ball> {
 public:
  void receive(const Ball& ball, ActorId, Context<Ball>& context) override {
    EXPECT_EQ(inside_.exchange(true), false) << "two handlers of one actor at once";
    times.push_back(context.now());
    threads.insert(std::this_thread::get_id());
    if (waits_for != nullptr) waits_for->wait();
    if (ball.throws_left == 13) throw std::domain_error("dropped");
    if (ball.throws_left > 0) context.send(Port{0}, Ball{ball.throws_left - 1});
    inside_ = false;
  }

  std::vector<Time> times;
  std::set<std::thread::id> threads;
  std::latch* waits_for = nullptr;

 private:
  std::atomic<bool> inside_ = false;
};

// Four players, one ball, 8 throws.
class DriverTest : public testing::Test, public Observer<Ball> {
 protected:
  DriverTest() {
    for (int i = 0; i < 4; ++i) {
      auto player = std::make_unique<Player>();
      players.push_back(player.get());
      engine.add(std::move(player));
    }
    LinkLaw law;
    law.delay = ConstantDelay{kMillisecond};
    for (std::uint32_t i = 0; i < 4; ++i) engine.connect(ActorId{i}, ActorId{(i + 1) % 4}, law);
    engine.watch(*this);
  }

  void on_receive(const Event<Ball>& event) override {
    EXPECT_EQ(std::this_thread::get_id(), main_);
    seen.push_back(event.key.at);
  }

  // The wall time of a run.
  WallClock::duration run(Driver<Ball>& driver) {
    const auto start = WallClock::now();
    loop.run({.pump = [&] { return driver.advance(); },
              .on_signal = [](int) {},
              .on_tick = [] {},
              .tick = std::chrono::hours(1)});
    return WallClock::now() - start;
  }

  WallDriver<Ball>::Options wall(double scale) {
    return {.scale = scale, .threads = 3, .wake = [this] { loop.wake(); }};
  }

  InlineExecutor executor;
  Engine<Ball> engine{1, executor};
  AsioLoop loop;
  std::vector<Player*> players;
  std::vector<Time> seen;

 private:
  const std::thread::id main_ = std::this_thread::get_id();
};

TEST_F(DriverTest, VirtualTimeWaitsForNobody) {
  engine.inject(ActorId{0}, Ball{8});  // 8 throws, 8 ms of the model
  VirtualDriver<Ball> driver(engine);
  run(driver);
  EXPECT_EQ(seen.size(), 9U);
  EXPECT_EQ(engine.now().ns, 8 * kMillisecond.ns);
}

TEST_F(DriverTest, PacedTimeIsNeverAheadOfWallTime) {
  engine.inject(ActorId{0}, Ball{8});
  PacedDriver<Ball> driver(engine, 0.25);  // 8 ms of the model are 32 ms
  EXPECT_THAT(run(driver), Ge(milliseconds(32)));
  EXPECT_EQ(seen.size(), 9U);
}

TEST_F(DriverTest, PacedTimeDoesTheSameAsVirtualTime) {
  engine.inject(ActorId{0}, Ball{8});
  PacedDriver<Ball> driver(engine, 1e6);
  run(driver);
  ASSERT_EQ(seen.size(), 9U);
  for (std::int64_t i = 1; i < 9; ++i) {
    EXPECT_EQ(seen[static_cast<std::size_t>(i)], (Time{i * kMillisecond.ns, 0}));
  }
}

TEST_F(DriverTest, WallTimeReallyPassesTimesTheScale) {
  engine.inject(ActorId{0}, Ball{8});
  WallDriver<Ball> driver(engine, wall(3));
  EXPECT_THAT(run(driver), Ge(milliseconds(24)));
  ASSERT_EQ(seen.size(), 9U);
  for (std::size_t i = 1; i < seen.size(); ++i) {
    EXPECT_GE((seen[i] - seen[i - 1]).ns, kMillisecond.ns);  // never early, perhaps late
  }
}

TEST_F(DriverTest, WallTimeHandlesOnThePoolAndEveryEventOnce) {
  for (int ball = 0; ball < 50; ++ball) engine.inject(ActorId{0}, Ball{12});
  WallDriver<Ball> driver(engine, wall(0.01));
  run(driver);
  EXPECT_EQ(seen.size(), 50U * 13);
  EXPECT_EQ(engine.traffic().received, 50U * 13);
  EXPECT_EQ(engine.in_flight(), 0U);
  for (const Player* player : players) {
    EXPECT_FALSE(player->threads.contains(std::this_thread::get_id()));
    EXPECT_TRUE(std::ranges::is_sorted(player->times));
  }
}

TEST_F(DriverTest, AtRestNobodyHandlesAndTimeStandsStill) {
  engine.inject(ActorId{0}, Ball{8});
  WallDriver<Ball> driver(engine, wall(1));
  std::size_t rests = 0;
  loop.run({.pump =
                [&] {
                  const Next next = driver.advance();
                  driver.rest();
                  const auto handled = [&] {
                    std::size_t sum = 0;
                    for (const Player* player : players) sum += player->times.size();
                    return sum;
                  };
                  const std::size_t before = handled();
                  if (++rests < 5) std::this_thread::sleep_for(milliseconds(20));
                  EXPECT_EQ(handled(), before);
                  return next;
                },
            .on_signal = [](int) {},
            .on_tick = [] {},
            .tick = std::chrono::hours(1)});
  EXPECT_EQ(seen.size(), 9U);
  EXPECT_LT(engine.now().ns, 60 * kMillisecond.ns);  // 80 ms were spent at rest
}

TEST_F(DriverTest, WallTimePassesOnAnExceptionOfAHandler) {
  engine.inject(ActorId{0}, Ball{16});
  WallDriver<Ball> driver(engine, wall(0.01));
  EXPECT_THAT([&] { run(driver); }, ThrowsMessage<std::domain_error>("dropped"));
  driver.rest();  // and the driver can still come to rest
}

// Of a run that has failed the other handlers may fail, too, before it is at rest.
TEST_F(DriverTest, WallTimePassesOnTheFirstExceptionOnly) {
  std::latch told(1);
  players[1]->waits_for = &told;
  engine.inject(ActorId{0}, Ball{13});
  engine.inject(ActorId{1}, Ball{13});
  WallDriver<Ball> driver(engine, wall(0.01));
  EXPECT_THAT([&] { run(driver); }, ThrowsMessage<std::domain_error>("dropped"));
  told.count_down();
  EXPECT_NO_THROW(driver.rest());
}

}  // namespace
}  // namespace sim
