// The event loop: it pumps until nothing is left, lets ticks and signals in between, and passes
// exceptions on. Signals are real ones, which the test raises for itself.
#include "sim/asio_loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace sim {
namespace {

using testing::ElementsAre;
using testing::ThrowsMessage;
using WallClock = std::chrono::steady_clock;

// By default nothing is left to do, and neither ticks nor signals are expected.
class AsioLoopTest : public testing::Test {
 protected:
  LoopHooks hooks{.pump = [] { return false; },
                  .on_signal = [](int number) { ADD_FAILURE() << "signal " << number; },
                  .on_tick = [] { ADD_FAILURE() << "tick"; },
                  .tick = std::chrono::hours(1)};
  // So that a defect fails a test rather than hangs it.
  bool in_time() const { return WallClock::now() < end_; }

 private:
  const WallClock::time_point end_ = WallClock::now() + std::chrono::seconds(20);
};

TEST_F(AsioLoopTest, PumpsUntilNothingIsLeft) {
  for (const int pieces : {1, 2, 63, 64, 65, 1000}) {
    int calls = 0;
    hooks.pump = [&] { return ++calls < pieces; };
    AsioLoop().run(hooks);
    EXPECT_EQ(calls, pieces);
  }
}

TEST_F(AsioLoopTest, TicksAgainAndAgainWhileItPumps) {
  int ticks = 0;
  hooks.tick = std::chrono::milliseconds(2);
  hooks.on_tick = [&] { ++ticks; };
  hooks.pump = [&] { return ticks < 3 && in_time(); };
  AsioLoop().run(hooks);
  EXPECT_GE(ticks, 3);
}

TEST_F(AsioLoopTest, TicksBetweenSlowPieces) {
  int ticks = 0, pumps = 0;
  hooks.tick = std::chrono::milliseconds(1);
  hooks.on_tick = [&] { ++ticks; };
  hooks.pump = [&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
    ++pumps;
    return ticks < 2 && in_time();
  };
  AsioLoop().run(hooks);
  EXPECT_LT(pumps, 20);  // a batch is bounded by time, too
}

TEST_F(AsioLoopTest, HearsEverySignalBetweenTwoPieces) {
  std::vector<int> heard;
  bool in_pump = false;
  const std::vector<int> raised = {SIGUSR1, SIGINT, SIGTERM, SIGUSR1};
  std::size_t next = 0;
  hooks.on_signal = [&](int number) {
    EXPECT_FALSE(in_pump);
    heard.push_back(number);
  };
  hooks.pump = [&] {
    in_pump = true;
    if (next < raised.size() && heard.size() == next) std::raise(raised[next++]);
    in_pump = false;
    return heard.size() < raised.size() && in_time();
  };
  AsioLoop().run(hooks);
  EXPECT_THAT(heard, ElementsAre(SIGUSR1, SIGINT, SIGTERM, SIGUSR1));
}

// How often a pump is called that waits once and is then done.
class Waits : public AsioLoopTest {
 protected:
  std::chrono::nanoseconds run_with(const Next& next) {
    hooks.pump = [&, first = true]() mutable { return std::exchange(first, false) ? next : false; };
    const auto start = WallClock::now();
    loop.run(hooks);
    return WallClock::now() - start;
  }

  sim::AsioLoop loop;
};

TEST_F(Waits, UntilATime) {
  const std::chrono::milliseconds wait(30);
  EXPECT_GE(run_with(Next::wait(WallClock::now() + wait)), wait);
}

TEST_F(Waits, ForATimeThatHasPassed) {
  EXPECT_LT(run_with(Next::wait(WallClock::now())), std::chrono::seconds(10));
}

TEST_F(Waits, ForADescriptorThatStaysOpen) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  std::thread writer([&] { EXPECT_EQ(write(ends[1], "x", 1), 1); });
  run_with(Next::wait(WallClock::now() + std::chrono::hours(1), ends[0]));
  writer.join();
  char byte = 0;
  EXPECT_EQ(read(ends[0], &byte, 1), 1);  // nobody else took it or closed the pipe
  close(ends[0]);
  close(ends[1]);
}

TEST_F(Waits, UntilAnotherThreadWakesIt) {
  std::thread waker([&] { loop.wake(); });
  run_with(Next::wait({}));
  waker.join();
}

TEST_F(Waits, NotAtAllIfItWasWokenBefore) {
  loop.wake();
  run_with(Next::wait({}));
}

TEST_F(Waits, UntilASignalComes) {
  int heard = 0;
  hooks.on_signal = [&](int) { ++heard; };
  std::thread sender([] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    kill(getpid(), SIGUSR1);
  });
  run_with(Next::wait(WallClock::now() + std::chrono::hours(1)));
  sender.join();
  EXPECT_EQ(heard, 1);
}

TEST_F(AsioLoopTest, PassesOnAnExceptionOfThePump) {
  hooks.pump = []() -> bool { throw std::domain_error("pump"); };
  EXPECT_THAT([&] { AsioLoop().run(hooks); }, ThrowsMessage<std::domain_error>("pump"));
}

TEST_F(AsioLoopTest, PassesOnAnExceptionOfATick) {
  hooks.tick = std::chrono::milliseconds(1);
  hooks.on_tick = [] { throw std::domain_error("tick"); };
  hooks.pump = [&] { return in_time(); };
  EXPECT_THAT([&] { AsioLoop().run(hooks); }, ThrowsMessage<std::domain_error>("tick"));
}

TEST_F(AsioLoopTest, PassesOnAnExceptionOfASignal) {
  hooks.on_signal = [](int) { throw std::domain_error("signal"); };
  bool first = true;
  hooks.pump = [&] {
    if (std::exchange(first, false)) std::raise(SIGUSR1);
    return in_time();
  };
  EXPECT_THAT([&] { AsioLoop().run(hooks); }, ThrowsMessage<std::domain_error>("signal"));
}

}  // namespace
}  // namespace sim
