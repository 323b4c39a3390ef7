// Rounds of rest in populations alone: a feedforward population of one unit with W = 2 says what
// stood at its synapses, waits for the answer and learns from it; a feedback population answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <optional>

#include "neurons/feedback.h"
#include "neurons/feedforward.h"
#include "neurons/numerical_error.h"
#include "tests/neurons/actor_probe.h"
#include "tests/neurons/numbers.h"

namespace neurons {
namespace {

using testing::SizeIs;

constexpr LayerNumber kLayer = 2;
const sim::Order kRest{sim::Phase::kRest, kLayer, sim::kNoSample};

TensorPtr one(double value) { return share(column<double>({value})); }

class RestingLayer : public testing::Test {
 protected:
  static constexpr Port kAbove{0}, kLocal{1}, kReport{2}, kTransport{3};

  void set(std::optional<RestOptions> rest) {
    population.emplace(FeedforwardOptions{.layer = kLayer, .rest = rest},
                       Layer<double>({LinearOptions{}, {}, SgdOptions{}}, {one(2), one(7), 0}));
    population->attach({kAbove, kLocal, kReport, kTransport});
    probe.emplace(*population, 4);
  }
  Reaction tell(Message message) { return probe->tell(std::move(message)); }
  Reaction answer(std::uint64_t round, TensorPtr error) {
    return tell(Reconstruction{kLayer, round, std::move(error)});
  }
  double weight() const {
    constexpr sim::Time kEndOfTime{std::numeric_limits<std::int64_t>::max()};
    return population->weights(kEndOfTime).weights->as<double>()(0, 0);
  }
  static double value(const TensorPtr& tensor) { return tensor->as<double>()(0, 0); }

  std::optional<FeedforwardPopulation<double>> population;
  std::optional<ActorProbe> probe;
};

TEST_F(RestingLayer, ThatLearnsNothingReportsAtOnce) {
  set(std::nullopt);
  const Reaction reaction = tell(kRest);
  EXPECT_THAT(reaction.sent, SizeIs(1));
  const auto report = reaction.the<sim::Report>(kReport);
  EXPECT_EQ(report.kind, sim::ReportKind::kRested);
  EXPECT_EQ(report.sample, sim::kNoSample);
}

TEST_F(RestingLayer, SaysWhatStoodAtItsSynapsesWithoutItsBias) {
  set(RestOptions{.noise_columns = 3});
  const auto said = tell(kRest).the<Coincidence>(kLocal);
  EXPECT_EQ(said.sample, sim::kNoSample);
  EXPECT_EQ(said.round, 0u);
  EXPECT_EQ(said.pre->cols(), 3);
  EXPECT_EQ(said.post->as<double>(), 2 * said.pre->as<double>());
  EXPECT_EQ(said.digest, said.post->digest());
  const auto next = tell(kRest).the<Coincidence>(kLocal);
  EXPECT_EQ(next.round, 1u);
  EXPECT_NE(next.pre->as<double>(), said.pre->as<double>());
}

TEST_F(RestingLayer, ReportsWhenTheAnswerHasCome) {
  set(RestOptions{.noise_columns = 1});
  EXPECT_THAT(tell(kRest).on<sim::Report>(kReport), SizeIs(0));
  EXPECT_NE(population->waiting_for().find("noise"), std::string::npos);
  const Reaction reaction = answer(0, one(5));
  EXPECT_EQ(reaction.the<sim::Report>(kReport).kind, sim::ReportKind::kRested);
  EXPECT_EQ(weight(), 2);  // it was only the feedback weights' rest
  EXPECT_THAT(reaction.on<WeightTransport>(kTransport), SizeIs(0));
}

TEST_F(RestingLayer, IgnoresCopiesAndAnswersToRoundsThatWereGivenUp) {
  set(RestOptions{.noise_columns = 1, .plasticity = RestPlasticity::kOja});
  tell(kRest);
  tell(kRest);
  EXPECT_TRUE(answer(0, one(5)).nothing());
  EXPECT_FALSE(answer(1, one(5)).nothing());
  EXPECT_TRUE(answer(1, one(5)).nothing());
}

TEST_F(RestingLayer, LearnsByOjasRule) {
  set(RestOptions{.noise_columns = 1, .plasticity = RestPlasticity::kOja, .rate = 0.1});
  const double drive = value(tell(kRest).the<Coincidence>(kLocal).post);
  const Reaction reaction = answer(0, one(5));
  EXPECT_DOUBLE_EQ(weight(), 2 + 0.1 * drive * 5);
  EXPECT_EQ(reaction.the<WeightTransport>(kTransport).weights.version, 1u);
}

TEST_F(RestingLayer, LearnsBySharedProducts) {
  set(RestOptions{.noise_columns = 1,
                  .plasticity = RestPlasticity::kSharedProduct,
                  .rate = 0.1,
                  .decay = {.early = 0.5}});
  const double drive = value(tell(kRest).the<Coincidence>(kLocal).post);
  answer(0, one(5));
  EXPECT_DOUBLE_EQ(weight(), 2 + 0.1 * (drive * 5 - 0.5 * 2));
}

TEST_F(RestingLayer, LearnsByLateralInhibitionWithoutAnybodyElse) {
  set(RestOptions{.noise_columns = 1,
                  .plasticity = RestPlasticity::kLateral,
                  .rate = 0.1,
                  .reconstructs = false});
  const Reaction reaction = tell(kRest);
  EXPECT_EQ(reaction.the<sim::Report>(kReport).kind, sim::ReportKind::kRested);
  EXPECT_THAT(reaction.on<Coincidence>(kLocal), SizeIs(0));
  EXPECT_NE(weight(), 2);
}

TEST_F(RestingLayer, DoesNotLearnFromAnAnswerThatHoldsNothing) {
  set(RestOptions{.noise_columns = 1, .plasticity = RestPlasticity::kOja});
  tell(kRest);
  EXPECT_THAT(answer(0, nullptr).on<sim::Report>(kReport), SizeIs(1));
  EXPECT_EQ(weight(), 2);
}

TEST_F(RestingLayer, SaysWhereItBrokeDown) {
  set(RestOptions{.noise_columns = 1, .plasticity = RestPlasticity::kOja, .rate = 1e300});
  tell(kRest);
  try {
    answer(0, one(1e300));
    FAIL() << "it is not finite";
  } catch (const NumericalError& error) {
    EXPECT_NE(std::string(error.what()).find("layer 2, at rest"), std::string::npos);
  }
}

class RestingFeedback : public testing::Test {
 protected:
  static constexpr Port kDeliver{0}, kBelow{1};

  void set(const FeedbackLayerOptions& options) {
    population.emplace(FeedbackOptions{.layer = kLayer}, FeedbackLayer<double>(options));
    population->attach({.deliver = kDeliver, .below = {{kBelow, 1}}, .report = {}});
    probe.emplace(*population, 2);
  }
  Reconstruction rest(double noise = 3, double drive = 6) {
    return probe
        ->tell(Coincidence{.layer = kLayer, .round = 4, .pre = one(noise), .post = one(drive)})
        .the<Reconstruction>(kDeliver);
  }
  static FeedbackLayerOptions options(const RuleOptions& rule) {
    return {.layer = kLayer, .layers = kLayer, .rule = rule, .activation = LinearOptions{}};
  }

  std::optional<FeedbackPopulation<double>> population;
  std::optional<ActorProbe> probe;
};

TEST_F(RestingFeedback, AnswersByHowMuchItsOwnWeightsMissedTheNoiseAndLearns) {
  FeedbackLayerOptions learned = options({.kind = RuleKind::kDtp});
  learned.own_weights = {one(0.25)};
  learned.learned = {.by = FeedbackLearning::kDelta, .rate = 0.1};
  set(learned);
  const Reconstruction answer = rest();
  EXPECT_EQ(answer.round, 4u);
  EXPECT_DOUBLE_EQ(answer.error->as<double>()(0, 0), 1.5);
  EXPECT_DOUBLE_EQ(population->own_weights()->as<double>()(0, 0), 0.25 + 0.1 * 6 * 1.5);
}

TEST_F(RestingFeedback, AnswersThroughTransportedWeightsOnceTheyHaveCome) {
  FeedbackLayerOptions mirrors = options({.kind = RuleKind::kGait});
  mirrors.mirrors = true;
  set(mirrors);
  EXPECT_EQ(rest().error, nullptr);
  probe->tell(WeightTransport{0, kLayer, {one(2), one(0), 0}});
  EXPECT_DOUBLE_EQ(rest().error->as<double>()(0, 0), 3 - 2 * 6);
}

TEST_F(RestingFeedback, WithFixedWeightsHasNothingToSay) {
  FeedbackLayerOptions fixed = options({.kind = RuleKind::kFa});
  fixed.own_weights = {one(0.25)};
  set(fixed);
  EXPECT_EQ(rest().error, nullptr);
}

TEST_F(RestingFeedback, ImitatesUpdatesByTheRuleOfKolenAndPollack) {
  FeedbackLayerOptions imitates = options({.kind = RuleKind::kKolenPollack});
  imitates.own_weights = {one(0.25)};
  imitates.learned = {.by = FeedbackLearning::kKolenPollack,
                      .decay = {.early = 0},
                      .optimizer = SgdOptions{.learning_rate = 0.1}};
  set(imitates);
  EXPECT_TRUE(probe->tell(Coincidence{.sample = 8, .layer = kLayer, .pre = one(3), .post = one(-6)})
                  .nothing());
  EXPECT_DOUBLE_EQ(population->own_weights()->as<double>()(0, 0), 0.25 + 0.1 * 6 * 3);
}

}  // namespace
}  // namespace neurons
