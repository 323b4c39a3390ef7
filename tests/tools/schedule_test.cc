// How long a run is: epochs, steps, or both, and batches that do not divide the data.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocols/bad_input.h"
#include "tests/tools/tiny_run.h"

namespace lab {
namespace {

struct Length {
  std::uint64_t steps, presented;
  bool operator==(const Length&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Length& length) {
  return out << length.steps << " steps, " << length.presented << " presented";
}

Length length_of(const Overrides& overrides) {
  const TemporaryFolder out;
  const Outcome outcome = run_tiny(out.path(), overrides);
  EXPECT_EQ(outcome.ending, Ending::kDone) << outcome.trouble;
  return {outcome.summary["step"], outcome.summary["presented"]};
}

TEST(Schedule, AnEpochIsEveryTrainingImageOnce) {
  EXPECT_EQ(length_of({}), (Length{20, 20}));
  EXPECT_EQ(length_of({"run={}"}), (Length{20, 20}));  // one epoch by default
  EXPECT_EQ(length_of({"run.epochs=3"}), (Length{60, 60}));
}

TEST(Schedule, TheLastIncompleteBatchOfAnEpochIsDropped) {
  EXPECT_EQ(length_of({"data.batch=7"}), (Length{17, 17}));
  EXPECT_EQ(length_of({"data.batch=7", "run.epochs=2"}), (Length{34, 34}));
  EXPECT_EQ(length_of({"data.batch=120"}), (Length{1, 1}));
  EXPECT_EQ(length_of({"data.batch=61"}), (Length{1, 1}));
}

TEST(Schedule, StepsAloneMayBeMoreThanAnEpoch) {
  EXPECT_EQ(length_of({"run={steps: 3}"}), (Length{3, 3}));
  EXPECT_EQ(length_of({"run={steps: 50}"}), (Length{50, 50}));
}

TEST(Schedule, OfStepsAndEpochsWhatEndsFirstEndsTheRun) {
  EXPECT_EQ(length_of({"run={epochs: 1 steps: 3}"}), (Length{3, 3}));
  EXPECT_EQ(length_of({"run={epochs: 1 steps: 50}"}), (Length{20, 20}));
}

TEST(Schedule, AClockThatWaitsForNobodyPresentsAsMany) {
  EXPECT_EQ(length_of(kLossy), (Length{20, 20}));
  EXPECT_EQ(length_of(kLossy + Overrides{"run.epochs=2"}), (Length{40, 40}));
}

TEST(Schedule, EpochsAreCountedInBatches) {
  const TemporaryFolder out;
  const Outcome outcome = run_tiny(out.path(), {"data.batch=7", "run={steps: 34}"});
  EXPECT_DOUBLE_EQ(outcome.summary["epoch"], 2.0);
  ASSERT_EQ(outcome.metrics.size(), 2U);
  EXPECT_EQ(outcome.metrics[0]["step"], 17);
}

TEST(Schedule, ABatchLargerThanTheDataIsRefused) {
  const TemporaryFolder out;
  try {
    run_tiny(out.path(), {"data.batch=121"});
    FAIL() << "a batch of 121 of 120 images";
  } catch (const protocols::BadInput& error) {
    EXPECT_THAT(error.what(),
                testing::AllOf(testing::HasSubstr("data.batch"), testing::HasSubstr("120")));
  }
}

TEST(Schedule, WithoutShufflingTheSeedDoesNotChangeTheOrderOfSamples) {
  const RunOptions same_start = starting_from(kGolden / "tower-gait/init");
  const auto weights = [&](const Overrides& overrides) {
    const TemporaryFolder out;
    run_tiny(out.path(), overrides, same_start);
    return weight_bytes_of(out.path());
  };
  EXPECT_EQ(weights({"data.shuffle=false"}), weights({"data.shuffle=false", "seed=2"}));
  EXPECT_NE(weights({}), weights({"seed=2"}));
  EXPECT_NE(weights({}), weights({"data.shuffle=false"}));
}

}  // namespace
}  // namespace lab
