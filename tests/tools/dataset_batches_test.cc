// Batches of a data set of seven images of two pixels, told apart by their labels 0 .. 6: which
// images a sample holds, and as what numbers.
#include "tools/lab/data/dataset_batches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace lab {
namespace {

using testing::ElementsAre;
using Labels = std::vector<std::uint8_t>;

Dataset seven() {
  Dataset out;
  out.height = 1;
  out.width = 2;
  out.classes = 7;
  out.brightest = 60;
  out.train.count = 7;
  for (std::uint8_t i = 0; i < 7; ++i) {
    out.train.images.push_back(static_cast<std::uint8_t>(10 * i));
    out.train.images.push_back(60);
    out.train.labels.push_back(i);
  }
  return out;
}

BatchOptions options(bool shuffle, std::uint64_t seed = 1) {
  return {3, shuffle, seed, neurons::Precision::kFloat64};
}

// The labels of all samples of an epoch.
Labels epoch(const DatasetBatches& batches, sim::Sample number) {
  Labels all;
  const auto steps = static_cast<sim::Sample>(batches.steps_per_epoch());
  for (sim::Sample s = number * steps; s < (number + 1) * steps; ++s) {
    for (const auto label : batches.labels(s)) all.push_back(label);
  }
  return all;
}

TEST(DatasetBatches, InTheOrderOfTheFileDropTheIncompleteLast) {
  const Dataset data = seven();
  const DatasetBatches batches(data, options(false));
  EXPECT_EQ(batches.steps_per_epoch(), 2U);
  for (const sim::Sample number : {0, 1, 5}) {
    EXPECT_THAT(epoch(batches, number), ElementsAre(0, 1, 2, 3, 4, 5));
  }
}

TEST(DatasetBatches, AreColumnsScaledByTheBrightestPixel) {
  const Dataset data = seven();
  const auto inputs = DatasetBatches(data, options(false)).inputs(1)->to_double();
  neurons::Matrix<double> wanted(2, 3);
  wanted << 30. / 60, 40. / 60, 50. / 60, 1, 1, 1;
  EXPECT_TRUE(inputs.isApprox(wanted)) << inputs;
}

TEST(DatasetBatches, InputsAndLabelsAreOfTheSameImages) {
  const Dataset data = seven();
  const DatasetBatches batches(data, options(true));
  for (sim::Sample sample = 0; sample < 20; ++sample) {
    const auto inputs = batches.inputs(sample)->to_double();
    const Labels labels = batches.labels(sample);
    for (int c = 0; c < 3; ++c) {
      EXPECT_NEAR(inputs(0, c) * 6, labels[static_cast<std::size_t>(c)], 1e-12);
    }
  }
}

TEST(DatasetBatches, ShuffledUseNoImageTwiceInAnEpoch) {
  const Dataset data = seven();
  const DatasetBatches batches(data, options(true));
  for (sim::Sample number = 0; number < 10; ++number) {
    Labels labels = epoch(batches, number);
    std::sort(labels.begin(), labels.end());
    EXPECT_EQ(std::adjacent_find(labels.begin(), labels.end()), labels.end());
  }
}

TEST(DatasetBatches, EveryEpochAndEverySeedHasAnOrderOfItsOwn) {
  const Dataset data = seven();
  const DatasetBatches one(data, options(true, 1)), two(data, options(true, 2));
  EXPECT_NE(epoch(one, 0), epoch(one, 1));
  EXPECT_NE(epoch(one, 1), epoch(one, 2));
  EXPECT_NE(epoch(one, 0), epoch(two, 0));
  EXPECT_EQ(epoch(one, 0), epoch(DatasetBatches(data, options(true, 1)), 0));
}

TEST(DatasetBatches, DoNotDependOnTheOrderOfAsking) {
  const Dataset data = seven();
  const DatasetBatches forwards(data, options(true)), backwards(data, options(true));
  std::vector<Labels> first, last;
  for (sim::Sample s = 0; s < 9; ++s) first.push_back(forwards.labels(s));
  for (sim::Sample s = 9; s-- > 0;) last.insert(last.begin(), backwards.labels(s));
  EXPECT_EQ(first, last);
}

}  // namespace
}  // namespace lab
