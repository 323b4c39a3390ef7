// gaitsim trace diff: equal runs are equal, on any number of threads; of runs that differ in one
// thing it finds the first message that differs, and counts by name what differs after it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/trace_copy.h"
#include "tools/lab/trace/ask/config_diff.h"
#include "tools/lab/trace/ask/diff.h"

namespace lab {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using trace::EventRow;

class TraceDiff : public testing::Test {
 protected:
  void SetUp() override { a_ = traced_tiny(out_.path() / "a"); }

  std::filesystem::path other(const Overrides& overrides, const RunOptions& options = {}) {
    return traced_tiny(out_.path() / "b", overrides, options);
  }
  Json against(const std::filesystem::path& b) const {
    trace::TraceFile in_a(a_), in_b(b);
    return Json(trace::diff(in_a, in_b));
  }

  TemporaryFolder out_;
  std::filesystem::path a_;
};

TEST_F(TraceDiff, ARunEqualsItselfOnMoreThreads) {
  const Json found = against(other({}, with_threads(3)));
  EXPECT_TRUE(found["equal"]) << found;
  EXPECT_EQ(found["header"].size(), 0) << found["header"];
  EXPECT_TRUE(found["events"]["first"].is_null());
  EXPECT_EQ(found["events"]["all"]["same"], TraceCopy(a_).rows.size());
}

TEST_F(TraceDiff, FindsTheOneRowThatDiffers) {
  TraceCopy copy(a_);
  EventRow& changed = copy.row([](const EventRow& row) { return row.kind == 1; }, 11);
  changed.sample += 1;
  const Json found = against(copy.write(out_.path() / "b.gtrace"));
  EXPECT_FALSE(found["equal"]);
  const Json& first = found["events"]["first"];
  EXPECT_EQ(first["a"]["row"], changed.number);
  EXPECT_THAT(first["differs_in"], ElementsAre("sample"));
  EXPECT_EQ(found["events"]["before"].size(), 3);
  EXPECT_EQ(found["events"]["all"]["differ"], 1);
  EXPECT_EQ(found["events"]["kinds"]["target"]["differ"], 1);
  EXPECT_TRUE(found["updates"]["equal"]);
}

TEST_F(TraceDiff, ARowThatIsMissingIsOneRowAndNotAllAfterIt) {
  TraceCopy copy(a_);
  copy.rows.erase(copy.rows.begin() + 100);
  copy.digests.erase(copy.digests.begin() + 100);
  const Json found = against(copy.write(out_.path() / "b.gtrace"));
  EXPECT_EQ(found["events"]["first"]["a"]["row"], 100);
  EXPECT_EQ(found["events"]["all"]["only_a"], 1);
  EXPECT_EQ(found["events"]["all"]["only_b"], 0);
  EXPECT_EQ(found["events"]["all"]["differ"], 0);
}

TEST_F(TraceDiff, AChangedDigestIsAnotherPayload) {
  TraceCopy copy(a_);
  copy.digests[77] ^= 1;
  const Json found = against(copy.write(out_.path() / "b.gtrace"));
  EXPECT_EQ(found["events"]["first"]["a"]["row"], 77);
  EXPECT_THAT(found["events"]["first"]["differs_in"], ElementsAre("payload"));
}

TEST_F(TraceDiff, AnotherDelayShowsFirstOnItsLinkAndInTheConfig) {
  const Json found =
      against(other({"link[1]={match: \"feedback.2\" delay { constant: \"11us\" }}"}));
  EXPECT_THAT(found["events"]["first"]["differs_in"], ElementsAre("received"));
  EXPECT_THAT(found["events"]["first"]["a"]["text"].get<std::string>(),
              HasSubstr("to feedback1: target on its way, sample 0"));
  EXPECT_THAT(found["header"].dump(), HasSubstr("link[1].delay.constant"));
  const Json& layers = found["updates"]["layers"];
  for (const Json& layer : layers) EXPECT_EQ(layer["other_time"], 20) << layer;
  EXPECT_TRUE(found["end"]["a"]["weights"] == found["end"]["b"]["weights"]);
  EXPECT_FALSE(found["end"]["equal"]);
}

TEST_F(TraceDiff, AnotherLearningRateChangesNormsInProportion) {
  a_ = traced_tiny(out_.path() / "a2", {"optimizer.sgd={learning_rate: 0.001}"});
  const Json found = against(other({"optimizer.sgd={learning_rate: 0.002}"}));
  EXPECT_THAT(found["events"]["first"]["differs_in"], ElementsAre("payload"));
  EXPECT_EQ(found["updates"]["first"]["a"]["sample"], 0);
  const Json& first = found["updates"]["norms"][0];  // of sample 0, at three layers
  EXPECT_EQ(first["updates"], 3);
  EXPECT_NEAR(first["mean"].get<double>(), 0.5, 1e-4);
  for (const Json& layer : found["updates"]["layers"]) EXPECT_EQ(layer["other_norm"], 20) << layer;
}

TEST_F(TraceDiff, APlaceIsTheSameWhereOtherActorsHaveOtherNumbers) {
  const Json found = against(other({"neurons.feedback_site=SHARED"}));
  EXPECT_EQ(found["events"]["first"]["a"]["row"], 1) << found["events"]["first"];
  EXPECT_THAT(found["header"].dump(), HasSubstr("feedback_site"));
  // The clock is another number there, and yet the same sender.
  EXPECT_EQ(found["events"]["kinds"]["order"]["only_a"], 0) << found["events"]["kinds"];
}

TEST_F(TraceDiff, WithoutDigestsTheRestIsCompared) {
  const Json found = against(other({"trace.payload=NONE"}));
  EXPECT_TRUE(found["equal"]);
  EXPECT_FALSE(found["payloads_compared"]);
}

TEST_F(TraceDiff, WhatARingHasLostIsLeftOut) {
  const auto ring =
      TraceCopy(a_).write(out_.path() / "ring.gtrace", {.bytes = 16'000, .ring = true});
  const Json found = against(ring);
  EXPECT_GE(found["events"]["left_out"][0], 100);
  EXPECT_TRUE(found["events"]["first"].is_null()) << found["events"]["first"];
}

TEST(ConfigChanges, NamePathsAndBothValues) {
  const auto changes =
      trace::config_changes("seed: 1 network { tower { widths: [3, 4] } }",
                            "seed: 1 network { tower { widths: [3, 5] } } precision: FLOAT64");
  ASSERT_EQ(changes.size(), 2);
  EXPECT_EQ(changes[0], (trace::Change{"network.tower.widths[1]", "4", "5"}));
  EXPECT_EQ(changes[1], (trace::Change{"precision", std::nullopt, "FLOAT64"}));
}

}  // namespace
}  // namespace lab
