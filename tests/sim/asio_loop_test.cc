// The event loop: it pumps until nothing is left, lets ticks and signals in between, and passes
// exceptions on. Signals are real ones, which the test raises for itself.
#include "sim/asio_loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <stdexcept>
#include <thread>
#include <vector>

namespace sim {
namespace {

using testing::ElementsAre;
using testing::ThrowsMessage;
using WallClock = std::chrono::steady_clock;

// By default nothing is left to do, and neither ticks nor signals are expected.
class AsioLoop : public testing::Test {
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

TEST_F(AsioLoop, PumpsUntilNothingIsLeft) {
  for (const int pieces : {1, 2, 63, 64, 65, 1000}) {
    int calls = 0;
    hooks.pump = [&] { return ++calls < pieces; };
    run_loop(hooks);
    EXPECT_EQ(calls, pieces);
  }
}

TEST_F(AsioLoop, TicksAgainAndAgainWhileItPumps) {
  int ticks = 0;
  hooks.tick = std::chrono::milliseconds(2);
  hooks.on_tick = [&] { ++ticks; };
  hooks.pump = [&] { return ticks < 3 && in_time(); };
  run_loop(hooks);
  EXPECT_GE(ticks, 3);
}

TEST_F(AsioLoop, TicksBetweenSlowPieces) {
  int ticks = 0, pumps = 0;
  hooks.tick = std::chrono::milliseconds(1);
  hooks.on_tick = [&] { ++ticks; };
  hooks.pump = [&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
    ++pumps;
    return ticks < 2 && in_time();
  };
  run_loop(hooks);
  EXPECT_LT(pumps, 20);  // a batch is bounded by time, too
}

TEST_F(AsioLoop, HearsEverySignalBetweenTwoPieces) {
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
  run_loop(hooks);
  EXPECT_THAT(heard, ElementsAre(SIGUSR1, SIGINT, SIGTERM, SIGUSR1));
}

TEST_F(AsioLoop, PassesOnAnExceptionOfThePump) {
  hooks.pump = []() -> bool { throw std::domain_error("pump"); };
  EXPECT_THAT([&] { run_loop(hooks); }, ThrowsMessage<std::domain_error>("pump"));
}

TEST_F(AsioLoop, PassesOnAnExceptionOfATick) {
  hooks.tick = std::chrono::milliseconds(1);
  hooks.on_tick = [] { throw std::domain_error("tick"); };
  hooks.pump = [&] { return in_time(); };
  EXPECT_THAT([&] { run_loop(hooks); }, ThrowsMessage<std::domain_error>("tick"));
}

TEST_F(AsioLoop, PassesOnAnExceptionOfASignal) {
  hooks.on_signal = [](int) { throw std::domain_error("signal"); };
  bool first = true;
  hooks.pump = [&] {
    if (std::exchange(first, false)) std::raise(SIGUSR1);
    return in_time();
  };
  EXPECT_THAT([&] { run_loop(hooks); }, ThrowsMessage<std::domain_error>("signal"));
}

}  // namespace
}  // namespace sim
