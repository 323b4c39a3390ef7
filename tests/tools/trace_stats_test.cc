// gaitsim trace stats. In the tiny experiment every link takes 10 us and nobody waits, so that all
// times can be worked out in the head: layer l speaks 10 us after the layer below.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "tests/tools/trace_copy.h"
#include "tools/lab/trace/ask/sketch.h"
#include "tools/lab/trace/ask/stats.h"

namespace lab {
namespace {

using testing::HasSubstr;

class TraceStats : public testing::Test {
 protected:
  Json stats(const Overrides& overrides) {
    outcome_ = run_tiny(out_.path(), kTraced + overrides);
    trace::TraceFile file(out_.path() / "trace.gtrace");
    return Json(trace::stats_of(file));
  }

  TemporaryFolder out_;
  Outcome outcome_;
};

TEST_F(TraceStats, OfAConstantDelayAllQuantilesAreTheDelay) {
  const Json found = stats({});
  const Json& link = found["links"]["feedforward.2"];
  EXPECT_EQ(link["messages"], 20);
  EXPECT_EQ(link["lost"], 0);
  for (const char* what : {"min", "median", "p95", "max"}) {
    EXPECT_EQ(link["latency_ns"][what], 10'000) << what;
  }
}

TEST_F(TraceStats, LayersSettleOneAfterTheOther) {
  const Json layers = stats({})["layers"];
  ASSERT_EQ(layers.size(), 3);
  for (int l = 1; l <= 3; ++l) {
    const Json& layer = layers[static_cast<std::size_t>(l - 1)];
    EXPECT_EQ(layer["settled_ns"]["samples"], 20);
    EXPECT_EQ(layer["settled_ns"]["max"],
              10'000 * (l + 1));  // the order to the source, and l links
    EXPECT_EQ(layer["updates"], 20);
    EXPECT_EQ(layer["staleness"], Json({{"0", 20}}));
    EXPECT_EQ(layer["mismatch"], Json({{"0", 20}}));
    // Targets come down: the lower the layer, the later; and all learn after all have them.
    EXPECT_GT(layer["learned_ns"]["min"], layers[0]["targeted_ns"]["max"]);
  }
  EXPECT_EQ(layers[1]["targeted_ns"]["max"], 90'000);  // received then, sent 10 us before
  EXPECT_EQ(layers[0]["targeted_ns"]["max"].get<int>() - layers[1]["targeted_ns"]["max"].get<int>(),
            10'000);
}

TEST_F(TraceStats, CountsWhatIsLostAndWhatComesTwice) {
  const Json found = stats(kLossy);
  const TraceCopy copy(out_.path() / "trace.gtrace");
  std::uint64_t lost = 0, twice = 0;
  for (const auto& [name, link] : found["links"].items()) {
    lost += link["lost"].get<std::uint64_t>();
    twice += link["duplicates"].get<std::uint64_t>();
  }
  EXPECT_GT(lost, 0);
  EXPECT_GT(twice, 0);
  EXPECT_EQ(lost, copy.end.lost());
  EXPECT_EQ(twice, std::ranges::count_if(copy.rows, [](const trace::EventRow& row) {
              return row.fate == sim::Fate::kDuplicated;
            }));
}

TEST_F(TraceStats, AgreesWithWhatTheRunCounted) {
  const Json found = stats(kLossy + Overrides{"learning.mismatch=LEARN",
                                              "clock.lockstep={infer: \"40us\" target: \"25us\"}"});
  const Json& updates = outcome_.summary["updates"];
  int learned = 0, in_histogram = 0, mismatched = 0;
  for (const Json& layer : found["layers"]) {
    learned += layer["updates"].get<int>();
    for (const Json& count : layer["staleness"]) in_histogram += count.get<int>();
    for (const auto& [behind, count] : layer["mismatch"].items()) {
      if (behind != "0") mismatched += count.get<int>();
    }
  }
  EXPECT_EQ(updates["applied"], learned);
  EXPECT_EQ(in_histogram, learned);
  EXPECT_GT(mismatched, 0);
  EXPECT_LE(mismatched, updates["mismatched"]);  // those with another's activity count there, too
}

TEST_F(TraceStats, SettledIsTheLastWordOfALayerAndNotTheFirst) {
  const Json layers = stats({"dynamics.leaky={tau: \"7us\"}"})["layers"];
  std::int64_t last = 0, presented = 0;
  const TraceCopy copy(out_.path() / "trace.gtrace");
  for (const auto& note : copy.notes) {
    const bool found = note.note.kind == sim::NoteKind::kPresented && note.note.sample == 19;
    if (found) presented = note.at.ns;
  }
  for (const trace::EventRow& row : copy.rows) {
    const std::string& link =
        row.link == sim::kNoLink ? "" : copy.header.links(static_cast<int>(row.link.value)).name();
    if (link == "local.2" && row.sample == 19) last = row.sent.ns;
  }
  const Json& times = layers[1]["settled_ns"];
  EXPECT_LE(times["min"].get<std::int64_t>(), last - presented);
  EXPECT_GE(times["max"].get<std::int64_t>(), last - presented);
}

TEST_F(TraceStats, SaysHowExactItIs) {
  EXPECT_THAT(trace::stats_text(Json(stats({}))), HasSubstr("within 1.1 %"));
}

TEST(Sketch, IsWithinItsErrorOfTheExactQuantile) {
  std::mt19937_64 random(7);
  std::lognormal_distribution<double> durations(9, 2);
  trace::Sketch sketch;
  std::vector<std::int64_t> all;
  for (int i = 0; i < 10'001; ++i) {
    all.push_back(static_cast<std::int64_t>(durations(random)) + 1);
    sketch.add(all.back());
  }
  std::ranges::sort(all);
  for (const double part : {0.01, 0.25, 0.5, 0.75, 0.95, 0.99}) {
    const auto exact = static_cast<double>(
        all[static_cast<std::size_t>(std::ceil(part * static_cast<double>(all.size()))) - 1]);
    EXPECT_NEAR(sketch.quantile(part) / exact, 1, trace::Sketch::kError) << part;
  }
  EXPECT_EQ(sketch.least(), all.front());
  EXPECT_EQ(sketch.largest(), all.back());
}

TEST(Sketch, OfZerosIsZeroAndOfNothingToo) {
  trace::Sketch sketch;
  EXPECT_EQ(sketch.quantile(0.5), 0);
  sketch.add(0);
  sketch.add(0);
  sketch.add(100);
  EXPECT_EQ(sketch.quantile(0.5), 0);
  EXPECT_EQ(sketch.quantile(1), 100);
}

}  // namespace
}  // namespace lab
