// Virtual time: adding delays, order, and what cannot be mixed up.
#include "sim/time.h"

#include <gtest/gtest.h>

#include <limits>

#include "sim/event.h"

namespace sim {
namespace {

TEST(Time, ADelayLeadsToMicrostepZeroOfALaterNanosecond) {
  EXPECT_EQ((Time{5, 3} + Duration{2}), (Time{7, 0}));
}

TEST(Time, NoDelayLeadsToTheNextMicrostep) { EXPECT_EQ((Time{5, 3} + Duration{0}), (Time{5, 4})); }

TEST(Time, NanosecondsCountBeforeMicrosteps) {
  EXPECT_LT((Time{1, 9}), (Time{2, 0}));
  EXPECT_LT((Time{2, 0}), (Time{2, 1}));
}

TEST(Time, DifferencesAreInNanoseconds) {
  EXPECT_EQ((Time{9, 1} - Time{4, 7}), Duration{5});
  EXPECT_EQ(Duration{2} + Duration{3}, Duration{5});
  EXPECT_DOUBLE_EQ(seconds(Time{1'500'000'000}), 1.5);
}

TEST(Time, EndsAfter292YearsAndSaysSo) {
  constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ((Time{kLast - 2, 3} + Duration{2}), (Time{kLast, 0}));
  EXPECT_THROW((Time{kLast - 2, 3} + Duration{3}), std::overflow_error);
  EXPECT_THROW(Duration{kLast} + Duration{1}, std::overflow_error);
  EXPECT_EQ(Duration{-4} * 3, Duration{-12});
  EXPECT_THROW(Duration{kLast / 2} * 3, std::overflow_error);
}

TEST(EventKey, ComparesTimeThenReceiverThenSenderThenNumber) {
  const EventKey key{{5, 0}, {5}, {5}, 5};
  EXPECT_LT((EventKey{{4, 9}, {9}, {9}, 9}), key);
  EXPECT_LT((EventKey{{5, 0}, {4}, {9}, 9}), key);
  EXPECT_LT((EventKey{{5, 0}, {5}, {4}, 9}), key);
  EXPECT_LT((EventKey{{5, 0}, {5}, {5}, 4}), key);
  EXPECT_EQ((EventKey{{5, 0}, {5}, {5}, 5}), key);
  EXPECT_EQ(key.id(), (EventId{{5}, 5}));
}

// Two times cannot be added, and a plain number is neither a time nor a delay.
template <class A, class B>
concept Addable = requires(A a, B b) {
  a + b;
};
static_assert(Addable<Time, Duration>);
static_assert(!Addable<Time, Time>);
static_assert(!Addable<Time, int>);
static_assert(!std::is_convertible_v<std::int64_t, Duration>);
static_assert(!std::is_convertible_v<Duration, Time>);

}  // namespace
}  // namespace sim
