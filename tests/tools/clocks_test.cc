// Every clock over a real network: on links that do them no harm all clocks learn what the ideal
// one does, to the last bit; on links that lose, repeat and delay they differ, but every run ends,
// its ledger closes, and neither threads nor the encoding of messages change anything.
#include <gtest/gtest.h>

#include "tests/tools/tiny_run.h"

namespace lab {
namespace {

struct Result {
  Ending ending;
  std::string fingerprint, weights;
  Json summary;
};

Result result_of(const Overrides& overrides, const RunOptions& options = {}) {
  const TemporaryFolder out;
  const Outcome outcome = run_tiny(out.path(), overrides, options);
  return {outcome.ending, fingerprint_of(outcome), weight_bytes_of(out.path()), outcome.summary};
}

struct Named {
  std::string name, clock;
};

// With times that are long enough for three layers whose links take 10 us.
const Named kClocks[] = {
    {"quiescence", "clock={ quiescence {} }"},
    {"credit", "clock={ credit { timeout: \"5ms\" } }"},
    {"lockstep", "clock={ lockstep {} }"},
    {"wave", "clock={ wave { stagger: \"20us\" learn: \"20us\" } }"},
    {"convergence", "clock={ convergence { timeout: \"2ms\" } }"},
    {"handshake", "clock={ handshake { timeout: \"1ms\" } }"},
    {"oscillator", "clock={ oscillator {} }"},
    {"free", "clock={ free { interval: \"200us\" target_after: \"50us\" } }"},
    {"poisson", "clock={ poisson { interval: \"10ms\" target_after: \"50us\" learn: \"1us\" } }"},
    {"pipelined", "clock={ pipelined { interval: \"200us\" } }"},
};

class EveryClock : public testing::TestWithParam<Named> {};
INSTANTIATE_TEST_SUITE_P(Shipped, EveryClock, testing::ValuesIn(kClocks),
                         [](const auto& tested) { return tested.param.name; });

TEST_P(EveryClock, LearnsWhatTheIdealClockDoesWhenItsTimesAreLongEnough) {
  const Result ideal = result_of({});
  const Result found = result_of({GetParam().clock});
  EXPECT_EQ(found.ending, Ending::kDone);
  EXPECT_EQ(found.summary["updates"], ideal.summary["updates"]);
  EXPECT_EQ(found.weights, ideal.weights);
  EXPECT_EQ(found.summary["clock"]["oracle"], GetParam().name == "quiescence");
}

TEST_P(EveryClock, GivesTheSameRunOnAnyThreadsAndThroughTheEncoding) {
  // The ideal clock is promised links without loss.
  const bool ideal = GetParam().name == "quiescence";
  const Overrides links = {
      GetParam().clock,
      "link[1]={match: \"feed*\" delay { lognormal { median: \"10us\" sigma: 0.5 } } duplicate: "
      "0.05 loss: " +
          std::string(ideal ? "0" : "0.05") + " }"};
  const Result one = result_of(links);
  EXPECT_EQ(one.ending, Ending::kDone);
  for (const RunOptions& other : {with_threads(2), with_threads(8), with_loopback()}) {
    const Result found = result_of(links, other);
    EXPECT_EQ(found.fingerprint, one.fingerprint);
    EXPECT_EQ(found.weights, one.weights);
  }
  const Json& updates = one.summary["updates"];
  const auto count = [&](const char* what) { return updates[what].get<int>(); };
  EXPECT_EQ(count("applied") + count("rejected") + count("missed"), 20 * 3) << updates;
  EXPECT_GT(count("applied"), 20) << updates;
  EXPECT_EQ(count("missed") + count("rejected") > 0, !ideal) << updates;
}

// Samples that come faster than they are learned overlap.
TEST(PipelinedClock, TradesStalenessForThroughput) {
  const std::string pipelined =
      "clock={ pipelined { interval: \"20us\" target: \"60us\" learn: \"120us\" } }";
  const Result fast = result_of({pipelined}), slow = result_of({});
  EXPECT_LT(fast.summary["virtual_seconds"].get<double>(),
            0.5 * slow.summary["virtual_seconds"].get<double>());
  EXPECT_EQ(fast.summary["updates"]["applied"], 60);
  EXPECT_GT(fast.summary["updates"]["stale"], 30);
  // With too little memory the newest sample overwrites the one whose target is on its way.
  const Result narrow = result_of({pipelined, "neurons.memory=1"});
  EXPECT_LT(narrow.summary["updates"]["applied"], 10);
  EXPECT_GT(narrow.summary["updates"]["mismatched"], 0);
  EXPECT_EQ(narrow.summary["updates"]["rejected"], narrow.summary["updates"]["mismatched"]);
  const Result careless = result_of({pipelined, "neurons.memory=1", "learning.mismatch=LEARN"});
  EXPECT_EQ(careless.summary["updates"]["rejected"], 0);
  EXPECT_GT(careless.summary["updates"]["mismatched"], 0);
}

TEST(HandshakeClock, IsADeadlockWhenAMessageIsLostAndItHasNoTimeout) {
  const TemporaryFolder out;
  const Outcome stuck =
      run_tiny(out.path(), {"clock={ handshake {} }", "link[1]={match: \"feedback.3\" loss: 1}"});
  EXPECT_EQ(stuck.ending, Ending::kDeadlock);
  EXPECT_NE(stuck.trouble.find("clock1 waits for"), std::string::npos) << stuck.trouble;
}

}  // namespace
}  // namespace lab
