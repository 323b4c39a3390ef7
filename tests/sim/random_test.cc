// Random numbers: the generator beside its authors' known answers, golden values of our streams,
// and statistics within five standard errors (the seeds are fixed, so they pass or fail for ever).
#include "sim/random.h"

#include <Random123/philox.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <set>
#include <vector>

namespace sim {
namespace {

using testing::ElementsAre;

Random stream(std::uint64_t seed = 7, std::uint64_t owner = 3, Purpose purpose = Purpose::kModel) {
  return {seed, owner, purpose};
}

std::vector<std::uint64_t> next_of(Random random, int count) {
  std::vector<std::uint64_t> out;
  for (int i = 0; i < count; ++i) out.push_back(random.next());
  return out;
}

// From the file kat_vectors of Random123.
TEST(Philox, GivesTheKnownAnswersOfItsAuthors) {
  using Philox = r123::Philox4x32;
  const auto words = [](const Philox::ctr_type& counter, const Philox::key_type& key) {
    const Philox::ctr_type out = Philox()(counter, key);
    return std::vector<std::uint32_t>(out.begin(), out.end());
  };
  EXPECT_THAT(words({{0, 0, 0, 0}}, {{0, 0}}),
              ElementsAre(0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u));
  EXPECT_THAT(words({{~0u, ~0u, ~0u, ~0u}}, {{~0u, ~0u}}),
              ElementsAre(0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu));
  EXPECT_THAT(
      words({{0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u}}, {{0xa4093822u, 0x299f31d0u}}),
      ElementsAre(0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u));
}

// Seed 0, owner 0 and purpose 0 make counter and key zero: the first block is the known answer.
TEST(Random, BeginsWithTheKnownAnswerWhereAllIsZero) {
  EXPECT_THAT(next_of({0, 0, Purpose::kModel}, 2),
              ElementsAre(0xe169c58d6627e8d5u, 0x9b00dbd8bc57ac4cu));
}

// A change here changes every run that anyone has made.
TEST(Random, KeepsItsGoldenValues) {
  EXPECT_THAT(next_of(stream(), 5),
              ElementsAre(679809791879235392u, 5818406193400603544u, 16609480570993304604u,
                          3471775042874536003u, 16096004326634071170u));
  EXPECT_THAT(next_of({12345, (std::uint64_t{1} << 32) | 9, Purpose::kDelay}, 3),
              ElementsAre(14677582559531254730u, 4532666855006603656u, 9410637280655919982u));
  Random random = stream();
  EXPECT_EQ(random.uniform(), 0x1.2de56cecf9680p-5);
  EXPECT_EQ(random.uniform_positive(), 0x1.42fc866c324dap-2);
  EXPECT_EQ(random.below(1000), 604u);
  EXPECT_DOUBLE_EQ(random.normal(),
                   1.2724568852972344);  // std::log and std::cos may differ in the last bit
}

TEST(Random, StreamsDifferBySeedOwnerAndPurpose) {
  std::set<std::vector<std::uint64_t>> streams;
  for (const std::uint64_t seed : {0u, 1u, 2u}) {
    for (const std::uint64_t owner : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 32}) {
      for (const Purpose purpose : {Purpose::kModel, Purpose::kDelay, Purpose::kStorm}) {
        streams.insert(next_of({seed, owner, purpose}, 2));
      }
    }
  }
  EXPECT_EQ(streams.size(), 27u);
}

TEST(Random, TheSameStreamGivesTheSameNumbers) {
  EXPECT_EQ(next_of(stream(), 100), next_of(stream(), 100));
}

TEST(Random, NumbersOfOneStreamDiffer) {
  const std::vector<std::uint64_t> drawn = next_of(stream(), 1000);
  EXPECT_EQ(std::set(drawn.begin(), drawn.end()).size(), 1000u);
}

TEST(Random, CopyingCopiesThePosition) {
  for (const int before : {0, 1, 2, 3}) {  // odd: in the middle of a block
    Random random = stream();
    for (int i = 0; i < before; ++i) random.next();
    Random copy = random;
    EXPECT_EQ(copy.position(), static_cast<std::uint64_t>(before));
    EXPECT_EQ(next_of(copy, 5), next_of(random, 5));
    copy.next();
    EXPECT_EQ(random.position(), static_cast<std::uint64_t>(before));
  }
}

struct Moments {
  double mean, variance;
};

template <class Draw>
Moments moments(int count, Draw draw) {
  double sum = 0, squares = 0;
  for (int i = 0; i < count; ++i) {
    const double x = draw();
    sum += x;
    squares += x * x;
  }
  const double mean = sum / count;
  return {mean, squares / count - mean * mean};
}

constexpr int kDraws = 100'000;
const double kRoot = std::sqrt(kDraws);

TEST(Random, UniformHasItsMeanAndVarianceAndStaysWithinZeroAndOne) {
  Random random = stream();
  const Moments found = moments(kDraws, [&] {
    const double x = random.uniform();
    EXPECT_GE(x, 0);
    EXPECT_LT(x, 1);
    return x;
  });
  EXPECT_NEAR(found.mean, 0.5, 5 * std::sqrt(1.0 / 12) / kRoot);
  EXPECT_NEAR(found.variance, 1.0 / 12, 5 * std::sqrt(1.0 / 80 - 1.0 / 144) / kRoot);
}

// Both are made of the 53 high bits of one draw.
TEST(Random, UniformPositiveIsNeverZero) {
  Random a = stream(), b = stream();
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(b.uniform_positive(), a.uniform() + 0x1p-53);
}

TEST(Random, NormalHasItsMeanAndVariance) {
  Random random = stream();
  int beyond_two = 0;
  const Moments found = moments(kDraws, [&] {
    const double x = random.normal();
    beyond_two += std::abs(x) > 2 ? 1 : 0;
    return x;
  });
  EXPECT_NEAR(found.mean, 0, 5 / kRoot);
  EXPECT_NEAR(found.variance, 1, 5 * std::sqrt(2.0) / kRoot);
  const double p = 0.0455002639;
  EXPECT_NEAR(beyond_two / double{kDraws}, p, 5 * std::sqrt(p * (1 - p)) / kRoot);
  EXPECT_EQ(random.position(), 2u * kDraws);
}

TEST(Random, BelowGivesEveryNumberEquallyOften) {
  Random random = stream();
  std::array<int, 6> counts{};
  for (int i = 0; i < kDraws; ++i) ++counts.at(random.below(6));
  for (const int count : counts) {
    EXPECT_NEAR(count / double{kDraws}, 1.0 / 6, 5 * std::sqrt(5.0 / 36) / kRoot);
  }
}

TEST(Random, BelowOneIsZero) {
  Random random = stream();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(random.below(1), 0u);
  EXPECT_EQ(random.position(), 100u);  // one draw each
}

// Of 2^64 draws 2^64 mod 3*2^62 = 2^62 are too many: taken modulo, the low third would come twice
// as often as the others.
TEST(Random, BelowIsNotBiasedByTheLastIncompleteMultiple) {
  Random random = stream();
  const std::uint64_t third = std::uint64_t{1} << 62;
  int low = 0;
  for (int i = 0; i < kDraws; ++i) {
    const std::uint64_t x = random.below(3 * third);
    ASSERT_LT(x, 3 * third);
    low += x < third ? 1 : 0;
  }
  EXPECT_NEAR(low / double{kDraws}, 1.0 / 3, 5 * std::sqrt(2.0 / 9) / kRoot);
}

// The worst bound: about every second draw is thrown away.
TEST(Random, BelowHandlesBoundsBeyondHalfTheRange) {
  Random random = stream();
  const std::uint64_t bound = (std::uint64_t{1} << 63) + 1;
  std::uint64_t largest = 0;
  for (int i = 0; i < 10'000; ++i) largest = std::max(largest, random.below(bound));
  EXPECT_LT(largest, bound);
  EXPECT_GT(largest, bound / 1000 * 998);
  EXPECT_NEAR(static_cast<double>(random.position()), 20'000, 5 * std::sqrt(20'000));
}

TEST(Random, APowerOfTwoThrowsNothingAway) {
  Random random = stream();
  for (int i = 0; i < 1000; ++i) random.below(std::uint64_t{1} << 63);
  EXPECT_EQ(random.position(), 1000u);
}

// A stream always says whose it is.
static_assert(!std::is_default_constructible_v<Random>);
static_assert(!std::is_constructible_v<Random, std::uint64_t, std::uint64_t, int>);

}  // namespace
}  // namespace sim
