// The same run on other executors: what each actor heard and the fingerprint must be equal on one
// thread, in any order of jobs, and on pools of threads, whatever network a seed draws.
#include <gtest/gtest.h>

#include "sim/asio_pool.h"
#include "tests/sim/executors.h"
#include "tests/sim/walkers.h"

namespace sim {
namespace {

struct Outcome {
  std::uint64_t fingerprint = 0;
  Traffic traffic;
  std::vector<std::vector<std::string>> logs;
};

// "network" draws actors and links, "seed" all that then happens.
Outcome run(std::uint64_t network, Executor& executor, std::uint64_t seed = 1,
            Faults faults = Faults::kFew) {
  Engine<Word> engine(seed, executor);
  Fingerprint<Word> fingerprint;
  engine.watch(fingerprint);
  build({.seed = network, .faults = faults}, engine);
  begin(engine);
  while (engine.run_window()) {
  }
  return {fingerprint.value_with(0), engine.traffic(), logs_of(engine)};
}

void expect_equal(const Outcome& a, const Outcome& b) {
  EXPECT_EQ(a.fingerprint, b.fingerprint);
  EXPECT_EQ(a.traffic.sent, b.traffic.sent);
  EXPECT_EQ(a.traffic.lost, b.traffic.lost);
  EXPECT_EQ(a.logs, b.logs);
}

void expect_equal_on_all_executors(std::uint64_t first, std::uint64_t last,
                                   Faults faults = Faults::kFew) {
  AsioPool one(1), two(2), eight(8);
  for (std::uint64_t seed = first; seed < last; ++seed) {
    SCOPED_TRACE(seed);
    InlineExecutor reference;
    ShuffledExecutor shuffled(seed);
    const Outcome expected = run(seed, reference, 1, faults);
    for (Executor* executor : std::initializer_list<Executor*>{&shuffled, &one, &two, &eight}) {
      expect_equal(run(seed, *executor, 1, faults), expected);
    }
    EXPECT_GT(expected.traffic.received, 30u);
    EXPECT_GT(shuffled.batches(), 0u);  // some actors did share an instant
  }
}

TEST(Determinism, FiftyNetworksAreTheSameOnAllExecutors) { expect_equal_on_all_executors(0, 50); }

TEST(Determinism, WithEveryFaultOfLinksToo) { expect_equal_on_all_executors(0, 30, Faults::kAll); }

TEST(DeterminismLong, AThousandNetworksAreTheSameOnAllExecutors) {
  expect_equal_on_all_executors(50, 1050);
}

TEST(Determinism, RunTwiceIsTheSame) {
  InlineExecutor executor;
  expect_equal(run(1, executor), run(1, executor));
}

TEST(Determinism, AnotherSeedIsAnotherRunOfTheSameNetwork) {
  InlineExecutor executor;
  EXPECT_NE(run(1, executor, 1).fingerprint, run(1, executor, 2).fingerprint);
}

// Who changes this changes what every seed means.
TEST(Determinism, KeepsAGoldenFingerprint) {
  InlineExecutor executor;
  EXPECT_EQ(run(1, executor).fingerprint, 1291642228183386929u);
}

}  // namespace
}  // namespace sim
