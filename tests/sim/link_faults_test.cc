// Bursts, order, bandwidth and outages, message by message: chances against theory in 1e5 draws
// with a fixed seed, within five standard errors; times worked in the head.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sim/check.h"
#include "sim/link_dice.h"

namespace sim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr int kDraws = 100'000;

struct Sent {
  std::int64_t at_ns = 0;
  std::size_t bytes = 0;
};

std::vector<Passage> passages(const LinkLaw& law, const std::vector<Sent>& all) {
  LinkDice dice(law, 5, 0);
  std::vector<Passage> out;
  for (const Sent& sent : all) out.push_back(dice.pass(Time{sent.at_ns}, sent.bytes));
  return out;
}

std::vector<Passage> passages(const LinkLaw& law, std::size_t count) {
  return passages(law, std::vector<Sent>(count));
}

// When each arrives, in ns; -1: lost.
std::vector<std::int64_t> arrivals(const LinkLaw& law, const std::vector<Sent>& all) {
  std::vector<std::int64_t> out;
  for (const Passage& passage : passages(law, all)) {
    out.push_back(passage.arrival ? passage.arrival->ns : -1);
  }
  return out;
}

struct Losses {
  double share = 0, mean_run = 0;  // of messages lost; messages lost in a row
  double runs = 0;
};

Losses losses(const LinkLaw& law) {
  double lost = 0, runs = 0;
  bool before = false;
  for (const Passage& passage : passages(law, kDraws)) {
    const bool now = !passage.arrival;
    lost += now ? 1 : 0;
    runs += now && !before ? 1 : 0;
    before = now;
  }
  return {lost / kDraws, lost / runs, runs};
}

// The chain is bad a share enter / (enter + leave) of the time, 1 / leave messages at a stretch.
// Its states are correlated: the variance of their mean is (2 - leave - enter) / (enter + leave)
// times that of independent ones. A stretch is geometric, with variance (1 - leave) / leave^2.
TEST(Bursts, LoseTheShareAndTheRunsOfTheChain) {
  const double enter = 0.02, leave = 0.25, bad = enter / (enter + leave);
  const Losses found = losses({.bursts = GilbertElliott{enter, leave}});
  const double variance = bad * (1 - bad) * (2 - enter - leave) / (enter + leave);
  EXPECT_NEAR(found.share, bad, 5 * std::sqrt(variance / kDraws));  // 0.074 +- 0.010
  EXPECT_NEAR(found.mean_run, 1 / leave, 5 * std::sqrt((1 - leave) / found.runs) / leave);
  EXPECT_GT(found.runs, 1000);
}

// Losses are no more correlated than the states: at most (2 - 0.4) / 0.4 = 4 times the variance.
TEST(Bursts, LoseByTheStateThatTheChainIsIn) {
  const double enter = 0.1, leave = 0.3, bad = 0.25;  // 0.1 / 0.4
  const double share = 0.75 * 0.2 + bad * 0.6;
  const Losses found = losses({.bursts = GilbertElliott{enter, leave, 0.2, 0.6}});
  EXPECT_NEAR(found.share, share, 5 * std::sqrt(4 * share * (1 - share) / kDraws));
}

// With leave = 1 - enter the state has no memory: single losses, as often as `loss` makes them.
TEST(Bursts, WithoutMemoryAreSingleLosses) {
  const Losses found = losses({.bursts = GilbertElliott{0.25, 0.75}});
  EXPECT_NEAR(found.share, 0.25, 5 * std::sqrt(0.25 * 0.75 / kDraws));
  EXPECT_NEAR(found.mean_run, 1 / 0.75, 5 * std::sqrt(0.25 / found.runs) / 0.75);
}

TEST(Bursts, BeginInTheGoodStateAndStepBeforeEachMessage) {
  const auto first_two = [](const GilbertElliott& bursts) {
    const auto all = passages({.bursts = bursts}, 2);
    return std::pair{all[0].arrival.has_value(), all[1].arrival.has_value()};
  };
  EXPECT_EQ(first_two({.p_enter = 0, .p_leave = 0}), std::pair(true, true));
  EXPECT_EQ(first_two({.p_enter = 1, .p_leave = 0}), std::pair(false, false));
  EXPECT_EQ(first_two({.p_enter = 1, .p_leave = 1}), std::pair(false, true));
  EXPECT_EQ(first_two({.p_enter = 1, .p_leave = 1, .loss_good = 1, .loss_bad = 0}),
            std::pair(true, false));
}

TEST(Bursts, AddToIndependentLoss) {
  const Losses found = losses({.loss = 0.5, .bursts = GilbertElliott{0.5, 0.5}});
  EXPECT_NEAR(found.share, 0.75, 5 * std::sqrt(0.75 * 0.25 / kDraws));
}

LinkLaw jittered() { return {.delay = UniformDelay{{1}, {1'000}}, .loss = 0.2, .duplicate = 0.3}; }

// A fault that is switched on takes messages away; what still arrives, arrives as before.
void expect_the_rest_as_before(const LinkLaw& with) {
  const auto a = passages(with, 2000), b = passages(jittered(), 2000);
  int kept = 0, taken = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!a[i].arrival) {
      taken += b[i].arrival ? 1 : 0;
      continue;
    }
    ASSERT_EQ(a[i].arrival, b[i].arrival) << i;
    ASSERT_EQ(a[i].second_arrival, b[i].second_arrival) << i;
    ++kept;
  }
  EXPECT_GT(kept, 100);
  EXPECT_GT(taken, 100);
}

TEST(Bursts, LeaveDelaysLossesAndDuplicatesAlone) {
  LinkLaw law = jittered();
  law.bursts = GilbertElliott{0.1, 0.3};
  expect_the_rest_as_before(law);
}

TEST(Bursts, AreTheSameWhateverTheOtherFaults) {
  LinkLaw all = jittered(), only;
  all.loss = 0;
  all.bursts = only.bursts = GilbertElliott{0.1, 0.3, 0.05, 0.9};
  const auto a = passages(all, 2000), b = passages(only, 2000);
  for (std::size_t i = 0; i < a.size(); ++i) {
    ASSERT_EQ(a[i].arrival.has_value(), b[i].arrival.has_value()) << i;
  }
}

TEST(InOrder, NothingOvertakesAndNothingIsEarlierThanDrawn) {
  LinkLaw law = jittered();
  const auto free = passages(law, 2000);
  law.in_order = true;
  const auto held = passages(law, 2000);
  Time last;
  int waited = 0;
  for (std::size_t i = 0; i < held.size(); ++i) {
    ASSERT_EQ(held[i].arrival.has_value(), free[i].arrival.has_value());
    if (!held[i].arrival) continue;
    ASSERT_EQ(*held[i].arrival, std::max(*free[i].arrival, last)) << i;
    last = *held[i].arrival;
    waited += *free[i].arrival < last ? 1 : 0;
    if (!held[i].second_arrival) continue;
    ASSERT_EQ(*held[i].second_arrival, std::max(*free[i].second_arrival, last)) << i;
    last = *held[i].second_arrival;
  }
  EXPECT_GT(waited, 100);
}

TEST(InOrder, HoldsNothingBackForWhatIsLost) {
  const LinkLaw law{.delay = ConstantDelay{{9}}, .in_order = true, .outages = {{{5}, {6}}}};
  EXPECT_THAT(arrivals(law, {{4}, {5}, {6}}), ElementsAre(13, -1, 15));
}

// Without delay a message arrives one microstep later; with order, never before an earlier one.
TEST(InOrder, KnowsMicrosteps) {
  LinkDice dice({.in_order = true}, 5, 0);
  EXPECT_EQ(dice.pass(Time{7, 3}, 0).arrival, (Time{7, 4}));
  EXPECT_EQ(dice.pass(Time{7, 3}, 0).arrival, (Time{7, 4}));
  EXPECT_EQ(dice.pass(Time{7, 4}, 0).arrival, (Time{7, 5}));
}

// 1 GB/s: a byte takes 1 ns.
constexpr std::uint64_t kByteANs = 1'000'000'000;

TEST(Bandwidth, OneMessageTakesItsBytesAndThenTheDelay) {
  const LinkLaw law{.delay = ConstantDelay{{10}}, .bytes_per_second = kByteANs};
  EXPECT_THAT(arrivals(law, {{100, 40}}), ElementsAre(150));
}

TEST(Bandwidth, MessagesQueueBehindEachOther) {
  const LinkLaw law{.delay = ConstantDelay{{10}}, .bytes_per_second = kByteANs};
  // Two at once arrive 40 apart; the third waits until 180 for the link; the last finds it free.
  EXPECT_THAT(arrivals(law, {{100, 40}, {100, 40}, {150, 5}, {185, 5}}),
              ElementsAre(150, 190, 195, 200));
}

TEST(Bandwidth, IsRoundedToTheNextNanosecond) {
  EXPECT_EQ(transmission({.bytes_per_second = 3}, 1), Duration{333'333'333});
  EXPECT_EQ(transmission({.bytes_per_second = 3}, 2), Duration{666'666'667});
  EXPECT_EQ(transmission({.bytes_per_second = 10'000'000}, 32), Duration{3'200});
  EXPECT_EQ(transmission({}, 1'000'000'000), Duration{});
}

TEST(Bandwidth, WhatTakesNoTimeArrivesAsWithoutIt) {
  LinkDice dice({.bytes_per_second = kByteANs}, 5, 0);
  EXPECT_EQ(dice.pass(Time{7, 3}, 0).arrival, (Time{7, 4}));
  EXPECT_EQ(dice.pass(Time{7, 3}, 2).arrival, (Time{9, 0}));
}

TEST(Bandwidth, WhatIsLostTakesItsTimeToo) {
  const LinkLaw law{.bytes_per_second = kByteANs, .outages = {{{100}, {101}}}};
  EXPECT_THAT(arrivals(law, {{100, 40}, {110, 5}}), ElementsAre(-1, 145));
}

TEST(Bandwidth, DuplicatesComeAboutOnTheWayAndTakeNone) {
  const LinkLaw law{.delay = ConstantDelay{{10}}, .duplicate = 1, .bytes_per_second = kByteANs};
  const auto all = passages(law, std::vector<Sent>{{100, 40}, {100, 40}});
  EXPECT_EQ(all[0].second_arrival, (Time{150, 0}));
  EXPECT_EQ(all[1].arrival, (Time{190, 0}));
}

TEST(Bandwidth, LeavesTheDrawsAlone) {
  LinkLaw law = jittered();
  const auto free = passages(law, 200);
  law.bytes_per_second = kByteANs;
  const auto queued = passages(law, std::vector<Sent>(200, {0, 1'000}));
  for (std::int64_t i = 0; i < 200; ++i) {
    const auto& a = queued[static_cast<std::size_t>(i)].arrival;
    const auto& b = free[static_cast<std::size_t>(i)].arrival;
    ASSERT_EQ(a.has_value(), b.has_value());
    if (!a) continue;
    ASSERT_EQ(a->ns, b->ns + 1'000 * (i + 1));
  }
}

TEST(Bandwidth, AQueueWithoutEndIsToldAndDoesNotOverflow) {
  LinkDice dice({.bytes_per_second = 1}, 5, 0);
  const auto overload = [&] {
    for (int i = 0; i < 10'000; ++i) dice.pass(Time{}, 1'000'000'000'000);
  };
  EXPECT_THAT(overload, ThrowsMessage<InvariantError>(HasSubstr("bytes per second 1")));
}

TEST(Outage, LosesFromItsBeginningAndNotAtItsEnd) {
  const LinkLaw law{.delay = ConstantDelay{{10}}, .outages = {{{100}, {200}}, {{300}, {301}}}};
  EXPECT_THAT(arrivals(law, {{99}, {100}, {199}, {200}, {299}, {300}, {301}}),
              ElementsAre(109, -1, -1, 210, 309, -1, 311));
}

// What was sent before it arrives in it: a message on its way has left the broken end behind.
TEST(Outage, LosesNothingThatIsOnItsWay) {
  EXPECT_THAT(arrivals({.delay = ConstantDelay{{10}}, .outages = {{{100}, {200}}}}, {{95}}),
              ElementsAre(105));
}

TEST(Outage, IsToldApartFromLoss) {
  const LinkLaw law{.loss = 1, .outages = {{{100}, {200}}}};
  const auto all = passages(law, std::vector<Sent>{{99}, {100}});
  EXPECT_FALSE(all[0].arrival || all[0].down);
  EXPECT_FALSE(all[1].arrival || all[1].second_arrival);
  EXPECT_TRUE(all[1].down);
}

TEST(Outage, LeavesWhatFollowsAlone) {
  LinkLaw law = jittered();
  law.outages = {{{500}, {1'500}}};
  std::vector<Sent> all(2000);
  for (std::size_t i = 0; i < all.size(); ++i) all[i].at_ns = static_cast<std::int64_t>(i);
  const auto with = arrivals(law, all), without = arrivals(jittered(), all);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(with[i], i >= 500 && i < 1'500 ? -1 : without[i]) << i;
  }
}

}  // namespace
}  // namespace sim
