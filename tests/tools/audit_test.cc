// The locality table: every count is that of messages of the run, which a config decides.
#include "tools/lab/explain/audit.h"

#include <gtest/gtest.h>

#include "tests/tools/tiny_run.h"

namespace lab {
namespace {

constexpr int kSteps = 5;

Json audit_tiny(const Overrides& overrides = {}) {
  SetupOptions setup;
  setup.data_dir = kGolden;
  return audit(
      protocols::parse_config(kTiny, "test.textproto", Overrides{"run.steps=5"} + overrides),
      setup);
}

Json crossing(const Json& facts, const std::string& boundary) {
  for (const Json& entry : facts["crossed"]) {
    if (entry["boundary"] == boundary) return entry;
  }
  return nullptr;
}

// Widths 16, 16, 10, 6: layers 2 and 3 send their weights, at first and with every update.
TEST(Audit, CountsTransportedWeights) {
  const Json found = crossing(audit_tiny(), "weight transport");
  EXPECT_EQ(found["messages"], 2 * (1 + kSteps));
  const int weights = (1 + kSteps) * 4 * (10 * 10 + 10 + 6 * 6 + 6);
  EXPECT_EQ(found["bytes"], weights + 2 * (1 + kSteps) * 32);
  EXPECT_NE(found["text"].get<std::string>().find("inverts"), std::string::npos);
}

TEST(Audit, CountsTheSlopesOfEveryUnit) {
  const Json found = crossing(audit_tiny(), "slopes");
  EXPECT_EQ(found["messages"], 3 * kSteps);
  EXPECT_EQ(found["bytes"], kSteps * 6 * 4 * (16 + 10 + 6));
}

TEST(Audit, OnlyAnOracleIsToldWhatIsQuiet) {
  EXPECT_GE(crossing(audit_tiny(), "oracle clock")["messages"], kSteps);
  EXPECT_EQ(crossing(audit_tiny({"clock.lockstep={}"}), "oracle clock")["messages"], 0);
}

// Reports of source, teacher and, three times a sample, three layers; orders to all but these.
TEST(Audit, AClockThatHearsAllLayersIsGlobal) {
  const Json found = crossing(audit_tiny({"clock.lockstep={}"}), "global clock");
  EXPECT_EQ(found["messages"], kSteps * ((2 + 9) + (2 + 3)));
  EXPECT_EQ(found["bytes"], found["messages"].get<int>() * 32);
  EXPECT_NE(found["text"].get<std::string>().find("hears of 5 layers"), std::string::npos);
}

// Under ABSOLUTE, what layer 2 and 1 are told is multiplied by 1/gamma and 1/gamma^2. The targets
// of layer 2 go there and to its synapses, and so do those of layer 1.
TEST(Audit, CountsGainsThatAreNotOne) {
  const Json found =
      crossing(audit_tiny({"feedback.payload=ABSOLUTE", "rule.gait.gamma=0.1"}), "gain");
  EXPECT_EQ(found["messages"], 4 * kSteps);
  EXPECT_EQ(found["bytes"], 4 * kSteps * 8);
  EXPECT_NE(found["text"].get<std::string>().find("largest is 100"), std::string::npos) << found;
  const Json small =
      crossing(audit_tiny({"feedback.payload=ABSOLUTE", "rule.gait.gamma=0.9"}), "gain");
  EXPECT_EQ(small["messages"], 4 * kSteps);
  EXPECT_EQ(crossing(audit_tiny(), "gain")["messages"], 0);
  EXPECT_EQ(crossing(audit_tiny({"rule.tp={}", "feedback.payload=ABSOLUTE"}), "gain")["messages"],
            0);
}

// Down twice and to three layers; the label is a target.
TEST(Audit, CountsErrorsThatTravelInsteadOfTargets) {
  EXPECT_EQ(crossing(audit_tiny(), "errors")["messages"], 5 * kSteps);
  EXPECT_EQ(crossing(audit_tiny({"feedback.payload=ABSOLUTE"}), "errors")["messages"], 0);
}

TEST(Audit, TheGramMatrixIsCountedByUpdate) {
  const Json found = crossing(audit_tiny({"regularizer={}"}), "Gram matrix");
  EXPECT_EQ(found["messages"], 0);
  EXPECT_EQ(found["updates"], 3 * kSteps);
  EXPECT_EQ(found["bytes"], kSteps * 4 * (16 * 16 + 10 * 10 + 6 * 6));
  EXPECT_DOUBLE_EQ(found["flops"].get<double>(), kSteps * 4.0 * (4096 + 1000 + 216));
  const Json free_top = crossing(audit_tiny({"regularizer={top_layer: false}"}), "Gram matrix");
  EXPECT_EQ(free_top["updates"], 2 * kSteps);
  EXPECT_EQ(crossing(audit_tiny(), "Gram matrix")["updates"], 0);
}

// 8 x 16, of which W W^T is the smaller one, and 6 x 6.
TEST(Audit, TheGramMatrixOfAWideLayerIsThatOfItsUnits) {
  const Json found =
      crossing(audit_tiny({"regularizer={}",
                           "network={ tower { widths: [16, 8, 6] } first_layer: RECTANGULAR }"}),
               "Gram matrix");
  EXPECT_EQ(found["bytes"], kSteps * 4 * (64 + 36));
  EXPECT_DOUBLE_EQ(found["flops"].get<double>(), kSteps * 4.0 * (8 * 128 + 6 * 36));
}

// Nothing is counted twice and nothing is left out: the rest are clocks' and the engine's own.
TEST(Audit, WhatStaysIsTheRestOfTheData) {
  const Json facts = audit_tiny();
  std::uint64_t data = crossing(facts, "weight transport")["bytes"].get<std::uint64_t>() +
                       crossing(facts, "slopes")["bytes"].get<std::uint64_t>();
  for (const Json& entry : facts["stayed"]) data += entry["bytes"].get<std::uint64_t>();
  const TemporaryFolder out;
  const Json messages = run_tiny(out.path(), {"run.steps=5"}).summary["messages"];
  std::uint64_t wanted = 0;
  for (const char* kind : {"activity", "target", "weight_transport"}) {
    wanted += messages[kind]["bytes"].get<std::uint64_t>();
  }
  EXPECT_EQ(data, wanted);
}

TEST(Audit, TellsWhenTheRunStopsEarly) {
  const Json facts = audit_tiny({"link[1]={match: \"clock.report.2\" loss: 1}"});
  EXPECT_EQ(facts["samples"], 1);
  EXPECT_NE(audit_text(facts).find("before all 5 samples"), std::string::npos);
  EXPECT_EQ(audit_text(audit_tiny()).find("before all"), std::string::npos);
}

TEST(Audit, TheTableNamesEveryBoundary) {
  const Json facts = audit_tiny({"regularizer={}"});
  const std::string text = audit_text(facts);
  for (const Json& entry : facts["crossed"]) {
    EXPECT_NE(text.find(entry["boundary"].get<std::string>()), std::string::npos);
  }
  EXPECT_NE(text.find("15 updates"), std::string::npos) << text;
}

}  // namespace
}  // namespace lab
