// Every clock in every mode: paced runs are the virtual run, only slower; wall runs end, close
// their ledger, and come out within what the virtual run gives for other seeds. Nothing hangs: a
// run that takes too long fails by the test's time limit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "protocols/bad_input.h"
#include "tests/tools/tiny_run.h"

namespace lab {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

struct Named {
  std::string name, clock;
  bool waits = false;  // for what really happened: late handlers do not make it wrong
};

const Named kClocks[] = {
    {"quiescence", "clock={ quiescence {} }", true},
    {"credit", "clock={ credit {} }", true},
    {"lockstep", "clock={ lockstep {} }"},
    {"wave", "clock={ wave { stagger: \"20us\" learn: \"20us\" } }"},
    {"convergence", "clock={ convergence { timeout: \"2ms\" } }"},
    {"handshake", "clock={ handshake {} }", true},
    {"oscillator", "clock={ oscillator {} }"},
    {"free", "clock={ free { interval: \"200us\" target_after: \"50us\" } }"},
    {"poisson", "clock={ poisson { interval: \"200us\" target_after: \"50us\" learn: \"20us\" } }"},
    {"pipelined", "clock={ pipelined { interval: \"200us\" } }"},
};

// 20 steps of some 200 us: a tenth of a second when scaled by 25. Handlers take a fraction of the
// links' 250 us then.
constexpr const char* kWall = "mode={ wall { scale: 25 } }";

int count(const Outcome& outcome, const char* what) {
  return outcome.summary["updates"][what].get<int>();
}

int closed(const Outcome& outcome) {
  return count(outcome, "applied") + count(outcome, "rejected") + count(outcome, "missed");
}

class EveryClockAndMode : public testing::TestWithParam<Named> {};
INSTANTIATE_TEST_SUITE_P(Shipped, EveryClockAndMode, testing::ValuesIn(kClocks),
                         [](const auto& tested) { return tested.param.name; });

TEST_P(EveryClockAndMode, PacedIsTheVirtualRunHeldToWallTime) {
  const TemporaryFolder one, other;
  const Outcome virtual_run = run_tiny(one.path(), {GetParam().clock});
  const Outcome paced =
      run_tiny(other.path(), {GetParam().clock, "mode={ paced { factor: 0.05 } }"});
  EXPECT_EQ(fingerprint_of(paced), fingerprint_of(virtual_run));
  EXPECT_EQ(paced.summary["mode"], "paced");
  EXPECT_GE(paced.summary["wall_seconds"].get<double>(),
            20 * paced.summary["virtual_seconds"].get<double>() * 0.99);
}

TEST_P(EveryClockAndMode, WallEndsAndClosesItsLedger) {
  const TemporaryFolder out, ideal_out;
  const Outcome wall = run_tiny(out.path(), {GetParam().clock, kWall}, with_threads(2));
  EXPECT_EQ(wall.ending, Ending::kDone) << wall.trouble;
  EXPECT_EQ(closed(wall), 20 * 3) << wall.summary["updates"];
  EXPECT_TRUE(wall.summary["fingerprint"].is_null());
  EXPECT_GT(wall.summary["wall_seconds"].get<double>(),
            25 * wall.summary["virtual_seconds"].get<double>() * 0.9);
  if (!GetParam().waits) return;
  // What waits for messages learns what it always learns, however late they are.
  run_tiny(ideal_out.path());
  EXPECT_EQ(weight_bytes_of(out.path()), weight_bytes_of(ideal_out.path()));
}

// Links that lose a part of the credit, under a clock that does not wait.
TEST(WallMode, ComesOutWithinWhatVirtualRunsGive) {
  const Overrides lossy = {"clock={ lockstep {} }", "link[1]={match: \"feedback.*\" loss: 0.2}"};
  std::vector<int> applied;
  for (int seed = 1; seed <= 8; ++seed) {
    const TemporaryFolder out;
    applied.push_back(
        count(run_tiny(out.path(), lossy + Overrides{"seed=" + std::to_string(seed)}), "applied"));
  }
  const TemporaryFolder out;
  // Slow enough for a busy machine: the clock does not wait for what a machine is late with.
  const Outcome wall = run_tiny(out.path(), lossy + Overrides{"mode.wall={scale: 500}"});
  const auto [least, most] = std::ranges::minmax(applied);
  EXPECT_GE(count(wall, "applied"), least - 8);  // some are late all the same
  EXPECT_LE(count(wall, "applied"), most + 2);
  EXPECT_LT(most, 60);
}

TEST(WallMode, StopsHandlersForItsEvaluations) {
  const TemporaryFolder out;
  const Outcome wall = run_tiny(out.path(), {kWall, "run.evaluate_every_steps=1"});
  EXPECT_EQ(wall.ending, Ending::kDone) << wall.trouble;
  EXPECT_GE(wall.metrics.size(), 15U);
}

TEST(WallMode, TellsADeadlock) {
  const TemporaryFolder out;
  const Outcome stuck = run_tiny(
      out.path(), {kWall, "clock={ handshake {} }", "link[1]={match: \"feedback.3\" loss: 1}"});
  EXPECT_EQ(stuck.ending, Ending::kDeadlock);
}

TEST(WallMode, IsRefusedTogetherWithTheProbe) {
  const TemporaryFolder out;
  EXPECT_THAT(
      [&] {
        run_tiny(out.path(), {kWall, "probe.backprop_alignment.every_updates=1"});
      },
      ThrowsMessage<protocols::BadInput>(HasSubstr("cannot be with mode.wall")));
}

TEST(PacedMode, RefusesAFactorThatIsNotPositive) {
  const TemporaryFolder out;
  for (const char* factor : {"0", "-1", "nan", "inf"}) {
    EXPECT_THAT(
        [&] { run_tiny(out.path(), {std::string("mode={ paced { factor: ") + factor + " } }"}); },
        ThrowsMessage<protocols::BadInput>(HasSubstr("mode.paced.factor")));
  }
}

}  // namespace
}  // namespace lab
