// Whole runs of every way to send credit backwards: what learns, what is transported, and where
// rules must give the very same numbers.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "neurons/rules.h"
#include "tests/tools/tiny_run.h"

namespace lab {
namespace {

class RulesRun : public testing::Test {
 protected:
  Outcome learned(const Overrides& overrides) {
    const Outcome outcome = run_tiny(folder_.path(), overrides);
    EXPECT_EQ(outcome.ending, Ending::kDone) << outcome.trouble;
    return outcome;
  }
  std::string weights() const { return weight_bytes_of(folder_.path()); }
  std::filesystem::path weights_folder() const { return folder_.path() / "weights"; }
  std::string weights_of_layer(int layer) const {
    return text_of(folder_.path() / "weights" / (std::to_string(layer - 1) + "Lweights.npy"));
  }
  static Overrides with_rule(std::string_view name, const Overrides& more = {}) {
    return Overrides{"rule." + std::string(name) + "={}"} + more + rest_for(name);
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(RulesRun, EveryShippedRuleCanBeChosenAndClosesTheLedger) {
  for (const neurons::RuleInfo& rule : neurons::shipped_rules()) {
    SCOPED_TRACE(rule.name);
    const Outcome outcome = learned(with_rule(rule.name));
    EXPECT_EQ(outcome.summary["rule"], std::string(rule.name));
    EXPECT_EQ(outcome.summary["updates"]["applied"], 60);
  }
}

TEST_F(RulesRun, WeightsTravelOnlyWhereTheyAreNeeded) {
  for (const neurons::RuleInfo& rule : neurons::shipped_rules()) {
    SCOPED_TRACE(rule.name);
    const Outcome outcome = learned(with_rule(rule.name, {"clock.lockstep={}"}));
    const bool needed = needs_weights(neurons::way_down_of({.kind = rule.kind}));
    EXPECT_EQ(outcome.summary["messages"].contains("weight_transport"), needed);
    EXPECT_EQ(outcome.summary["non_local"]["messages"] > 0, needed);
  }
}

TEST_F(RulesRun, TheDampingOfAnInverseIsThatOfTheConfig) {
  std::set<std::string> all;
  for (const std::string inverse : {"exact {}", "damped { damping: 0.3 }", "damped {}",
                                    "damped { damping: 1 }", "transpose {}"}) {
    learned({"network.initial_weights=XAVIER_NORMAL", "feedback.inverse={" + inverse + "}"});
    all.insert(weights());
  }
  EXPECT_EQ(all.size(), 4U) << "1 unless it is given";
}

TEST_F(RulesRun, FeedbackAlignmentNeitherIsNorStaysBackpropagation) {
  learned(with_rule("fa"));
  const std::string fa = weights();
  learned(with_rule("bp"));
  EXPECT_NE(weights(), fa);
  learned(with_rule("fa"));
  EXPECT_EQ(weights(), fa) << "its weights come from the seed";
  learned(with_rule("fa", {"seed=2"}));
  EXPECT_NE(weights(), fa);
}

// Three layers, 10 us a link, from the moment at which the sample is opened: activity reaches the
// top at 30, and is told to feedback 3 at 40. Credit comes to feedback l and then to the synapses.
TEST_F(RulesRun, DirectFeedbackComesToAllLayersBelowTheTopAtOnce) {
  const auto targets = [this](const char* rule) {
    const Outcome outcome = learned(with_rule(rule));
    std::vector<std::int64_t> out;
    for (const auto& layer : outcome.summary["distributions"]) {
      out.push_back(layer["target_ns"]["most"].get<std::int64_t>());
    }
    return out;
  };
  const auto fa = targets("fa"), dfa = targets("dfa");
  ASSERT_EQ(dfa.size(), 3U);
  EXPECT_EQ(dfa[2], fa[2]);
  EXPECT_EQ(dfa[1], dfa[2] + 10'000);
  EXPECT_EQ(dfa[0], dfa[1]);
  EXPECT_EQ(fa[1], dfa[1]);
  EXPECT_EQ(fa[0], fa[1] + 10'000);
}

// Under every clock that is given the time, all that was presented is learned; and what credit
// knows by stakes is what quiescence sees.
TEST_F(RulesRun, DirectFeedbackLearnsUnderEveryClock) {
  learned(with_rule("dfa"));
  const std::string ideal = weights();
  for (const char* clock :
       {"credit {}", "lockstep { infer: \"100us\" target: \"100us\" }", "handshake {}",
        "convergence {}", "wave {}", "oscillator {}", "pipelined {}", "free {}", "poisson {}"}) {
    SCOPED_TRACE(clock);
    for (const char* site : {"SEPARATE", "SHARED"}) {
      const Outcome outcome =
          learned(with_rule("dfa", {std::string("clock={") + clock + "}",
                                    std::string("neurons.feedback_site=") + site}));
      const std::string name(clock, std::string_view(clock).find(' '));
      // A shared site remembers one sample, of which a pipeline leaves few.
      const bool forgets = name == "pipelined" && std::string_view(site) == "SHARED";
      EXPECT_GT(outcome.summary["updates"]["applied"], forgets ? 0 : 20);
      // Others need not have waited for all of it.
      const bool waits = name == "credit" || name == "lockstep" || name == "handshake";
      if (waits) {
        EXPECT_EQ(weights(), ideal) << site;
      }
    }
  }
}

TEST_F(RulesRun, DirectFeedbackStartsFromWeightsOfWhateverRule) {
  learned(with_rule("fa"));
  const TemporaryFolder out;
  const Outcome again = run_tiny(out.path(), with_rule("dfa"), starting_from(weights_folder()));
  EXPECT_EQ(again.ending, Ending::kDone) << again.trouble;
}

TEST_F(RulesRun, DirectFeedbackOfLeakyUnitsComesNearThatOfInstantOnes) {
  const Overrides leaky = {"clock={ credit {} }", "dynamics.leaky={theta: 1e-7}",
                           "precision=FLOAT64", "run={steps: 5}"};
  const Outcome slow = learned(with_rule("dfa", leaky));
  const Outcome fast = learned(with_rule("dfa", {"precision=FLOAT64", "run={steps: 5}"}));
  EXPECT_EQ(slow.summary["updates"]["applied"], 15);
  EXPECT_NEAR(slow.summary["loss"].get<double>(), fast.summary["loss"].get<double>(), 1e-4);
}

TEST_F(RulesRun, OfTheTopLayerOnlyTheTopMoves) {
  const Overrides regularized = {"regularizer.lambda=0.1"};
  learned(with_rule("top_layer_only", regularized + Overrides{"run={steps: 1}"}));
  const std::string first = weights_of_layer(1), second = weights_of_layer(2),
                    third = weights_of_layer(3);
  learned(with_rule("top_layer_only", regularized));
  EXPECT_EQ(weights_of_layer(1), first);
  EXPECT_EQ(weights_of_layer(2), second);
  EXPECT_NE(weights_of_layer(3), third);
}

TEST_F(RulesRun, GaitThroughTheTransposeIsBackpropagationToTheLastBit) {
  learned({"rule.gait={}", "feedback.inverse.transpose={}"});
  const std::string through_the_transpose = weights();
  learned({"rule.bp={}"});
  EXPECT_EQ(weights(), through_the_transpose);
  learned({"rule.gait={}"});
  EXPECT_NE(weights(), through_the_transpose);
}

TEST_F(RulesRun, CrossEntropyIsItsOwnLossAndGaitsFirstUpdateIsItsGradient) {
  const Overrides probed = {"precision=FLOAT64", "run={steps: 1}",
                            "probe.backprop_alignment.every_updates=1"};
  const Outcome squared = learned(probed);
  const Outcome crossed = learned(probed + Overrides{"output.cross_entropy={}"});
  EXPECT_NE(crossed.summary["loss"], squared.summary["loss"]);
  for (std::size_t l = 0; l < 3; ++l) {
    EXPECT_NEAR(crossed.summary["backprop_alignment"]["cosine"][l].get<double>(), 1, 1e-6);
    EXPECT_NEAR(crossed.summary["backprop_alignment"]["norm_ratio"][l].get<double>(), 1, 1e-6);
  }
}

TEST_F(RulesRun, CrossEntropyFallsWhileItIsLearned) {
  const Overrides long_run = {"output.cross_entropy={}", "rule.bp={}", "run={epochs: 20}",
                              "optimizer.adam.learning_rate=0.01"};
  const Outcome outcome = learned(long_run);
  const double first = outcome.metrics.front()["loss"], last = outcome.metrics.back()["loss"];
  EXPECT_LT(last, 0.5 * first);
}

TEST_F(RulesRun, AdaptiveGammaPointsWhereDifferencesDo) {
  const Outcome outcome =
      learned({"rule.gait={adaptive_gamma {}}", "feedback.payload=ABSOLUTE", "precision=FLOAT64",
               "run={steps: 1}", "probe.backprop_alignment.every_updates=1"});
  for (std::size_t l = 0; l < 3; ++l) {
    EXPECT_NEAR(outcome.summary["backprop_alignment"]["cosine"][l].get<double>(), 1, 1e-5);
    EXPECT_NEAR(outcome.summary["backprop_alignment"]["norm_ratio"][l].get<double>(), 1, 1e-4);
  }
}

TEST_F(RulesRun, NeitherThreadsNorTheEncodingChangeThem) {
  for (const char* rule : {"fa", "dfa", "sign_symmetry", "top_layer_only"}) {  // others: rest_run
    SCOPED_TRACE(rule);
    const Overrides lossy = with_rule(rule, kLossy + Overrides{"output.cross_entropy={}"});
    const TemporaryFolder one, eight, encoded;
    const std::string wanted = fingerprint_of(run_tiny(one.path(), lossy));
    EXPECT_EQ(fingerprint_of(run_tiny(eight.path(), lossy, with_threads(8))), wanted);
    EXPECT_EQ(fingerprint_of(run_tiny(encoded.path(), lossy, with_loopback())), wanted);
  }
}

}  // namespace
}  // namespace lab
