// Populations that take time. Leaky ones come, at their fixed point, to what instant ones compute,
// as nearly as theta says, under every clock that waits for them; a processing delay changes times
// only. Runs of 20 steps of the tower, by gradient descent, so that an error of the activities is
// one of the weights and not more.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocols/bad_input.h"
#include "tests/tools/tiny_run.h"
#include "tools/lab/files/weight_files.h"

namespace lab {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

const Overrides kSgd = {"optimizer={ sgd { learning_rate: 0.05 } }", "precision=FLOAT64"};

struct Result {
  Outcome outcome;
  std::vector<neurons::Weights> weights;

  int count(const char* what) const { return outcome.summary["updates"][what].get<int>(); }
  double virtual_seconds() const { return outcome.summary["virtual_seconds"].get<double>(); }
};

Result run_with(const Overrides& overrides, const RunOptions& options = {}) {
  const TemporaryFolder out;
  Outcome outcome = run_tiny(out.path(), kSgd + overrides, options);
  return {outcome, read_weights(out.path() / "weights", {{16, 16}, {10, 10}, {6, 6}},
                                neurons::Precision::kFloat64)};
}

// The largest difference of weights, relative to how far the run moved them.
double difference(const Result& a, const Result& b, const Result& start) {
  double most = 0;
  for (std::size_t l = 0; l < a.weights.size(); ++l) {
    const auto& x = a.weights[l].weights->as<double>();
    const auto& y = b.weights[l].weights->as<double>();
    const auto& from = start.weights[l].weights->as<double>();
    most = std::max(most, (x - y).norm() / (y - from).norm());
  }
  return most;
}

std::string leaky(double theta, const std::string& more = "") {
  return "dynamics={ leaky { theta: " + std::to_string(theta) + " " + more + " } }";
}

class LeakyDynamics : public testing::Test {
 protected:
  const Result instant = run_with({});
  const Result start = run_with({"optimizer={ sgd { learning_rate: 1e-300 } }"});
};

TEST_F(LeakyDynamics, ComeToTheFixedPointAsNearlyAsThetaSays) {
  double last = 1;
  for (const double theta : {1e-2, 1e-3, 1e-4, 1e-5}) {
    const Result found = run_with({leaky(theta)});
    EXPECT_EQ(found.count("applied"), 60);
    const double error = difference(found, instant, start);
    EXPECT_LT(error, 50 * theta) << theta;
    EXPECT_LT(error, 0.5 * last) << theta;  // and it is theta that makes the difference
    last = error;
  }
}

// They used to go on and on: nobody can wait for what is not a number to come to rest.
TEST_F(LeakyDynamics, ThatAreNotFiniteFailAsOthersDo) {
  const Overrides huge = {"optimizer={ sgd { learning_rate: 1e200 } }"};
  EXPECT_EQ(run_with(Overrides{leaky(1e-3)} + huge).outcome.ending, Ending::kFailed);
  EXPECT_EQ(run_with(Overrides{leaky(1e-3), "rule={ bp {} }"} + huge).outcome.ending,
            Ending::kFailed);
}

TEST_F(LeakyDynamics, CarryAbsoluteTargetsToo) {
  const Overrides absolute = {"feedback.payload=ABSOLUTE", "rule={ tp {} }"};
  const Result expected = run_with(absolute);
  EXPECT_LT(difference(run_with(absolute + Overrides{leaky(1e-6)}), expected, start), 1e-4);
}

TEST_F(LeakyDynamics, AreWaitedForByEveryClockThatWaits) {
  for (const char* clock : {"credit {}", "convergence { hold: \"60us\" }",
                            "lockstep { infer: \"500us\" target: \"500us\" }"}) {
    const Result found = run_with({leaky(1e-4), std::string("clock={ ") + clock + " }"});
    EXPECT_EQ(found.count("applied"), 60) << clock;
    EXPECT_EQ(found.count("stale"), 0) << clock;
    EXPECT_LT(difference(found, instant, start), 2e-3) << clock;
  }
}

// Somebody who does not wait learns before they have settled.
TEST_F(LeakyDynamics, AreCaughtOnTheirWayByAClockThatDoesNotWait) {
  const Result found =
      run_with({leaky(1e-4), "clock={ lockstep { infer: \"50us\" target: \"60us\" } }"});
  EXPECT_GT(difference(found, instant, start), 0.05);
}

TEST_F(LeakyDynamics, SpeakLessOftenTheLargerThetaIs) {
  const auto words = [](const Result& result) {
    return result.outcome.summary["messages"]["activity"]["messages"].get<int>();
  };
  EXPECT_LT(2 * words(run_with({leaky(1e-1)})), words(run_with({leaky(1e-3)})));
}

// A stake that an overtaken word had with it would be missed for ever, and the clock would wait.
TEST_F(LeakyDynamics, GiveCreditBackForWordsThatWereOvertaken) {
  for (const char* site : {"SEPARATE", "SHARED"}) {
    const Result wild = run_with({leaky(1e-3, "tau: \"9us\""), "clock={ credit {} }",
                                  std::string("neurons.feedback_site=") + site,
                                  "link[1]={match: \"*\" delay { lognormal { median: \"10us\" "
                                  "sigma: 1.5 } }}"});
    EXPECT_EQ(wild.outcome.ending, Ending::kDone) << site << wild.outcome.trouble;
    EXPECT_GT(wild.count("duplicate"), 0) << site;
  }
}

TEST_F(LeakyDynamics, GiveTheSameRunOnAnyThreadsAndThroughTheEncoding) {
  const Overrides drifting = {leaky(1e-3, "frequency_error_ppm: 20000 jitter: \"300ns\""),
                              "clock={ credit {timeout: \"5ms\"} }",
                              "link[1]={match: \"feed*\" delay { lognormal { median: \"10us\" "
                              "sigma: 0.5 } } duplicate: 0.05 "
                              "loss: 0.02}"};
  const Result one = run_with(drifting);
  EXPECT_EQ(one.outcome.ending, Ending::kDone) << one.outcome.trouble;
  EXPECT_GT(one.count("duplicate"), 0);
  for (const RunOptions& other : {with_threads(2), with_threads(8), with_loopback()}) {
    EXPECT_EQ(fingerprint_of(run_with(drifting, other).outcome), fingerprint_of(one.outcome));
  }
}

// Links that overtake: an older word never replaces a newer one.
TEST_F(LeakyDynamics, AreNotMisledByWordsThatWereOvertaken) {
  const Result found = run_with(
      {leaky(1e-4),
       "link[1]={match: \"*\" delay { uniform { from: \"1us\" to: \"40us\" } } duplicate: 0.1}"});
  EXPECT_GT(found.count("duplicate"), 100);
  EXPECT_LT(difference(found, instant, start), 2e-3);
}

TEST_F(LeakyDynamics, AreRecordedOnceForEverySampleByTheReadout) {
  const Result found = run_with({leaky(1e-5)});
  EXPECT_NEAR(found.outcome.summary["loss"].get<double>(),
              instant.outcome.summary["loss"].get<double>(), 1e-4);
}

TEST(ProcessingDelay, ChangesTimesAndNothingElse) {
  const Result at_once = run_with({});
  const Result slow = run_with({"dynamics={ instant { processing: \"7us\" } }"});
  EXPECT_EQ(slow.outcome.metrics.back()["loss"], at_once.outcome.metrics.back()["loss"]);
  EXPECT_EQ(slow.outcome.summary["updates"], at_once.outcome.summary["updates"]);
  // Up and down 3 layers: 6 populations and 2 deliveries on the longest path of a sample.
  const double longer = slow.virtual_seconds() - at_once.virtual_seconds();
  EXPECT_GE(longer, 20 * 7 * 7e-6);
  EXPECT_LE(longer, 20 * 9 * 7e-6);
}

// One population of units with two compartments learns what two populations learn, as long as one
// sample is on its way at a time; what the halves tell each other takes no time and no link.
TEST(SharedSite, LearnsTheSameFromOneSampleAtATime) {
  const Result separate = run_with({});
  const Result shared = run_with({"neurons.feedback_site=SHARED"});
  EXPECT_EQ(shared.outcome.metrics.back()["loss"], separate.outcome.metrics.back()["loss"]);
  EXPECT_EQ(shared.outcome.summary["updates"], separate.outcome.summary["updates"]);
  EXPECT_LT(shared.virtual_seconds(), separate.virtual_seconds());
}

// Its units carry one sample: the next one's activity pushes the target away.
TEST(SharedSite, LosesWhatOverlaps) {
  const std::string pipelined =
      "clock={ pipelined { interval: \"20us\" target: \"60us\" learn: \"120us\" } }";
  EXPECT_EQ(run_with({pipelined}).count("applied"), 60);
  EXPECT_LT(run_with({pipelined, "neurons.feedback_site=SHARED"}).count("applied"), 20);
}

TEST(SharedSite, GoesWithEveryDynamicsAndGivesTheSameRunOnAnyThreads) {
  for (const std::string& dynamics :
       {leaky(1e-3), std::string("dynamics={ instant { processing: \"3us\" } }")}) {
    const Overrides shared = {"neurons.feedback_site=SHARED", dynamics, "clock={ credit {} }"};
    const Result one = run_with(shared);
    EXPECT_EQ(one.outcome.ending, Ending::kDone) << one.outcome.trouble;
    EXPECT_EQ(one.count("applied"), 60);
    for (const RunOptions& other : {with_threads(2), with_loopback()}) {
      EXPECT_EQ(fingerprint_of(run_with(shared, other).outcome), fingerprint_of(one.outcome));
    }
  }
}

// A lockstep clock whose learn phase is as long as the synapses' time: what a discrete update does
// at once happens over the phase.
class ContinuousLearning : public LeakyDynamics {
 protected:
  static Overrides phase(const std::string& learn, const std::string& at_most = "100us") {
    return {leaky(1e-5), "learning.continuous={ tau: \"100us\" at_most: \"" + at_most + "\" }",
            "clock={ lockstep { infer: \"400us\" target: \"400us\" learn: \"" + learn + "\" } }"};
  }
};

TEST_F(ContinuousLearning, ComesToADiscreteUpdateWhenThePhaseIsTau) {
  const Result found = run_with(phase("200us"));
  EXPECT_EQ(found.count("applied"), 60);
  // Activity moves with the weights, and the target with it: the same to first order.
  EXPECT_LT(difference(found, instant, start), 0.1);
}

TEST_F(ContinuousLearning, IsHalfDoneWhenThePhaseIsHalfTau) {
  const auto moved = [&](const Result& result) { return difference(start, result, start); };
  EXPECT_EQ(moved(instant), 1);
  const Result half = run_with(phase("200us", "50us"));
  for (std::size_t l = 0; l < half.weights.size(); ++l) {
    const auto& from = start.weights[l].weights->as<double>();
    const double distance = (half.weights[l].weights->as<double>() - from).norm();
    const double whole = (instant.weights[l].weights->as<double>() - from).norm();
    EXPECT_NEAR(distance / whole, 0.5, 0.1) << l;  // to first order
  }
}

// The next input, some 10 us a layer after its presentation, ends the phase.
TEST_F(ContinuousLearning, IsEndedByTheNextSample) {
  const Result cut = run_with(phase("30us"));
  const auto& from = start.weights[0].weights->as<double>();
  const double distance = (cut.weights[0].weights->as<double>() - from).norm();
  const double whole = (instant.weights[0].weights->as<double>() - from).norm();
  EXPECT_GT(distance / whole, 0.3);  // 30 us of 100, and the 10 us that the input travels
  EXPECT_LT(distance / whole, 0.6);
}

TEST_F(ContinuousLearning, MissesWhatHasNoTargetInItsPhase) {
  const Result found =
      run_with({leaky(1e-3), "learning.continuous={ tau: \"100us\" at_most: \"20us\" }",
                "clock={ lockstep { infer: \"400us\" target: \"10us\" learn: \"200us\" } }"});
  EXPECT_EQ(found.outcome.ending, Ending::kDone);
  EXPECT_GT(found.count("missed") + found.count("rejected"), 20);
  EXPECT_EQ(found.count("missed") + found.count("rejected") + found.count("applied"), 60);
}

TEST_F(ContinuousLearning, EndsUnderEveryClock) {
  for (const char* clock :
       {"quiescence {}", "credit {}", "convergence { hold: \"60us\" }", "handshake {}",
        "oscillator { period: \"1ms\" target: \"400us\" learn: \"700us\" }",
        "free { interval: \"1ms\" }", "poisson { interval: \"1ms\" }",
        "pipelined { interval: \"1ms\" target: \"20us\" learn: \"1us\" }"}) {
    const Result found =
        run_with({leaky(1e-3), "learning.continuous={}", std::string("clock={ ") + clock + " }"});
    EXPECT_EQ(found.outcome.ending, Ending::kDone) << clock << found.outcome.trouble;
    EXPECT_EQ(found.count("missed") + found.count("rejected") + found.count("applied"), 60)
        << clock;
    EXPECT_GT(found.count("applied"), 0) << clock;
  }
}

TEST(ContinuousLearningConfig, NeedsUnitsThatTakeTimeAndAGradient) {
  EXPECT_THAT([] { run_with({"learning.continuous={}"}); },
              ThrowsMessage<protocols::BadInput>(HasSubstr("dynamics { leaky {} }")));
  EXPECT_THAT(
      [] {
        run_with({leaky(1e-3), "learning.continuous={}", "optimizer={ adam {} }"});
      },
      ThrowsMessage<protocols::BadInput>(HasSubstr("sgd without momentum")));
}

TEST(Dynamics, RefuseWhatIsNoTime) {
  for (const char* bad :
       {"leaky { tau: \"0ns\" }", "leaky { step: \"-1us\" }", "leaky { theta: 0 }",
        "leaky { jitter: \"3\" }", "instant { processing: \"-1ns\" }"}) {
    EXPECT_THAT([&] { run_with({std::string("dynamics={ ") + bad + " }"}); },
                ThrowsMessage<protocols::BadInput>(HasSubstr("dynamics.")))
        << bad;
  }
}

}  // namespace
}  // namespace lab
