// The same run again, and again in other ways: what decides the fingerprint (config, seed) and what
// must not (threads, loopback, evaluations, folders, progress). Weights are compared byte by byte.
#include <gtest/gtest.h>

#include "tests/tools/tiny_run.h"

namespace lab {
namespace {

struct Result {
  std::string fingerprint, weights;
  bool operator==(const Result&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Result& result) {
  return out << result.fingerprint << " and " << result.weights.size() << " bytes of weights";
}

// The same, and bursts, order, queues and a time without a link.
const Overrides kEveryFault = {
    kLossy[0],
    "link[1]={match: \"feed*\" delay { lognormal { median: \"5us\" sigma: 0.5 } } loss: 0.01 "
    "duplicate: 0.05 bursts { p_enter: 0.02 p_leave: 0.5 loss_bad: 0.9 } in_order: true "
    "bandwidth: \"100MB/s\" down { from: \"1ms\" to: \"1.2ms\" }}",
};

Result result_of(const Overrides& overrides = {}, const RunOptions& options = {}) {
  const TemporaryFolder out;
  const Outcome outcome = run_tiny(out.path(), overrides, options);
  EXPECT_EQ(outcome.ending, Ending::kDone) << outcome.trouble;
  return {fingerprint_of(outcome), weight_bytes_of(out.path())};
}

TEST(Determinism, TheSameConfigGivesTheSameResult) {
  EXPECT_EQ(result_of(), result_of());
  EXPECT_EQ(result_of(kLossy), result_of(kLossy));
}

TEST(Determinism, AnyNumberOfThreadsGivesTheSameResult) {
  for (const Overrides& overrides : {Overrides{}, kLossy, kEveryFault}) {
    const Result one = result_of(overrides, with_threads(1));
    EXPECT_EQ(result_of(overrides, with_threads(2)), one);
    EXPECT_EQ(result_of(overrides, with_threads(8)), one);
  }
}

TEST(Determinism, AnotherSeedGivesAnotherResult) {
  const Result one = result_of(), two = result_of({"seed=2"});
  EXPECT_NE(one.fingerprint, two.fingerprint);
  EXPECT_NE(one.weights, two.weights);
}

TEST(Determinism, TheSeedDecidesTheFateOfMessagesToo) {
  const RunOptions same_start = starting_from(kGolden / "tower-gait/init");
  const Overrides in_order = kLossy + Overrides{"data.shuffle=false"};
  EXPECT_NE(result_of(in_order, same_start), result_of(in_order + Overrides{"seed=2"}, same_start));
}

TEST(Determinism, TimingEntersTheFingerprint) {
  const Result usual = result_of();
  const Result late =
      result_of({"link[1]={match: \"clock.order.1\" delay { constant: \"11us\" }}"});
  EXPECT_NE(usual.fingerprint, late.fingerprint);
  EXPECT_EQ(usual.weights, late.weights);  // the ideal clock waits for whatever is late
}

TEST(Determinism, HowAndHowOftenItIsWatchedDoesNotEnterTheFingerprint) {
  const Result usual = result_of();
  EXPECT_EQ(result_of({"run.evaluate_every_steps=1"}), usual);
  EXPECT_EQ(result_of({"run.evaluate_every_steps=7"}), usual);
  EXPECT_EQ(result_of({"trace={}", "probe.backprop_alignment={}", "name=other"}), usual);

  testing::internal::CaptureStderr();
  const TemporaryFolder out;
  const auto config = protocols::parse_config(kTiny, "test.textproto", {});
  RunOptions options;
  options.setup.data_dir = kGolden;
  options.out = out.path() / "a/b";
  const Outcome loud = run(config, options);
  EXPECT_NE(testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(fingerprint_of(loud), usual.fingerprint);
}

TEST(Determinism, LoopbackChangesNothing) {
  const RunOptions loopback = with_loopback();
  for (const std::string precision : {"FLOAT32", "FLOAT64"}) {
    for (const std::string payload : {"ABSOLUTE", "DIFFERENCE"}) {
      for (const Overrides& links : {Overrides{}, kLossy, kEveryFault}) {
        const Overrides all =
            links + Overrides{"precision=" + precision, "feedback.payload=" + payload};
        EXPECT_EQ(result_of(all, loopback), result_of(all)) << precision << " " << payload;
      }
    }
  }
}

TEST(Determinism, LoopbackEncodesEveryMessage) {
  const TemporaryFolder out;
  const Json summary = run_tiny(out.path(), {}, with_loopback()).summary;
  std::uint64_t messages = 0;
  for (const auto& [kind, count] : summary["messages"].items()) {
    messages += count["messages"].get<std::uint64_t>();
  }
  EXPECT_EQ(summary["loopback"]["messages"], messages);
  EXPECT_GT(summary["loopback"]["bytes"], summary["messages"]["activity"]["bytes"]);
  EXPECT_FALSE(run_tiny(out.path()).summary.contains("loopback"));
}

TEST(Determinism, LoopbackWorksForEveryRule) {
  for (const std::string rule : {"bp", "tp", "itp", "gait"}) {
    const Overrides all = {"rule." + rule + "={}", "feedback.payload=ABSOLUTE"};
    EXPECT_EQ(result_of(all, with_loopback()), result_of(all)) << rule;
  }
}

// Guards the tests above: the links of kLossy really lose, repeat and delay.
TEST(Determinism, TheLossyLinksDoWhatTheySay) {
  for (const Overrides& overrides : {kLossy, kEveryFault}) {
    const TemporaryFolder out;
    const Json updates = run_tiny(out.path(), overrides).summary["updates"];
    EXPECT_GT(updates["applied"], 0) << updates;
    EXPECT_GT(updates["duplicate"], 0) << updates;
    EXPECT_GT(updates["missed"].get<int>() + updates["rejected"].get<int>(), 0) << updates;
  }
}

}  // namespace
}  // namespace lab
