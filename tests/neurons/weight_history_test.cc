// What the weights were at a time that is asked for a little later.
#include "neurons/weight_history.h"

#include <gtest/gtest.h>

namespace neurons {
namespace {

Weights version(std::uint64_t number) { return {nullptr, nullptr, number}; }

TEST(WeightHistory, BeginsWithTheInitialOnes) {
  const WeightHistory history(version(0));
  EXPECT_EQ(history.at(sim::Time{}).version, 0u);
  EXPECT_EQ(history.newest().version, 0u);
}

TEST(WeightHistory, KnowsOnlyTheNewestUnlessSomebodyMayAskForMore) {
  WeightHistory history(version(0));
  history.put({10, 0}, version(1));
  history.put({20, 3}, version(2));
  EXPECT_EQ(history.at({20, 3}).version, 2u);
  EXPECT_EQ(history.at({19, 0}).version, 2u) << "the older ones are gone";
}

TEST(WeightHistory, ReachesBackAsFarAsItWasToldTo) {
  WeightHistory history(version(0));
  history.reach({15});
  history.put({10, 0}, version(1));
  history.put({20, 1}, version(2));
  EXPECT_EQ(history.at({9, 9}).version, 0u);
  EXPECT_EQ(history.at({10, 0}).version, 1u);
  EXPECT_EQ(history.at({20, 0}).version, 1u);
  EXPECT_EQ(history.at({20, 1}).version, 2u);
  EXPECT_EQ(history.at({30, 0}).version, 2u);
}

TEST(WeightHistory, ForgetsWhatIsOlderThanThat) {
  WeightHistory history(version(0));
  history.reach({15});
  const TensorPtr old = std::make_shared<const Tensor>();
  history.put({1, 0}, {old, nullptr, 1});
  history.put({2, 0}, version(2));
  EXPECT_EQ(old.use_count(), 2);
  history.put({17, 0}, version(3));
  EXPECT_EQ(old.use_count(), 1) << "the last before 2 ns can be asked for, not the one before";
}

}  // namespace
}  // namespace neurons
