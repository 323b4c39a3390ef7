// The ring of days: what is handed out with which day, and how long days become. The order of
// events is tested with the queue.
#include "sim/day_ring.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "sim/random.h"

namespace sim {
namespace {

Due due(std::int64_t ns, std::uint32_t slot = 0) { return {ns, slot, 0}; }

std::vector<std::int64_t> times(const std::vector<Due>& day) {
  std::vector<std::int64_t> out;
  for (const Due& one : day) out.push_back(one.ns);
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::int64_t> next_day(DayRing& ring) {
  std::vector<Due> day;
  ring.begin_day(day);
  return times(day);
}

TEST(DayRing, IsEmptyAtFirst) {
  DayRing ring;
  EXPECT_TRUE(ring.empty());
  ring.start_with(due(5));
  EXPECT_TRUE(ring.is_today(due(5)));
  EXPECT_TRUE(ring.empty());  // who starts a day keeps the event
}

TEST(DayRing, HandsOutTheNextDayWithEventsAndNoLaterOne) {
  DayRing ring;
  ring.start_with(due(0));
  for (const std::int64_t ns : {40, 20, 41}) ring.file(due(ns));  // days of a nanosecond at first
  EXPECT_THAT(next_day(ring), testing::ElementsAre(20));
  EXPECT_THAT(next_day(ring), testing::ElementsAre(40));
  EXPECT_FALSE(ring.empty());
  EXPECT_THAT(next_day(ring), testing::ElementsAre(41));
  EXPECT_TRUE(ring.empty());
}

TEST(DayRing, BringsNearerWhatWasBeyondTheRing) {
  DayRing ring;
  ring.start_with(due(0));
  ring.file(due(100));  // beyond 64 days of a nanosecond
  ring.file(due(60));
  EXPECT_THAT(next_day(ring), testing::ElementsAre(60));
  ring.file(due(110));  // within the ring by now, and after what is beyond it
  EXPECT_THAT(next_day(ring), testing::ElementsAre(100));
  EXPECT_THAT(next_day(ring), testing::ElementsAre(110));
}

TEST(DayRing, ADayMayHoldMoreThanItHasRoomFor) {
  DayRing ring;
  ring.start_with(due(0));
  for (std::uint32_t i = 0; i < 1000; ++i) ring.file(due(10, i));
  std::vector<Due> day;
  ring.begin_day(day);
  std::set<std::uint32_t> slots;
  for (const Due& one : day) slots.insert(one.slot);
  EXPECT_EQ(slots.size(), 1000u);
  EXPECT_TRUE(ring.empty());
}

// As a model would: every event of a day makes another one some way ahead.
double events_of_a_day(std::int64_t mean_ns, std::size_t pending) {
  Random random(1, 0, Purpose::kModel);
  const auto later = [&] {
    return 1 + static_cast<std::int64_t>(random.below(2 * static_cast<std::uint64_t>(mean_ns)));
  };
  DayRing ring;
  ring.start_with(due(0));
  for (std::size_t i = 0; i < pending; ++i) ring.file(due(later()));
  std::size_t days = 0, events = 0;
  while (events < 20 * pending) {
    std::vector<Due> day;
    ring.begin_day(day);
    if (events > 10 * pending) ++days;  // when it is in its stride
    events += day.size();
    for (std::size_t i = 0; i < day.size(); ++i) {
      const Due next = due(day[i].ns + later());
      if (ring.is_today(next)) {
        day.push_back(next);
      } else {
        ring.file(next);
      }
    }
  }
  return 10 * static_cast<double>(pending) / static_cast<double>(days);
}

TEST(DayRing, DaysHoldSomeEventsWhateverTheDelays) {
  for (const std::int64_t mean : {1'000L, 1'000'000L, 1'000'000'000'000L}) {
    for (const std::size_t pending : {1'000u, 30'000u}) {
      const double events = events_of_a_day(mean, pending);
      EXPECT_GT(events, 1) << mean << ' ' << pending;
      EXPECT_LT(events, 64) << mean << ' ' << pending;
    }
  }
}

TEST(DayRing, VisitsEverything) {
  DayRing ring;
  ring.start_with(due(0));
  std::int64_t expected = 0;
  for (std::int64_t ns = 1; ns < 200; ++ns) {
    ring.file(due(ns));
    ring.file(due(7));
    expected += ns + 7;
  }
  std::int64_t sum = 0;
  ring.visit([&](const Due& one) { sum += one.ns; });
  EXPECT_EQ(sum, expected);
}

}  // namespace
}  // namespace sim
