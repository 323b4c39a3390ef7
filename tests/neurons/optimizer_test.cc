// Optimizers against scalar loops written here from the papers' formulas, in double: several
// steps, both precisions, matrices larger than one piece of work.
#include "neurons/optimizer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <type_traits>
#include <vector>

#include "tests/neurons/numbers.h"

namespace neurons {
namespace {

// One parameter's optimizer: the parameter after a step from (gradient, parameter).
using ScalarOptimizer = std::function<double(double, double)>;

ScalarOptimizer scalar_sgd(const SgdOptions& options) {
  return [options, velocity = 0.0, t = 0u](double g, double w) mutable {
    velocity = options.momentum * velocity + g;
    return w - options.learning_rate * rate_factor(options.schedule, ++t) * velocity;
  };
}

// Kingma and Ba, algorithm 1; without correction m and v are taken as they are.
ScalarOptimizer scalar_adam(const AdamOptions& options) {
  return [options, m = 0.0, v = 0.0, t = 0u](double g, double w) mutable {
    ++t;
    m = options.beta1 * m + (1 - options.beta1) * g;
    v = options.beta2 * v + (1 - options.beta2) * g * g;
    const double m_hat = options.bias_correction ? m / (1 - std::pow(options.beta1, t)) : m;
    const double v_hat = options.bias_correction ? v / (1 - std::pow(options.beta2, t)) : v;
    const double rate = options.learning_rate * rate_factor(options.schedule, t);
    return w - rate * m_hat / (std::sqrt(v_hat) + options.epsilon);
  };
}

ScalarOptimizer scalar(const OptimizerOptions& options) {
  if (const auto* adam = std::get_if<AdamOptions>(&options)) return scalar_adam(*adam);
  return scalar_sgd(std::get<SgdOptions>(options));
}

template <class Scalar>
class OptimizerTest : public testing::Test {
 protected:
  using M = Matrix<Scalar>;
  static constexpr double kRounding = std::is_same_v<Scalar, float> ? 3e-6 : 1e-13;

  // Six steps of a matrix and of as many scalars side by side.
  void agrees(const OptimizerOptions& options, Index rows, Index cols) {
    const auto optimizer = make_optimizer<Scalar>(options);
    std::vector<ScalarOptimizer> plain(static_cast<std::size_t>(rows * cols), scalar(options));
    M parameters = random_matrix<Scalar>(rows, cols, 1);
    Matrix<double> expected = parameters.template cast<double>();
    for (std::uint64_t step = 0; step < 6; ++step) {
      const M gradient = random_matrix<Scalar>(rows, cols, 10 + step);
      const Matrix<double> before = expected;
      for (Index i = 0; i < expected.size(); ++i) {
        expected.data()[i] = plain[static_cast<std::size_t>(i)](
            static_cast<double>(gradient.data()[i]), expected.data()[i]);
      }
      M after;
      const double change = optimizer->step(gradient, parameters, after);
      const double squared_norm = (expected - before).squaredNorm();
      ASSERT_TRUE(near(after, M(expected.template cast<Scalar>()), kRounding)) << step;
      ASSERT_NEAR(change, squared_norm, 40 * kRounding * (1 + squared_norm)) << step;
      parameters = after;
    }
  }
};
TYPED_TEST_SUITE(OptimizerTest, Precisions);

TYPED_TEST(OptimizerTest, SgdSubtractsTheGradientTimesTheRate) {
  this->agrees(SgdOptions{.learning_rate = 0.5}, 3, 2);
  this->agrees(SgdOptions{.learning_rate = 0.125}, 40, 30);
}

TYPED_TEST(OptimizerTest, MomentumAddsUpPastGradients) {
  this->agrees(SgdOptions{.learning_rate = 0.25, .momentum = 0.5}, 3, 2);
  this->agrees(SgdOptions{.learning_rate = 0.25, .momentum = 0.9}, 40, 30);
}

// A large epsilon shows where it stands: next to the corrected root.
TYPED_TEST(OptimizerTest, AdamCorrectsItsBias) {
  this->agrees(AdamOptions{.learning_rate = 0.1, .epsilon = 0.1}, 3, 2);
  this->agrees(AdamOptions{.learning_rate = 0.1, .beta1 = 0.5, .beta2 = 0.75}, 40, 30);
}

TYPED_TEST(OptimizerTest, AdamLeavesItsBiasWhenToldTo) {
  this->agrees(AdamOptions{.learning_rate = 0.1, .epsilon = 0.1, .bias_correction = false}, 3, 2);
  this->agrees(AdamOptions{.learning_rate = 0.1, .beta1 = 0.5, .bias_correction = false}, 40, 30);
}

TYPED_TEST(OptimizerTest, WorksOnWholeAndBrokenPieces) {
  for (const Index size : {1, 1023, 1024, 1025, 2048}) {
    this->agrees(AdamOptions{.learning_rate = 0.1}, size, 1);
    this->agrees(SgdOptions{.learning_rate = 0.1}, 1, size);
  }
}

TYPED_TEST(OptimizerTest, FollowsItsSchedule) {
  const RateSchedule schedule{.warm_up_updates = 2, .cosine_updates = 3, .final_fraction = 0.1};
  this->agrees(SgdOptions{.learning_rate = 0.5, .schedule = schedule}, 3, 2);
  this->agrees(SgdOptions{.learning_rate = 0.25, .momentum = 0.5, .schedule = schedule}, 3, 2);
  this->agrees(AdamOptions{.learning_rate = 0.1, .epsilon = 0.1, .schedule = schedule}, 3, 2);
}

// The first step of Adam has the length of the rate, whatever the gradient's.
TYPED_TEST(OptimizerTest, ReturnsTheSquaredNormOfTheChange) {
  const Matrix<TypeParam> gradient{{3, -4}}, zeros{{0, 0}};
  Matrix<TypeParam> out;
  const auto sgd = make_optimizer<TypeParam>(SgdOptions{.learning_rate = 2});
  EXPECT_EQ(sgd->step(gradient, zeros, out), 100);
  EXPECT_EQ(out, (Matrix<TypeParam>{{-6, 8}}));
  const auto adam = make_optimizer<TypeParam>(AdamOptions{.learning_rate = 2, .epsilon = 0});
  EXPECT_NEAR(adam->step(gradient, zeros, out), 8, 1e-4);
  EXPECT_TRUE(near(out, Matrix<TypeParam>{{-2, 2}}, 1e-5));
}

TYPED_TEST(OptimizerTest, DoesNothingWithoutAGradient) {
  const Matrix<TypeParam> zeros = Matrix<TypeParam>::Zero(2, 2);
  const Matrix<TypeParam> parameters{{1, 2}, {3, 4}};
  for (const OptimizerOptions& options :
       {OptimizerOptions(SgdOptions{}), OptimizerOptions(SgdOptions{.momentum = 0.9}),
        OptimizerOptions(AdamOptions{})}) {
    Matrix<TypeParam> out;
    EXPECT_EQ(make_optimizer<TypeParam>(options)->step(zeros, parameters, out), 0);
    EXPECT_EQ(out, parameters);
  }
}

TYPED_TEST(OptimizerTest, TellsOfAGradientThatIsNoNumber) {
  using Limits = std::numeric_limits<TypeParam>;
  for (const OptimizerOptions& options :
       {OptimizerOptions(SgdOptions{}), OptimizerOptions(SgdOptions{.momentum = 0.9}),
        OptimizerOptions(AdamOptions{}), OptimizerOptions(AdamOptions{.bias_correction = false})}) {
    for (const TypeParam bad : {Limits::quiet_NaN(), Limits::infinity(), -Limits::infinity()}) {
      Matrix<TypeParam> gradient = Matrix<TypeParam>::Ones(40, 30), out;
      const Matrix<TypeParam> parameters = gradient;
      gradient(39, 29) = bad;  // in the last, broken piece
      const auto optimizer = make_optimizer<TypeParam>(options);
      EXPECT_FALSE(std::isfinite(optimizer->step(gradient, parameters, out))) << options.index();
    }
  }
}

TYPED_TEST(OptimizerTest, LeavesParametersAndGradientAsTheyWere) {
  const Matrix<TypeParam> gradient{{3, -4}}, parameters{{1, 2}};
  const Matrix<TypeParam> same_gradient = gradient, same_parameters = parameters;
  Matrix<TypeParam> out;
  make_optimizer<TypeParam>(AdamOptions{})->step(gradient, parameters, out);
  EXPECT_EQ(gradient, same_gradient);
  EXPECT_EQ(parameters, same_parameters);
}

TEST(OptimizerDefaults, AreThoseOfThePapers) {
  const AdamOptions adam;
  EXPECT_EQ(adam.learning_rate, 1e-3);
  EXPECT_EQ(adam.beta1, 0.9);
  EXPECT_EQ(adam.beta2, 0.999);
  EXPECT_EQ(adam.epsilon, 1e-8);
  EXPECT_TRUE(adam.bias_correction);
  EXPECT_EQ(SgdOptions{}.momentum, 0);
}

}  // namespace
}  // namespace neurons
