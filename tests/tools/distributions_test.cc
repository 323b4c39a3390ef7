// When things happen to a sample, and how old signals are: bins and courses by hand, then what
// whole runs count against their ledger.
#include <gmock/gmock.h>

#include <numeric>

#include "tests/tools/tiny_run.h"
#include "tools/lab/distributions/course_meter.h"
#include "tools/lab/distributions/log_histogram.h"

namespace lab {
namespace {

using sim::NoteKind;
using testing::ElementsAre;

TEST(LogHistogram, BinsAreEightAnOctave) {
  EXPECT_EQ(LogHistogram::bin_of(0), 0U);
  EXPECT_EQ(LogHistogram::bin_of(1), 1U);
  EXPECT_EQ(LogHistogram::bin_of(2), 9U);
  EXPECT_EQ(LogHistogram::bin_of(1024), 81U);
  EXPECT_EQ(LogHistogram::bin_of(1023), 80U);
  EXPECT_EQ(LogHistogram::bin_of(1117), 82U);  // 1024 * 2^(1/8) is 1116.7
  EXPECT_EQ(LogHistogram::bin_of(1116), 81U);
}

TEST(LogHistogram, EveryTimeIsWithinTheEndsOfItsBin) {
  for (std::int64_t ns : {1L, 3L, 7L, 100L, 12'345L, 1L << 40, (1L << 62) + 5, INT64_MAX}) {
    const std::size_t bin = LogHistogram::bin_of(ns);
    EXPECT_LE(LogHistogram::lower_end(bin), ns);
    EXPECT_TRUE(ns < LogHistogram::lower_end(bin + 1) || ns == INT64_MAX) << ns;
  }
}

TEST(LogHistogram, TellsBinsThatHoldSomething) {
  LogHistogram histogram;
  for (const std::int64_t ns : {0, 16, 16, 4}) histogram.add(ns);
  const auto found = histogram.to_json();
  EXPECT_EQ(found["count"], 4);
  EXPECT_EQ(found["least"], 0);
  EXPECT_EQ(found["most"], 16);
  EXPECT_EQ(found["mean"], 9.0);
  EXPECT_EQ(found["from"], Json({0, 4, 16}));
  EXPECT_EQ(found["to"], Json({1, 5, 18}));
  EXPECT_EQ(found["counts"], Json({1, 1, 2}));
}

TEST(LogHistogram, OfNothingIsEmpty) {
  const auto found = LogHistogram().to_json();
  EXPECT_EQ(found["count"], 0);
  EXPECT_TRUE(found["least"].is_null());
  EXPECT_TRUE(found["counts"].empty());
}

// Two layers; times are those of the events in which things happen.
class CourseByHand : public testing::Test {
 protected:
  void present(sim::Sample sample, std::int64_t ns) {
    meter.on_note({.kind = NoteKind::kPresented, .sample = sample}, at(ns));
  }
  void speak(sim::Layer layer, sim::Sample sample, std::int64_t ns, std::uint32_t nth = 0) {
    auto event =
        on("local." + std::to_string(layer),
           neurons::Activity{.sample = sample,
                             .layer = layer,
                             .activity = {},
                             .slope = neurons::share(neurons::Matrix<double>::Ones(1, 1).eval()),
                             .nth = nth});
    event.sent.ns = ns;
    meter.on_send(event, sim::Fate::kQueued);
  }
  void deliver(sim::Layer layer, sim::Sample sample, std::int64_t ns, std::uint32_t nth = 0) {
    auto event =
        on("deliver." + std::to_string(layer),
           neurons::Target{
               .sample = sample, .layer = layer, .values = {}, .nth = nth, .delivered = true});
    event.key.at.ns = ns;
    meter.on_receive(event);
  }
  void learn(sim::Layer layer, sim::Sample sample, std::int64_t ns, std::uint64_t staleness = 0) {
    meter.on_note({.kind = NoteKind::kLearned,
                   .layer = layer,
                   .sample = sample,
                   .target_sample = sample,
                   .activity_sample = sample,
                   .staleness = staleness},
                  at(ns));
  }

  static sim::EventKey at(std::int64_t ns) { return {.at = {ns}, .to = {}, .from = {}}; }
  static sim::Event<neurons::Message> on(const std::string& link, const neurons::Message& message) {
    sim::Event<neurons::Message> event{{}, {}, {}, sim::kNoLink, message};
    const auto plans = neurons::link_plans(2);
    for (std::uint32_t i = 0; i < plans.size(); ++i) {
      if (plans[i].name == link) event.link = {i};
    }
    return event;
  }

  Json found(sim::Layer layer) {
    meter.close();
    return meter.summary().at(static_cast<std::size_t>(layer - 1));
  }

  CourseMeter meter{2, 1};
};

TEST_F(CourseByHand, TimesAreSinceTheSampleWasOpened) {
  present(0, 100);
  speak(1, 0, 116);
  deliver(1, 0, 132);
  learn(1, 0, 164);
  const Json layer = found(1);
  EXPECT_EQ(layer["layer"], 1);
  EXPECT_EQ(layer["settled_ns"]["least"], 16);
  EXPECT_EQ(layer["target_ns"]["least"], 32);
  EXPECT_EQ(layer["update_ns"]["least"], 64);
  EXPECT_EQ(found(2)["settled_ns"]["count"], 0);
}

TEST_F(CourseByHand, TheLastChangeCounts) {
  present(0, 0);
  speak(1, 0, 10, 0);
  speak(1, 0, 20, 1);
  deliver(1, 0, 30, 0);
  deliver(1, 0, 40, 1);
  EXPECT_EQ(found(1)["settled_ns"]["least"], 20);
  EXPECT_EQ(found(1)["settled_ns"]["count"], 1);
  EXPECT_EQ(found(1)["target_ns"]["most"], 40);
}

TEST_F(CourseByHand, WhatComesTwiceOrWasOvertakenIsNoChange) {
  present(0, 0);
  deliver(1, 0, 10, 1);
  deliver(1, 0, 20, 1);
  deliver(1, 0, 30, 0);
  EXPECT_EQ(found(1)["target_ns"]["most"], 10);
}

TEST_F(CourseByHand, LateTargetsCountWhileTheirSampleIsRemembered) {
  present(0, 0);
  learn(1, 0, 5);
  present(1, 1000);
  deliver(1, 0, 1100);
  EXPECT_EQ(found(1)["target_ns"]["least"], 1100);
}

TEST_F(CourseByHand, OldSamplesAreGivenUp) {
  for (sim::Sample sample = 0; sample < 1000; ++sample) present(sample, sample);
  deliver(1, 0, 2000);
  EXPECT_EQ(found(1)["target_ns"]["count"], 0);
}

TEST_F(CourseByHand, CountsVersionsAndSamplesApart) {
  present(0, 0);
  learn(1, 0, 1, 0);
  learn(1, 1, 1, 2);
  learn(1, 2, 1, 2);
  meter.on_note({.kind = NoteKind::kRejected,
                 .layer = 1,
                 .sample = 3,
                 .target_sample = 2,
                 .activity_sample = 3},
                at(1));
  EXPECT_EQ(found(1)["staleness"], Json({1, 0, 2}));
  EXPECT_EQ(found(1)["mismatch"], Json({3, 1}));
  EXPECT_EQ(found(2)["staleness"], Json::array());
}

TEST_F(CourseByHand, WhatIsFarApartSharesTheLastCount) {
  for (const std::uint64_t staleness : {63, 64, 100'000}) learn(1, 0, 1, staleness);
  EXPECT_EQ(found(1)["staleness"].size(), 64U);
  EXPECT_EQ(found(1)["staleness"][63], 3);
}

std::uint64_t sum(const Json& counts, std::size_t from = 0) {
  std::uint64_t all = 0;
  for (std::size_t i = from; i < counts.size(); ++i) all += counts[i].get<std::uint64_t>();
  return all;
}

// 10 us a link, down to layer 1: what the config says, in virtual time.
TEST(Distributions, OfConstantDelaysAreOneTime) {
  const TemporaryFolder out;
  const Json layers = run_tiny(out.path()).summary["distributions"];
  ASSERT_EQ(layers.size(), 3U);
  for (std::size_t l = 1; l <= 3; ++l) {
    const Json settled = layers[l - 1]["settled_ns"];
    EXPECT_EQ(settled["count"], 20);
    EXPECT_EQ(settled["least"], 10'000 * (1 + l));
    EXPECT_EQ(settled["most"], 10'000 * (1 + l));
  }
}

TEST(Distributions, AgreeWithTheLedger) {
  const TemporaryFolder out;
  for (const Overrides& more :
       {Overrides{}, Overrides{"learning.mismatch=LEARN"}, Overrides{"clock={free {}}"},
        Overrides{"dynamics.leaky={}"}, Overrides{"neurons.feedback_site=SHARED"}}) {
    const Json layers = run_tiny(out.path(), kLossy + more).summary["distributions"];
    for (const Json& layer : layers) {
      const Json updates = layer["updates"];
      EXPECT_EQ(sum(layer["staleness"]), updates["applied"]);
      EXPECT_LE(sum(layer["staleness"], 1), updates["stale"]);
      EXPECT_EQ(sum(layer["mismatch"], 1), updates["mismatched"]);
      EXPECT_EQ(layer["update_ns"]["count"], updates["applied"]);
      EXPECT_EQ(sum(layer["target_ns"]["counts"]), layer["target_ns"]["count"]);
    }
  }
}

}  // namespace
}  // namespace lab
