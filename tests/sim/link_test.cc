// Links: what each law of delay gives, in 1e5 draws with a fixed seed, compared within five
// standard errors; how often links lose and duplicate; that one fault leaves the others alone.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

#include "sim/link_dice.h"

namespace sim {
namespace {

constexpr int kDraws = 100'000;
const double kRoot = std::sqrt(kDraws);

std::vector<std::int64_t> draws(const LinkLaw& law, int count = kDraws) {
  Random random(5, 0, Purpose::kDelay);
  std::vector<std::int64_t> out;
  for (int i = 0; i < count; ++i) out.push_back(draw_delay(law, random).ns);
  return out;
}

std::vector<Passage> passages(const LinkLaw& law, int count = kDraws, std::uint32_t link = 0) {
  LinkDice dice(law, 5, link);
  std::vector<Passage> out;
  for (int i = 0; i < count; ++i) out.push_back(dice.pass(Time{}, 0));
  return out;
}

double mean(const std::vector<std::int64_t>& all) {
  return std::accumulate(all.begin(), all.end(), 0.0) / static_cast<double>(all.size());
}
std::int64_t least(const std::vector<std::int64_t>& all) { return *std::ranges::min_element(all); }
std::int64_t most(const std::vector<std::int64_t>& all) { return *std::ranges::max_element(all); }

double share_below(const std::vector<std::int64_t>& all, std::int64_t ns) {
  return static_cast<double>(std::ranges::count_if(all, [=](auto x) { return x < ns; })) / kDraws;
}

// Five standard errors of how often something of this probability happens.
double slack(double p) { return 5 * std::sqrt(p * (1 - p)) / kRoot; }

TEST(ConstantDelay, IsItself) {
  for (const std::int64_t ns : {0, 1, 5}) {
    const auto all = draws({.delay = ConstantDelay{{ns}}, .minimum = {3}}, 10);
    EXPECT_EQ(least(all), ns);
    EXPECT_EQ(most(all), ns);
  }
}

TEST(UniformDelay, GivesBothEndsAndAllBetweenEquallyOften) {
  const auto all = draws({.delay = UniformDelay{{10}, {13}}});
  EXPECT_EQ(least(all), 10);
  EXPECT_EQ(most(all), 13);
  for (int k = 1; k <= 3; ++k) EXPECT_NEAR(share_below(all, 10 + k), k / 4.0, slack(k / 4.0));
}

TEST(UniformDelay, MayBeOneNumber) {
  const auto all = draws({.delay = UniformDelay{{7}, {7}}}, 10);
  EXPECT_EQ(least(all), 7);
  EXPECT_EQ(most(all), 7);
}

TEST(ExponentialDelay, HasItsMeanAndItsTail) {
  const auto all = draws({.delay = ExponentialDelay{{1'000'000}}});
  EXPECT_GE(least(all), 1);
  EXPECT_NEAR(mean(all), 1e6, 5 * 1e6 / kRoot);
  EXPECT_NEAR(share_below(all, 3'000'000), 1 - std::exp(-3.0), slack(std::exp(-3.0)));
}

TEST(LognormalDelay, HasItsMedianAndItsSigma) {
  const auto all = draws({.delay = LognormalDelay{{1'000'000}, 0.5}});
  EXPECT_GE(least(all), 1);
  EXPECT_NEAR(share_below(all, 1'000'000), 0.5, slack(0.5));
  const auto one_sigma = std::llround(1e6 * std::exp(0.5));
  EXPECT_NEAR(share_below(all, one_sigma), 0.8413447, slack(0.8413447));
  const double variance = 1e12 * std::exp(0.25) * (std::exp(0.25) - 1);
  EXPECT_NEAR(mean(all), 1e6 * std::exp(0.125), 5 * std::sqrt(variance) / kRoot);
}

TEST(LognormalDelay, WithoutSigmaIsItsMedian) {
  const auto all = draws({.delay = LognormalDelay{{40}, 0}}, 10);
  EXPECT_EQ(least(all), 40);
  EXPECT_EQ(most(all), 40);
}

TEST(LognormalDelay, IsBoundedWhereTheTailIsNoPhysics) {
  EXPECT_LE(most(draws({.delay = LognormalDelay{{1'000'000}, 100}}, 1000)), 1'000'000'000'000'000);
}

TEST(NormalDelay, HasItsMeanAndSigmaWhereZeroIsFar) {
  const auto all = draws({.delay = NormalDelay{{1'000'000}, {1'000}}});
  EXPECT_NEAR(mean(all), 1e6, 5 * 1e3 / kRoot);
  EXPECT_NEAR(share_below(all, 1'001'000), 0.8413447, slack(0.8413447));
}

// Of mean 0 half is left: a half-normal, with mean sigma sqrt(2/pi) and nothing piled up at zero.
TEST(NormalDelay, IsTruncatedAtZeroByDrawingAgain) {
  const auto all = draws({.delay = NormalDelay{{0}, {1'000'000}}});
  EXPECT_GE(least(all), 0);
  const double expected = 1e6 * std::sqrt(2 / std::numbers::pi);
  EXPECT_NEAR(mean(all), expected, 5 * 1e6 * std::sqrt(1 - 2 / std::numbers::pi) / kRoot);
  EXPECT_LT(share_below(all, 1'000), 0.002);  // about 0.0008
}

TEST(LinkLaw, NoDrawIsShorterThanTheMinimum) {
  const DelayLaw laws[] = {UniformDelay{{0}, {9}}, ExponentialDelay{{9}}, LognormalDelay{{9}, 1},
                           NormalDelay{{9}, {9}}};
  for (const DelayLaw& law : laws) {
    EXPECT_EQ(least(draws({.delay = law, .minimum = {4}}, 1000)), 4) << law.index();
    EXPECT_EQ(least(draws({.delay = law}, 10'000)), 1) << law.index();
    EXPECT_EQ(least(draws({.delay = law, .minimum = {0}}, 10'000)), 0) << law.index();
    EXPECT_GT(most(draws({.delay = law, .minimum = {4}}, 1000)), 4) << law.index();
  }
}

TEST(LinkLaw, KnowsTheLeastDelayThatItCanGive) {
  EXPECT_EQ(least_delay({.delay = ConstantDelay{{0}}, .minimum = {3}}), Duration{0});
  EXPECT_EQ(least_delay({.delay = UniformDelay{{5}, {9}}, .minimum = {3}}), Duration{5});
  EXPECT_EQ(least_delay({.delay = UniformDelay{{2}, {9}}, .minimum = {3}}), Duration{3});
  EXPECT_EQ(least_delay({.delay = ExponentialDelay{{9}}, .minimum = {3}}), Duration{3});
  EXPECT_EQ(least_delay({.delay = LognormalDelay{{9}, 1}, .minimum = {3}}), Duration{3});
  EXPECT_EQ(least_delay({.delay = NormalDelay{{9}, {1}}, .minimum = {3}}), Duration{3});
}

TEST(LinkLaw, DescribesItself) {
  EXPECT_EQ(describe({}), "constant 0ns");
  EXPECT_EQ(describe({.delay = ConstantDelay{{10'000}}}), "constant 10us");
  EXPECT_EQ(describe({.delay = UniformDelay{{1'500}, {2'000'000}}}), "uniform 1500ns to 2ms");
  EXPECT_EQ(describe({.delay = ExponentialDelay{{7}}}), "exponential mean 7ns");
  EXPECT_EQ(describe({.delay = LognormalDelay{{10'000}, 0.3}, .loss = 0.01}),
            "lognormal median 10us sigma 0.3, loss 0.01");
  EXPECT_EQ(describe({.delay = NormalDelay{{3'000}, {1'000}}, .loss = 0.5, .duplicate = 0.25}),
            "normal 3us +- 1us, loss 0.5, duplicate 0.25");
  EXPECT_EQ(describe({.bursts = GilbertElliott{0.01, 0.2, 0, 0.9}}),
            "constant 0ns, bursts enter 0.01 leave 0.2 loss 0 or 0.9");
  EXPECT_EQ(describe({.in_order = true,
                      .bytes_per_second = 10'000'000,
                      .outages = {{{0}, {1'000}}, {{5'000'000}, {5'000'001}}}}),
            "constant 0ns, in order, 10MB/s, down 0ns to 1us, down 5ms to 5000001ns");
  EXPECT_EQ(describe({.bytes_per_second = 1'500}), "constant 0ns, 1500B/s");
  EXPECT_EQ(describe({.bytes_per_second = 5'000'000'000'000}), "constant 0ns, 5000GB/s");
}

TEST(LinkDice, WithoutFaultsEveryMessageArrivesOnce) {
  for (const Passage& passage : passages({.delay = ConstantDelay{{6}}}, 100)) {
    EXPECT_EQ(passage.arrival, (Time{6, 0}));
    EXPECT_FALSE(passage.second_arrival);
  }
}

TEST(LinkDice, LosesAndDuplicatesAsOftenAsTheLawSays) {
  int lost = 0, twice = 0;
  for (const Passage& passage : passages({.loss = 0.25, .duplicate = 0.125})) {
    if (!passage.arrival) ++lost;
    if (passage.second_arrival) ++twice;
    EXPECT_FALSE(!passage.arrival && passage.second_arrival);  // what is lost is lost twice
  }
  EXPECT_NEAR(lost / double{kDraws}, 0.25, slack(0.25));
  EXPECT_NEAR(twice / double{kDraws}, 0.125 * 0.75, slack(0.125 * 0.75));
}

TEST(LinkDice, OfProbabilityOneLosesOrDuplicatesAll) {
  for (const Passage& passage : passages({.loss = 1}, 100)) EXPECT_FALSE(passage.arrival);
  for (const Passage& passage : passages({.duplicate = 1}, 100)) {
    EXPECT_TRUE(passage.arrival && passage.second_arrival);
  }
}

TEST(LinkDice, DrawsTheSecondDelayByItself) {
  int equal = 0;
  for (const Passage& passage :
       passages({.delay = UniformDelay{{1}, {1'000}}, .duplicate = 1}, 1000)) {
    if (passage.arrival == passage.second_arrival) ++equal;
  }
  EXPECT_LT(equal, 10);
}

// The draws of the laws that a fault was added to are those of the laws without.
void expect_same_where_both_arrive(const LinkLaw& with, const LinkLaw& without) {
  const auto a = passages(with, 2000), b = passages(without, 2000);
  int compared = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].arrival && b[i].arrival) {
      ASSERT_EQ(a[i].arrival, b[i].arrival) << i;
    }
    if (a[i].second_arrival && b[i].second_arrival) {
      ASSERT_EQ(a[i].second_arrival, b[i].second_arrival) << i;
      ++compared;
    }
  }
  EXPECT_EQ(compared > 0, with.duplicate > 0 && without.duplicate > 0);
}

TEST(LinkDice, LossLeavesTheDelaysOfTheOthersAlone) {
  const LinkLaw plain{.delay = LognormalDelay{{1'000'000}, 0.5}};
  LinkLaw lossy = plain;
  lossy.loss = 0.3;
  expect_same_where_both_arrive(lossy, plain);
}

TEST(LinkDice, DuplicationLeavesDelaysAndLossesAlone) {
  const LinkLaw lossy{.delay = NormalDelay{{10}, {1'000'000}}, .loss = 0.3};
  LinkLaw both = lossy;
  both.duplicate = 0.4;
  expect_same_where_both_arrive(both, lossy);
  const auto a = passages(both, 2000), b = passages(lossy, 2000);
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].arrival.has_value(), b[i].arrival.has_value()) << i;
  }
}

TEST(LinkDice, LossLeavesTheDelaysOfTheDuplicatesAlone) {
  const LinkLaw twice{.delay = UniformDelay{{1}, {1'000'000}}, .duplicate = 0.4};
  LinkLaw both = twice;
  both.loss = 0.3;
  expect_same_where_both_arrive(both, twice);
}

TEST(LinkDice, EveryLinkHasDrawsOfItsOwn) {
  const LinkLaw law{.delay = UniformDelay{{1}, {1'000'000'000}}};
  EXPECT_NE(passages(law, 1, 0)[0].arrival, passages(law, 1, 1)[0].arrival);
  EXPECT_EQ(passages(law, 1, 1)[0].arrival, passages(law, 1, 1)[0].arrival);
}

}  // namespace
}  // namespace sim
