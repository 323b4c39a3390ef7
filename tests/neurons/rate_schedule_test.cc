// The factor on a learning rate, by hand.
#include "neurons/rate_schedule.h"

#include <gtest/gtest.h>

namespace neurons {
namespace {

TEST(RateScheduleTest, IsOneByDefault) {
  for (const std::uint64_t update : {1, 2, 1000000}) EXPECT_EQ(rate_factor({}, update), 1);
}

TEST(RateScheduleTest, RisesInEqualStepsAndThenStays) {
  const RateSchedule schedule{.warm_up_updates = 4};
  EXPECT_EQ(rate_factor(schedule, 1), 0.25);
  EXPECT_EQ(rate_factor(schedule, 2), 0.5);
  EXPECT_EQ(rate_factor(schedule, 4), 1);
  EXPECT_EQ(rate_factor(schedule, 5), 1);
}

TEST(RateScheduleTest, FallsAsHalfACosineAndThenStays) {
  const RateSchedule schedule{.cosine_updates = 6};
  EXPECT_EQ(rate_factor(schedule, 1), 1);
  EXPECT_NEAR(rate_factor(schedule, 3), 0.75, 1e-15) << "cos 60 degrees is 1/2";
  EXPECT_NEAR(rate_factor(schedule, 4), 0.5, 1e-15);
  EXPECT_NEAR(rate_factor(schedule, 5), 0.25, 1e-15);
  EXPECT_EQ(rate_factor(schedule, 7), 0);
  EXPECT_EQ(rate_factor(schedule, 700), 0);
}

TEST(RateScheduleTest, FallsToAFractionAfterItsWarmUp) {
  const RateSchedule schedule{.warm_up_updates = 2, .cosine_updates = 2, .final_fraction = 0.5};
  EXPECT_EQ(rate_factor(schedule, 1), 0.5);
  EXPECT_EQ(rate_factor(schedule, 2), 1);
  EXPECT_EQ(rate_factor(schedule, 3), 1);
  EXPECT_NEAR(rate_factor(schedule, 4), 0.75, 1e-15);
  EXPECT_EQ(rate_factor(schedule, 5), 0.5);
}

}  // namespace
}  // namespace neurons
