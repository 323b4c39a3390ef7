// A resolved config: nothing is left unsaid, nothing is said that was not meant.
#include "protocols/resolve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/protocols/example.h"
#include "tests/source_files.h"

namespace protocols {
namespace {

using testing::HasSubstr;
using testing::Not;

Experiment resolved_example(const std::vector<std::string>& overrides = {}) {
  return resolved(parse_config(kExample, "a.textproto", overrides).experiment());
}

std::string text_with(const std::vector<std::string>& overrides) {
  return resolved_text(parse_config(kExample, "a.textproto", overrides).experiment());
}

TEST(Resolved, WritesOutTheDefaultsOfBlocksThatAreThere) {
  const Experiment whole = resolved_example();
  EXPECT_TRUE(whole.has_name() && whole.has_seed() && whole.has_precision());
  EXPECT_EQ(whole.data().batch(), 60u);
  EXPECT_TRUE(whole.data().has_batch() && whole.data().has_shuffle());
  EXPECT_TRUE(whole.data().glyphs().has_train());
  EXPECT_TRUE(whole.optimizer().adam().has_epsilon());
  EXPECT_TRUE(whole.clock().lockstep().has_infer());
  EXPECT_TRUE(whole.link(0).delay().has_minimum());
  EXPECT_TRUE(whole.run().has_epochs());
}

TEST(Resolved, HasTheBlocksThatHaveADefault) {
  const Experiment whole = resolved_example();
  EXPECT_TRUE(whole.feedback().inverse().has_exact());
  EXPECT_EQ(whole.feedback().payload(), DIFFERENCE);
  EXPECT_TRUE(whole.feedback().has_payload());
  EXPECT_TRUE(whole.has_neurons());
  EXPECT_TRUE(whole.learning().has_mismatch());
  EXPECT_EQ(whole.network().activation().leaky_relu().slope(), 0.1);
  EXPECT_TRUE(whole.network().activation().leaky_relu().has_slope());
}

TEST(Resolved, KeepsWhatTheConfigSays) {
  const Experiment whole = resolved_example(
      {"data.batch=7", "network.activation.linear={}", "feedback.payload=ABSOLUTE"});
  EXPECT_EQ(whole.data().batch(), 7u);
  EXPECT_TRUE(whole.network().activation().has_linear());
  EXPECT_EQ(whole.feedback().payload(), ABSOLUTE);
}

TEST(Resolved, LeavesAbsentWhatHasNoDefault) {
  const Experiment whole = resolved_example();
  EXPECT_FALSE(whole.has_regularizer() || whole.has_probe() || whole.has_trace());
  EXPECT_FALSE(whole.has_study());
  EXPECT_FALSE(whole.data().has_classes() || whole.neurons().has_memory());
  EXPECT_FALSE(whole.run().has_steps() || whole.run().has_evaluate_every_steps());
}

// A loss of 0 written into the second link would undo that of the first.
TEST(Resolved, LeavesAbsentWhatALinkDoesNotSay) {
  const Experiment whole = resolved_example();
  EXPECT_FALSE(whole.link(0).has_loss() || whole.link(0).has_duplicate());
  EXPECT_FALSE(whole.link(1).has_delay());
}

TEST(Resolved, WritesOutBurstsButNoOtherFaultThatALinkDoesNotSay) {
  const Experiment whole = resolved_example({"link[1].bursts={p_enter: 0.1 p_leave: 0.5}"});
  EXPECT_EQ(whole.link(1).bursts().loss_bad(), 1);
  EXPECT_TRUE(whole.link(1).bursts().has_loss_good() && whole.link(1).bursts().has_loss_bad());
  EXPECT_FALSE(whole.link(0).has_bursts());
  EXPECT_FALSE(whole.link(1).has_in_order() || whole.link(1).has_bandwidth());
  EXPECT_EQ(whole.link(1).down_size(), 0);
}

TEST(Resolved, DoesNotChangeWhatItIsGiven) {
  const Experiment experiment = parse_config(kExample, "a.textproto").experiment();
  resolved(experiment);
  EXPECT_FALSE(experiment.has_feedback());
}

TEST(ResolvedText, HasTheShortestNumbersThatReadBack) {
  const std::string text =
      text_with({"precision=FLOAT64", "rule.gait.gamma=0.1", "optimizer.adam.epsilon=5e-324",
                 "optimizer.adam.beta1=0.30000000000000004", "link[1].loss=5.684341886080802e-14"});
  EXPECT_THAT(text, HasSubstr("gamma: 0.1\n"));
  EXPECT_THAT(text, HasSubstr("epsilon: 5e-324\n"));
  EXPECT_THAT(text, HasSubstr("beta1: 0.30000000000000004\n"));
  EXPECT_THAT(text, HasSubstr("loss: 5.684341886080802e-14\n"));
}

TEST(ResolvedText, ReadBackGivesTheSameText) {
  for (const auto& config : tests::shipped_configs()) {
    const std::string text = resolved_text(load_config(config).experiment());
    EXPECT_EQ(resolved_text(parse_config(text, "resolved").experiment()), text) << config;
  }
}

TEST(ResolvedText, SaysTheSameAsTheMessage) {
  const std::string text = text_with({"name=a-b", "data.idx.directory=\"Z\\303\\274rich \\\"\""});
  const Experiment again = parse_config(text, "resolved").experiment();
  EXPECT_EQ(again.data().idx().directory(), "Z\xC3\xBCrich \"");
  EXPECT_EQ(again.link_size(), 2);
  EXPECT_THAT(text, Not(HasSubstr("study")));
}

}  // namespace
}  // namespace protocols
