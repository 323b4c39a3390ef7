// Runs that go on from a checkpoint: whatever the network, the rule and the clock, the run that was
// stopped and resumed is the run that was not, to the last bit.
#include "tools/lab/run/resume.h"

#include "neurons/rules.h"
#include "sim/clocks/catalogue.h"
#include "tests/tools/cut_run.h"

namespace lab {
namespace {

using protocols::BadInput;
using testing::HasSubstr;
using testing::ThrowsMessage;

Json without_times(Json line) {
  line.erase("wall_seconds");
  return line;
}

// So many instants, and there is a checkpoint of a later step than the first.
constexpr int kSomeSteps = 60;

class Resume : public CutRun {
 protected:
  // The same run whole, and killed after so many instants and resumed.
  void expect_same(const std::string& text, const Overrides& overrides, int instants,
                   const RunOptions& options = {}) {
    const Outcome whole = run_text(text, overrides, whole_.path());
    EXPECT_EQ(whole.ending, Ending::kDone) << whole.trouble;
    run_and_die(text, overrides, cut_.path(), instants);
    const std::uint64_t step = CheckpointFolder(cut_.path()).latest().header.step();
    EXPECT_EQ(step > 0, instants >= kSomeSteps) << "step " << step;
    const Outcome cut = resumed(cut_.path(), options);
    EXPECT_EQ(cut.ending, Ending::kDone) << cut.trouble;
    EXPECT_EQ(fingerprint_of(cut), fingerprint_of(whole)) << "resumed at step " << step;
    EXPECT_TRUE(weight_bytes_of(cut_.path()) == weight_bytes_of(whole_.path()));
    for (const char* what : {"step", "events", "messages", "updates", "distributions",
                             "train_accuracy", "loss", "virtual_seconds"}) {
      EXPECT_EQ(cut.summary[what], whole.summary[what]) << what;
    }
    ASSERT_EQ(cut.metrics.size(), whole.metrics.size());
    for (std::size_t i = 0; i < cut.metrics.size(); ++i) {
      EXPECT_EQ(without_times(cut.metrics[i]), without_times(whole.metrics[i]));
    }
  }
};

TEST_F(Resume, FromTheBeginningIsTheRun) { expect_same(kTiny, {}, 0); }

TEST_F(Resume, AtAnyMomentIsTheRun) {
  for (const int instants : {1, 30, 60, 100, 140}) {
    SCOPED_TRACE(instants);
    expect_same(kTiny, kOften, instants);
  }
}

TEST_F(Resume, OfEveryRule) {
  for (const neurons::RuleInfo& rule : neurons::shipped_rules()) {
    SCOPED_TRACE(rule.name);
    expect_same(kTiny,
                kOften + Overrides{"rule." + std::string(rule.name) + "={}"} + rest_for(rule.name),
                150);
  }
}

// An old inverse is a state of its own: what it gives depends on when it was made.
TEST_F(Resume, OfARefinedInverse) {
  for (const char* residual : {"1e-2", "1e-6"}) {
    SCOPED_TRACE(residual);
    expect_same(
        kTiny,
        kOften + Overrides{std::string("feedback.inverse.exact={method: REFINED residual: ") +
                               residual + "}",
                           "optimizer.adam.learning_rate=1e-2"},
        150);
  }
}

TEST_F(Resume, OfARegularizerNowAndThen) {
  expect_same(kTiny, kOften + Overrides{"regularizer={lambda: 0.1 every_steps: 4}"}, 150);
}

TEST_F(Resume, UnderEveryClockOverLossyLinks) {
  const Overrides lossy = {
      "link[1]={match: \"feed*\" delay { lognormal { median: \"10us\" sigma: 0.5 } } "
      "duplicate: 0.05}",
      "neurons.memory=3"};
  for (const sim::ClockInfo& clock : sim::shipped_clocks()) {
    SCOPED_TRACE(clock.name);
    expect_same(kTiny, kOften + lossy + Overrides{"clock." + std::string(clock.name) + "={}"}, 120);
  }
}

// What came before the checkpoint comes again after it.
TEST_F(Resume, KnowsWhatHasBeenHeardBefore) {
  const Overrides twice = {
      "clock.lockstep={}", "neurons.memory=3",
      "link[1]={match: \"*\" delay { lognormal { median: \"10us\" sigma: 1.5 } } duplicate: 0.7}"};
  for (const int instants : {300, 400, 500, 600, 700}) {
    SCOPED_TRACE(instants);
    expect_same(kTiny, kOften + twice, instants);
  }
}

TEST_F(Resume, OfLinksThatRemember) {
  expect_same(kTiny,
              kOften + Overrides{"clock.lockstep={}", "neurons.memory=3",
                                 "link[1]={match: \"feed*\" in_order: true loss: 0.02 "
                                 "bandwidth: \"10MB/s\" bursts { p_enter: 0.1 p_leave: 0.5 "
                                 "loss_bad: 0.2 }}"},
              130);
}

TEST_F(Resume, OfLeakyUnitsThatLearnContinuously) {
  const Overrides leaky = {
      "dynamics={leaky {tau: \"5us\" step: \"1us\" jitter: \"100ns\" frequency_error_ppm: 100}}",
      "optimizer={sgd {learning_rate: 1e-3}}", "learning={continuous {}}"};
  for (const int instants : {4000, 9001, 15'000}) expect_same(kTiny, kOften + leaky, instants);
}

TEST_F(Resume, OfUnitsThatTakeTime) {
  expect_same(kTiny, kOften + Overrides{"dynamics.instant.processing=3us"}, 150);
}

TEST_F(Resume, OfSharedSites) {
  expect_same(kTiny, kOften + Overrides{"neurons.feedback_site=SHARED"}, 100);
}

TEST_F(Resume, OfWhatRests) {
  const std::string rest = "clock.rest={before: 10 every_samples: 3 rounds: 2}";
  for (const char* what : {"feedback.inverse={learned {}}", "orthogonality={oja_rest {}}",
                           "orthogonality={lateral {by: SIMILARITY_MATCHING}}"}) {
    SCOPED_TRACE(what);
    expect_same(kTiny, kOften + Overrides{rest, what}, 400);
  }
}

TEST_F(Resume, OfSkipsAndKernels) {
  const char* square = "network={tower {widths: [16, 16, 16, 16]} skip {rotation {layer: 2}}}";
  expect_same(kTiny, kOften + Overrides{square}, 100);
  const char* conv = "network={conv {layer {size: 2 stride: 2 filters: 2} widths: [6]}}";
  expect_same(kTiny, kOften + Overrides{conv}, 100);
}

TEST_F(Resume, OfMomentumAndDoublePrecision) {
  expect_same(kTiny,
              kOften + Overrides{"optimizer={sgd {momentum: 0.9}}", "precision=FLOAT64",
                                 "regularizer={lambda: 0.1}"},
              100);
}

TEST_F(Resume, WithTheProbeAndAContract) {
  expect_same(kTiny,
              kOften + Overrides{"probe={backprop_alignment {every_updates: 2}}", "contract={}"},
              110);
  const auto lines = [](const std::string& text) {
    return std::count(text.begin(), text.end(), '\n');
  };
  EXPECT_EQ(lines(text_of(cut_.path() / "metrics.jsonl")),
            lines(text_of(whole_.path() / "metrics.jsonl")));
}

TEST_F(Resume, OnAnyNumberOfThreads) { expect_same(kTiny, kOften, 100, with_threads(3)); }

TEST_F(Resume, ThroughTheEncodingOfMessages) { expect_same(kTiny, kOften, 100, with_loopback()); }

TEST_F(Resume, AndAgain) {
  const Outcome whole = run_text(kTiny, kOften, whole_.path());
  run_and_die(kTiny, kOften, cut_.path(), 60);
  for (const int instants : {20, 40}) {
    Checkpoint from = CheckpointFolder(cut_.path()).latest();
    RunOptions options = quiet_in(cut_.path());
    options.from = &from;
    Session session(protocols::parse_config(from.header.config(), "again"), options);
    session.begin();
    for (int i = 0; i < instants; ++i) ASSERT_TRUE(session.step());
  }
  EXPECT_EQ(fingerprint_of(resumed(cut_.path())), fingerprint_of(whole));
}

TEST_F(Resume, OfARunThatIsDoneIsDone) {
  const Outcome whole = run_text(kTiny, kOften, cut_.path());
  const Outcome again = resumed(cut_.path());
  EXPECT_EQ(fingerprint_of(again), fingerprint_of(whole));
  EXPECT_EQ(again.summary["events"], whole.summary["events"]);
}

TEST_F(Resume, ARunThatIsDoneKeepsCheckpointsOnlyIfAsked) {
  run_text(kTiny, {}, whole_.path());
  EXPECT_FALSE(std::filesystem::exists(whole_.path() / "checkpoints"));
  EXPECT_THAT([&] { resumed(whole_.path()); },
              ThrowsMessage<BadInput>(HasSubstr("no checkpoint is there")));
  run_text(kTiny, {"checkpoint={}"}, whole_.path());
  EXPECT_TRUE(std::filesystem::exists(whole_.path() / "checkpoints"));
}

TEST_F(Resume, OfARecordedRunEndsWithTheTraceOfTheWholeOne) {
  for (const char* limit : {"0", "1000000"}) {
    const Overrides traced =
        kOften + Overrides{"trace={payload: WHOLE}", std::string("trace.max_bytes=") + limit};
    expect_same(kTiny, traced, 130);
    const auto facts = [](const TemporaryFolder& folder) {
      return Json::parse(text_of(folder.path() / "summary.json"))["trace"];
    };
    EXPECT_EQ(facts(cut_)["events"], facts(whole_)["events"]);
    EXPECT_EQ(facts(cut_)["trouble"], nullptr);
  }
}

}  // namespace
}  // namespace lab
