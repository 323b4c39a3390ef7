// The state of leaky units beside the closed solution of tau du/dt = -u + drive, and the pace of
// their steps.
#include "neurons/leaky_state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace neurons {
namespace {

using testing::DoubleNear;

constexpr sim::Duration kTau{1000};

Matrix<double> one(double value) { return Matrix<double>::Constant(1, 1, value); }

TEST(LeakyState, StartsAtZeroAndCoversOneMinusOneOverEInOneTau) {
  LeakyState<double> state(kTau);
  EXPECT_FALSE(state.aimed());
  state.aim(one(2), {500});
  EXPECT_EQ(state.value()(0, 0), 0);
  state.advance({1500});
  EXPECT_NEAR(state.value()(0, 0), 2 * (1 - std::exp(-1)), 1e-15);
}

TEST(LeakyState, StartsWhereItIsTold) {
  LeakyState<double> state(kTau);
  const Matrix<double> start = one(5);
  state.aim(one(3), {0}, &start);
  EXPECT_EQ(state.value()(0, 0), 5);
  state.aim(one(4), {0}, &start);  // only the first time
  state.advance({1000});
  EXPECT_NEAR(state.value()(0, 0), 4 + std::exp(-1), 1e-15);
}

TEST(LeakyState, ManySmallStepsAreOneLargeStep) {
  LeakyState<double> many(kTau), single(kTau);
  many.aim(one(1), {0});
  single.aim(one(1), {0});
  for (std::int64_t ns = 7; ns <= 2100; ns += 7) many.advance({ns});
  single.advance({2100});
  EXPECT_NEAR(many.value()(0, 0), single.value()(0, 0), 1e-13);
}

TEST(LeakyState, GoesOnFromWhereANewDriveFindsIt) {
  LeakyState<double> state(kTau);
  state.aim(one(1), {0});
  state.aim(one(-1), {1000});  // it has moved until then
  const double there = 1 - std::exp(-1);
  EXPECT_NEAR(state.value()(0, 0), there, 1e-15);
  state.advance({2000});
  EXPECT_NEAR(state.value()(0, 0), -1 + (there + 1) * std::exp(-1), 1e-15);
}

TEST(LeakyState, TellsHowFarItHasToGo) {
  LeakyState<double> state(kTau);
  state.aim(one(4), {0});
  EXPECT_EQ(state.remaining(), 1);
  state.advance({1000});
  EXPECT_NEAR(state.remaining(), std::exp(-1), 1e-15);
}

TEST(RelativeChange, IsRelativeToWhereItLeads) {
  Matrix<float> from(2, 1), to(2, 1);
  from << 3, 0;
  to << 3, 4;
  EXPECT_FLOAT_EQ(static_cast<float>(relative_change(from, to)), 0.8F);
  EXPECT_EQ(relative_change(to, to), 0);
  const Matrix<float> zero = Matrix<float>::Zero(2, 1);
  EXPECT_EQ(relative_change(to, zero), 1);
  EXPECT_EQ(relative_change(zero, zero), 0);
}

TEST(RelativeChange, OfWhatIsNotFiniteIsAboveNoThreshold) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const Matrix<float> zero = Matrix<float>::Zero(2, 1), one = Matrix<float>::Ones(2, 1);
  const Matrix<float> infinite = kInfinity * one, none = 0 * infinite;
  for (const auto& odd : {infinite, none}) {
    for (const auto& other : {zero, one, infinite, none}) {
      EXPECT_FALSE(relative_change(odd, other) > 1e-3) << odd << other;
      EXPECT_FALSE(relative_change(other, odd) > 1e-3) << odd << other;
    }
  }
}

TEST(RelativeChange, IsKnownWhereSquaresAreTooLarge) {
  const Matrix<float> from = Matrix<float>::Constant(2, 1, 1e30F), to = 2 * from;
  EXPECT_FLOAT_EQ(static_cast<float>(relative_change(from, to)), 0.5F);
}

std::vector<double> paces(const LeakyDynamics& dynamics, std::uint64_t owner, int count) {
  sim::Random random(1, owner, sim::Purpose::kModel);
  LocalPace pace(dynamics);
  std::vector<double> out;
  for (int i = 0; i < count; ++i) out.push_back(static_cast<double>(pace.next(random).ns));
  return out;
}

TEST(LocalPace, IsTheStepWhenNothingDisturbsIt) {
  EXPECT_THAT(paces({.step = {2000}}, 0, 5), testing::Each(2000));
}

TEST(LocalPace, AFrequencyErrorIsTheSameForEveryStepOfAPopulation) {
  const LeakyDynamics dynamics{.step = {1'000'000}, .frequency_error_ppm = 1000};
  double squares = 0;
  for (std::uint64_t owner = 0; owner < 400; ++owner) {
    const auto steps = paces(dynamics, owner, 3);
    EXPECT_THAT(steps, testing::Each(steps[0]));
    squares += std::pow(steps[0] - 1e6, 2);
  }
  EXPECT_THAT(std::sqrt(squares / 400), DoubleNear(1000, 150));
}

TEST(LocalPace, JitterIsNewForEveryStepAndNeverStopsTime) {
  const auto steps = paces({.step = {100}, .jitter = {100}}, 0, 2000);
  double sum = 0;
  for (const double ns : steps) sum += ns;
  EXPECT_THAT(sum / 2000, DoubleNear(108, 10));  // the mean of max(1, N(100, 100))
  EXPECT_EQ(*std::min_element(steps.begin(), steps.end()), 1);
  EXPECT_GT(*std::max_element(steps.begin(), steps.end()), 300);
}

}  // namespace
}  // namespace neurons
