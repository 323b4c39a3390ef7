// Plasticity rules: the value of the delta rule by hand, the fast form against the loop over
// synapses, and rules that look elsewhere, which the compiler must refuse.
#include "neurons/local_rule.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <type_traits>

#include "tests/neurons/numbers.h"

namespace neurons {
namespace {

// Sees the activity of its own unit, too, and has a constant: all that a rule may use.
struct Decaying {
  double decay = 0.5;
  template <class Scalar>
  constexpr Scalar post_factor(Post<Scalar> post, Slope<Scalar> slope,
                               Difference<Scalar> difference) const noexcept {
    return static_cast<Scalar>(decay) * post.value - slope.value * difference.value;
  }
};

TEST(DeltaRule, MovesTheActivityTowardsTheTarget) {
  constexpr DeltaRule rule;
  EXPECT_EQ(rule.post_factor(Post<double>{7}, Slope<double>{0.5}, Difference<double>{4}), -2);
  EXPECT_EQ(rule.post_factor(Post<double>{0}, Slope<double>{0.5}, Difference<double>{-4}), 2);
  EXPECT_EQ(rule.post_factor(Post<float>{7}, Slope<float>{1}, Difference<float>{0}), 0);
}

// Two columns: the gradient is the mean of -slope * difference * pre.
TEST(GradientBySynapse, IsTheMeanOverColumns) {
  const Matrix<double> pre{{1, 2}, {3, 4}, {0, 1}}, post = Matrix<double>::Zero(1, 2);
  const Matrix<double> slope{{1, 0.5}}, difference{{2, -4}};
  // Column 1: -2 (1, 3, 0); column 2: +2 (2, 4, 1).
  const Matrix<double> expected{{1, 1, 1}};
  EXPECT_EQ(gradient_by_synapse(DeltaRule{}, pre, post, slope, difference), expected);
}

TEST(PostFactors, AreDividedByTheBatch) {
  const Matrix<double> post = Matrix<double>::Zero(1, 2), slope{{1, 0.5}}, difference{{2, -4}};
  EXPECT_EQ(post_factors(DeltaRule{}, post, slope, difference), (Matrix<double>{{-1, 1}}));
}

template <class Scalar>
class FastFormTest : public testing::Test {
 protected:
  template <class Rule>
  void agrees(const Rule& rule, Index units, Index inputs, Index batch) {
    const auto pre = random_matrix<Scalar>(inputs, batch, 1);
    const auto post = random_matrix<Scalar>(units, batch, 2);
    const auto slope = random_matrix<Scalar>(units, batch, 3);
    const auto difference = random_matrix<Scalar>(units, batch, 4);
    const Matrix<Scalar> fast = post_factors(rule, post, slope, difference) * pre.transpose();
    const double rounding = std::is_same_v<Scalar, float> ? 1e-5 : 1e-13;
    EXPECT_TRUE(near(fast, gradient_by_synapse(rule, pre, post, slope, difference), rounding));
  }
};
TYPED_TEST_SUITE(FastFormTest, Precisions);

TYPED_TEST(FastFormTest, TimesPreIsTheGradientBySynapse) {
  this->agrees(DeltaRule{}, 4, 4, 1);
  this->agrees(DeltaRule{}, 5, 3, 7);
  this->agrees(DeltaRule{}, 1, 9, 64);
  this->agrees(Decaying{}, 5, 3, 7);
}

// What must not compile: a rule that reads anything but what it is given.
double somebody_elses_weight = 1;

struct HoldsAReference {
  const Matrix<double>& weights;
  template <class S>
  constexpr S post_factor(Post<S>, Slope<S> slope, Difference<S> d) const noexcept {
    return static_cast<S>(weights(0, 0)) * slope.value * d.value;
  }
};

struct HoldsAPointer {
  const double* weight = nullptr;
  template <class S>
  constexpr S post_factor(Post<S>, Slope<S> slope, Difference<S> d) const noexcept {
    return weight == nullptr ? S{0} : static_cast<S>(*weight) * slope.value * d.value;
  }
};

struct ReadsAGlobal {
  template <class S>
  constexpr S post_factor(Post<S>, Slope<S> slope, Difference<S> d) const noexcept {
    return static_cast<S>(somebody_elses_weight) * slope.value * d.value;
  }
};

struct ThrowsDice {
  template <class S>
  S post_factor(Post<S>, Slope<S> slope, Difference<S> d) const noexcept {
    return static_cast<S>(std::rand()) * slope.value * d.value;
  }
};

struct MayThrow {
  template <class S>
  constexpr S post_factor(Post<S>, Slope<S> slope, Difference<S> d) const {
    return -slope.value * d.value;
  }
};

struct ChangesItself {
  double memory = 0;
  template <class S>
  constexpr S post_factor(Post<S>, Slope<S> slope, Difference<S> d) noexcept {
    return static_cast<S>(memory += 1) * slope.value * d.value;
  }
};

class HidesItsConstants {
 public:
  template <class S>
  constexpr S post_factor(Post<S>, Slope<S>, Difference<S>) const noexcept {
    return static_cast<S>(secret_);
  }

 private:
  double secret_ = 1;
};

struct WantsMore {
  template <class S>
  constexpr S post_factor(Post<S>, Slope<S>, Difference<S>, const Matrix<S>& all) const noexcept {
    return all(0, 0);
  }
};

struct HasConstantsOfAllSizes {
  bool flag = false;
  double rate = 1;
  float bound = 2;
  template <class S>
  constexpr S post_factor(Post<S>, Slope<S>, Difference<S> d) const noexcept {
    return flag ? static_cast<S>(rate) * d.value : static_cast<S>(bound);
  }
};

static_assert(LocalRule<DeltaRule> && LocalRule<Decaying> && LocalRule<HasConstantsOfAllSizes>);
static_assert(!LocalRule<HoldsAReference>);
static_assert(!LocalRule<HoldsAPointer>);
static_assert(!LocalRule<ReadsAGlobal>);
static_assert(!LocalRule<ThrowsDice>);
static_assert(!LocalRule<MayThrow>);
static_assert(!LocalRule<ChangesItself>);
static_assert(!LocalRule<HidesItsConstants>);
static_assert(!LocalRule<WantsMore>);
static_assert(!LocalRule<int>);

// The ends of a synapse cannot be mixed up.
static_assert(!std::is_convertible_v<Post<double>, Slope<double>>);
static_assert(!std::is_convertible_v<double, Difference<double>>);
static_assert(!std::is_invocable_v<decltype(&DeltaRule::post_factor<double>), DeltaRule,
                                   Slope<double>, Post<double>, Difference<double>>);

// The global is really written, so that no compiler can take it for a constant.
TEST(RulesThatLookElsewhere, WouldRunIfTheyWereAllowed) {
  somebody_elses_weight = 2;
  const double factor =
      ReadsAGlobal{}.post_factor(Post<double>{0}, Slope<double>{1}, Difference<double>{3});
  EXPECT_EQ(factor, 6);
}

}  // namespace
}  // namespace neurons
