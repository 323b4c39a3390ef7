// Whole runs with phases of rest: feedback that learns, and mechanisms that keep weights orthogonal
// there. What they reach, that nothing is transported, and that they are the same however they run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "protocols/bad_input.h"
#include "tests/tools/tiny_run.h"

namespace lab {
namespace {

using testing::HasSubstr;

const Overrides kRest = {"clock.rest={before: 400 every_samples: 5 rounds: 3}"};
const Overrides kTimedRest = {
    "clock.rest={before: 30 every_samples: 5 rounds: 3 timeout: \"50us\"}"};
// B and W from draws of their own, W not orthogonal.
const Overrides kSquare = {"network={square { hidden_layers: 2 } initial_weights: XAVIER_NORMAL}"};

Overrides learned(const std::string& by, const std::string& more = "") {
  return {"feedback.inverse.learned={by: " + by + " " + more + "}"};
}

class RestRun : public testing::Test {
 protected:
  Outcome ran(const Overrides& overrides) {
    const Outcome outcome = run_tiny(folder_.path(), overrides);
    EXPECT_EQ(outcome.ending, Ending::kDone) << outcome.trouble;
    return outcome;
  }
  // The value of a list of the last evaluation, for a layer.
  static double last(const Outcome& outcome, const char* list, std::size_t layer) {
    return outcome.metrics.back()[list][layer - 1].get<double>();
  }
  const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  TemporaryFolder folder_;
};

TEST_F(RestRun, FeedbackThatLearnsIsNeverTransported) {
  for (const Overrides& how :
       {Overrides{"rule={dtp {}}"}, Overrides{"rule={drl {}}"},
        Overrides{"rule={weight_mirror {}}"}, Overrides{"rule={kolen_pollack {}}"},
        learned("SHARED_PRODUCT"), learned("DELTA"), learned("DIFFERENCE_RECONSTRUCTION"),
        learned("MIRROR", "learning_rate: 0.01")}) {
    SCOPED_TRACE(how[0]);
    const Outcome outcome = ran(how + kRest);
    EXPECT_FALSE(outcome.summary["messages"].contains("weight_transport"));
    EXPECT_EQ(outcome.summary["updates"]["applied"], 60);
    EXPECT_EQ(outcome.summary["messages"].contains("coincidence"), true);
    EXPECT_TRUE(outcome.metrics.back()["inverse_defect"][0].is_null());
  }
}

// Layers 2 and 3 rest in every round; nothing goes down through layer 1.
TEST_F(RestRun, EveryRoundIsToldAndAnswered) {
  const Outcome outcome = ran(Overrides{"rule={dtp {}}"} + kRest);
  const auto& messages = outcome.summary["messages"];
  const int rounds = 400 + 3 * 3;  // after samples 5, 10 and 15
  EXPECT_EQ(messages["coincidence"]["messages"], 2 * rounds);
  EXPECT_EQ(messages["reconstruction"]["messages"], 2 * rounds);
  EXPECT_EQ(outcome.summary["non_local"]["messages"], messages["quiet"]["messages"]);
}

TEST_F(RestRun, SharedProductsMakeFeedbackTheInverseAndWeightsOrthogonal) {
  const Overrides shared = kSquare + learned("SHARED_PRODUCT", "early_rounds: 1500") +
                           Overrides{"run={steps: 1}", "optimizer={sgd {learning_rate: 1e-9}}",
                                     "clock.rest={before: 6000}", "precision=FLOAT64"};
  const Outcome outcome = ran(shared);
  for (const std::size_t layer : {2U, 3U}) {
    EXPECT_LT(last(outcome, "orthogonality_defect", layer), 0.05);
    EXPECT_LT(last(outcome, "inverse_defect", layer), 0.01);
    EXPECT_GT(last(outcome, "feedback_cosine", layer), 0.999);
  }
  EXPECT_GT(last(outcome, "orthogonality_defect", 1), 0.5);
}

TEST_F(RestRun, TheDeltaRuleComesNearerToTheInverseTheLongerItRests) {
  const auto defect = [&](int rounds) {
    return last(ran(kSquare + Overrides{"rule={dtp {}}", "run={steps: 1}",
                                        "clock.rest={before: " + std::to_string(rounds) + "}"}),
                "inverse_defect", 3);
  };
  const double short_rest = defect(10);
  EXPECT_LT(defect(4000), 0.7 * short_rest);
}

TEST_F(RestRun, WeightMirrorsAndReconstructionsFindTheTranspose) {
  for (const char* rule : {"weight_mirror", "drl"}) {
    SCOPED_TRACE(rule);
    const Outcome outcome =
        ran(kSquare + Overrides{"rule={" + std::string(rule) + " {}}", "run={steps: 1}",
                                "feedback.inverse.learned.learning_rate=0.003",
                                "clock.rest={before: 3000}"});
    EXPECT_GT(last(outcome, "feedback_cosine", 2), 0.95);
  }
}

TEST_F(RestRun, KolenAndPollackMakeFeedbackFollowWithoutAnyRest) {
  const auto cosine = [&](const char* decay) {
    return last(
        ran({"rule={kolen_pollack {decay: " + std::string(decay) + "}}", "run={epochs: 10}"}),
        "feedback_cosine", 2);
  };
  EXPECT_GT(cosine("0.02"), 0.8);
  EXPECT_LT(cosine("0"), 0.5);
}

TEST_F(RestRun, OjaAtRestMakesWeightsOrthogonalThroughWhateverMirrorsThem) {
  for (const char* rule : {"rule={gait {}}", "rule={bp {}}"}) {
    SCOPED_TRACE(rule);
    const Outcome outcome = ran(kSquare + Overrides{rule, "orthogonality={oja_rest {}}",
                                                    "clock.rest={before: 2000}", "run={steps: 1}"});
    EXPECT_LT(last(outcome, "orthogonality_defect", 2), 0.05);
    EXPECT_GT(last(outcome, "orthogonality_defect", 1), 0.3);
  }
}

// At the rates that they have if nobody says.
TEST_F(RestRun, OjaAtRestWaitsForAMirrorThatLearns) {
  const Overrides oja = {"orthogonality={oja_rest {}}", "run={steps: 1}",
                         "clock.rest={before: 6000}"};
  for (const Overrides& how :
       {Overrides{"rule={weight_mirror {}}"}, Overrides{"feedback.inverse.learned={by: MIRROR}"}}) {
    SCOPED_TRACE(how.front());
    const Outcome with = ran(kSquare + how + oja);
    EXPECT_LT(last(with, "orthogonality_defect", 2), 0.2);
    EXPECT_GT(last(with, "orthogonality_defect", 1), 0.3);
    EXPECT_FALSE(with.summary["messages"].contains("weight_transport"));
  }
}

TEST_F(RestRun, SaysWhenOjasRuleDiverges) {
  const Outcome outcome =
      run_tiny(folder(), kSquare + Overrides{"orthogonality={oja_rest {learning_rate: 100}}",
                                             "clock.rest={before: 100}"});
  EXPECT_EQ(outcome.ending, Ending::kFailed);
  EXPECT_THAT(outcome.trouble, HasSubstr("after step 0: layer "));
  EXPECT_THAT(outcome.trouble, HasSubstr("the weights diverge"));
}

TEST_F(RestRun, LateralInhibitionMakesWeightsOrthogonalInEveryLayer) {
  std::set<std::string> fingerprints;
  for (const char* by : {"FOELDIAK", "SIMILARITY_MATCHING"}) {
    const Outcome outcome = ran(kSquare + Overrides{"orthogonality.lateral.by=" + std::string(by),
                                                    "clock.rest={before: 4000}", "run={steps: 1}"});
    for (const std::size_t layer : {1U, 2U, 3U}) {
      EXPECT_LT(last(outcome, "orthogonality_defect", layer), 0.2) << by;
    }
    fingerprints.insert(outcome.summary["fingerprint"].get<std::string>());
  }
  EXPECT_EQ(fingerprints.size(), 2U);
}

TEST_F(RestRun, RetractionKeepsWeightsOrthogonalWhileTheyLearn) {
  const Overrides fast = {"optimizer.adam.learning_rate=1e-2", "precision=FLOAT64"};
  const auto defect = [&](const Overrides& how) {
    return last(ran(fast + how), "orthogonality_defect", 2);
  };
  EXPECT_GT(defect({}), 0.1);
  EXPECT_LT(defect({"orthogonality={retraction {method: QR}}"}), 1e-12);
  EXPECT_LT(defect({"orthogonality={retraction {}}"}), 0.02);
}

// The way down of GAIT is that of BP as long as weights are held orthogonal, and not much longer.
TEST_F(RestRun, WhatHoldsWeightsOrthogonalHoldsTheDirectionOfBackpropagation) {
  const auto cosine = [&](const Overrides& how) {
    const Outcome outcome = ran(Overrides{"optimizer.adam.learning_rate=3e-3", "precision=FLOAT64",
                                          "probe.backprop_alignment.every_updates=1"} +
                                how);
    double least = 1;
    for (const auto& layer : outcome.summary["backprop_alignment"]["cosine"]) {
      least = std::min(least, layer.get<double>());
    }
    return least;
  };
  const double free = cosine({});
  EXPECT_LT(free, 0.999);
  EXPECT_GT(cosine({"orthogonality={retraction {method: QR}}"}), 1 - 1e-6);
  EXPECT_GT(cosine({"orthogonality={retraction {}}"}), 0.9999);
  EXPECT_GT(cosine({"regularizer={form: FULL lambda: 1}"}), free);
}

TEST_F(RestRun, NeitherThreadsNorTheEncodingNorTracesChangeIt) {
  for (const Overrides& how :
       {Overrides{"rule={drl {}}"}, Overrides{"rule={kolen_pollack {}}"}, learned("SHARED_PRODUCT"),
        Overrides{"orthogonality={oja_rest {}}"}, Overrides{"orthogonality={lateral {}}"}}) {
    SCOPED_TRACE(how[0]);
    const Overrides lossy = kLossy + kTimedRest + how;
    const TemporaryFolder one, eight, encoded, traced;
    const std::string wanted = fingerprint_of(run_tiny(one.path(), lossy));
    EXPECT_EQ(fingerprint_of(run_tiny(eight.path(), lossy, with_threads(8))), wanted);
    EXPECT_EQ(fingerprint_of(run_tiny(encoded.path(), lossy, with_loopback())), wanted);
    EXPECT_EQ(fingerprint_of(run_tiny(traced.path(), lossy + Overrides{"trace={payload: WHOLE}"})),
              wanted);
  }
}

TEST_F(RestRun, WorksWhereUnitsCarryTheirTargetsAndWhereTheyTakeTime) {
  ran(Overrides{"rule={drl {}}", "neurons.feedback_site=SHARED"} + kRest);
  ran(Overrides{"rule={drl {}}", "dynamics={leaky {}}",
                "clock={convergence {} rest { before: 20 every_samples: 5 }}"});
}

TEST_F(RestRun, GoesOnFromSavedFeedbackWeights) {
  const Overrides resting = Overrides{"rule={weight_mirror {}}"} + kSquare;
  const Outcome first = ran(resting + Overrides{"clock.rest={before: 3000}", "run={steps: 1}",
                                                "feedback.inverse.learned.learning_rate=0.003"});
  const TemporaryFolder again;
  const Outcome second =
      run_tiny(again.path(),
               resting + Overrides{"clock.rest={before: 1}", "run={steps: 1}",
                                   "feedback.inverse.learned.learning_rate=1e-6"},
               starting_from(folder() / "weights"));
  EXPECT_GT(last(second, "feedback_cosine", 2), 0.9);
  EXPECT_NEAR(last(second, "feedback_cosine", 2), last(first, "feedback_cosine", 2), 0.05);
}

TEST_F(RestRun, StopsWhereFeedbackDiverges) {
  const Outcome outcome = run_tiny(
      folder(), Overrides{"rule={dtp {}}", "feedback.inverse.learned.learning_rate=10"} + kRest);
  EXPECT_EQ(outcome.ending, Ending::kFailed);
  EXPECT_THAT(outcome.trouble, testing::MatchesRegex("after step 0: layer [23], at rest: in round "
                                                     "[0-9]+, the learned feedback diverges.*"));
}

// Each of them, since the words that lead to it differ.
TEST_F(RestRun, StopsBetweenTwoStepsAndSaysWhich) {
  const Outcome outcome =
      run_tiny(folder(), {"rule={dtp {}}", "feedback.inverse.learned.learning_rate=10",
                          "clock.rest={every_samples: 5 rounds: 9}"});
  EXPECT_THAT(outcome.trouble, HasSubstr("after step 5: layer"));
}

std::string refused(const Overrides& overrides) {
  const TemporaryFolder folder;
  try {
    run_tiny(folder.path(), overrides);
  } catch (const protocols::BadInput& problem) {
    return problem.what();
  }
  return "it ran";
}

TEST(RestThatCannotBe, OrNeverComesIsRefused) {
  const auto with = [](const std::string& rest) {
    return refused({"rule={dtp {}}", "clock.rest={" + rest + "}"});
  };
  EXPECT_THAT(
      with("every_samples: 20"),
      HasSubstr("clock.rest: never comes: every_samples is 20, and the run has 20 samples"));
  EXPECT_EQ(with("every_samples: 19"), "it ran");
  EXPECT_EQ(with("before: 1 every_samples: 20"), "it ran");
}

TEST(RestThatCannotBe, IsRefusedWithTheReason) {
  EXPECT_THAT(refused({"rule={dtp {}}"}), HasSubstr("clock.rest: is missing"));
  EXPECT_THAT(refused({"orthogonality={lateral {}}"}), HasSubstr("clock.rest: is missing"));
  EXPECT_THAT(refused({"rule={dtp {}}", "clock.rest={rounds: 5}"}),
              HasSubstr("clock.rest: has neither before nor every_samples above 0"));
  EXPECT_THAT(refused({"rule={dtp {}}", "clock={handshake {}}"}),
              HasSubstr("which this clock, with an instance at every layer, cannot grant"));
  for (const char* field : {"decay", "late_decay"}) {
    EXPECT_THAT(refused({"feedback.inverse.learned={" + std::string(field) + ": 1}",
                         "clock.rest={before: 9}"}),
                HasSubstr(std::string(field) + ": must be below 1 by SHARED_PRODUCT"));
  }
  EXPECT_THAT(refused(Overrides{"rule={bp {}}", "network={rectangular {widths: [16, 6, 8]}}",
                                "orthogonality={lateral {}}"} +
                      kRest),
              HasSubstr("layer 2 has 8 of them in 6 dimensions"));
  EXPECT_THAT(refused({"rule={dtp {}}", "clock={free {} rest {before: 3}}"}),
              HasSubstr("an instance at every layer"));
  EXPECT_THAT(refused(Overrides{"feedback.payload=ABSOLUTE"} + learned("DELTA") + kRest),
              HasSubstr("feedback.payload"));
  EXPECT_THAT(refused(Overrides{"rule={dtp {}}"} + learned("MIRROR") + kRest),
              HasSubstr("must be DELTA"));
  EXPECT_THAT(refused(Overrides{"orthogonality={oja_rest {}}"} + learned("SHARED_PRODUCT") + kRest),
              HasSubstr("SHARED_PRODUCT"));
  EXPECT_THAT(refused(Overrides{"rule={fa {}}", "orthogonality={oja_rest {}}"} + kRest),
              HasSubstr("lateral {}"));
  EXPECT_THAT(refused(Overrides{"rule={dtp {step: 0}}"} + kRest), HasSubstr("rule.dtp.step"));
}

}  // namespace
}  // namespace lab
