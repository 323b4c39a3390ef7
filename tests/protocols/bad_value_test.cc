// Configs that can be read, and whose values cannot be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/protocols/expect_told.h"

namespace protocols {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

TEST(BadConfig, WithDataThatCannotBe) {
  expect_told({
      {"glyphs {}", "idx {}", "1:8: data.idx.directory: must name the folder"},
      {"glyphs {}", "idx { directory: \"\" }", "1:25: data.idx.directory: must name the folder"},
      {"glyphs {}", "cifar {}", "1:8: data.cifar.directory: must name the folder"},
      {"glyphs {}", "glyphs { train: 0 }", "1:24: data.glyphs.train: must be at least 1, but is 0"},
      {"glyphs {}", "glyphs { train: 4000000000 }",
       "1:24: data.glyphs.train: must be at most 2097152, but is 4000000000\n"},
      {"glyphs {}", "glyphs { test: 2097153 }",
       "1:23: data.glyphs.test: must be at most 2097152, but is 2097153\n"},
      {"glyphs {}", "glyphs {} batch: 0", "1:25: data.batch: must be at least 1, but is 0\n"},
      {"glyphs {}", "glyphs {} classes: 0", "1:27: data.classes: must be at least 1, but is 0\n"},
  });
}

TEST(BadConfig, WithANetworkThatCannotBe) {
  const std::string square = "square { hidden_layers: 1 }";
  expect_told({
      {"hidden_layers: 1", "", "2:11: network.square.hidden_layers: is missing\n"},
      {"hidden_layers: 1", "hidden_layers: 1001",
       "2:35: network.square.hidden_layers: must be at most 1000, but is 1001\n"},
      {square, "tower {}", "2:11: network.tower.widths: needs at least 2 widths, but has 0\n"},
      {square, "tower { widths: [9] }", "2:28: network.tower.widths: needs at least 2 widths"},
      {square, "tower { widths: [9, 0] }", "2:31: network.tower.widths[1]: must be at least 1"},
      {square, "tower { widths: [9, 8, 10] }",
       "2:34: network.tower.widths[2]: widths never increase, but 10 follows 8\n",
       "square layers read the first units of the one below; for rules without an inverse there is "
       "rectangular { widths: [784, 100, 300] }"},
      {square, "tower { widths: [9, 10, 11] } first_layer: RECTANGULAR",
       "2:35: network.tower.widths[2]: widths never increase, but 11 follows 10\n"},
      {square, square + " first_layer: RECTANGULAR",
       "2:52: network.first_layer: RECTANGULAR needs a first layer of another width than the ",
       "instead of square: tower { widths: [784, 256, 256] }"},
      {square, "rectangular { widths: [9] }",
       "2:34: network.rectangular.widths: needs at least 2 widths, but has 1\n"},
      {square, "rectangular { widths: [9, 0] }",
       "2:37: network.rectangular.widths[1]: must be at least 1, but is 0\n"},
      {square, square + " activation { leaky_relu { slope: 0 } }",
       "2:72: network.activation.leaky_relu.slope: must be above 0 and at most 1, but is 0\n"},
      {square, square + " activation { leaky_relu { slope: 1.5 } }",
       "2:72: network.activation.leaky_relu.slope: must be above 0 and at most 1, but is 1.5\n"},
      {square, square + " activation { leaky_relu { slope: nan } }",
       "2:72: network.activation.leaky_relu.slope: must be above 0 and at most 1, but is nan\n"},
  });
}

std::string rectangular(const std::string& widths, const std::string& rule) {
  const std::string text =
      example_with("square { hidden_layers: 1 }", "rectangular { widths: [" + widths + "] }");
  return problem_of(text, {"rule=" + rule});
}

TEST(BadConfig, WithLayersThatItsRuleCannotInvert) {
  for (const std::string rule : {"{ tp {} }", "{ itp {} }", "{ gait {} }"}) {
    EXPECT_THAT(
        rectangular("9, 8, 8, 7, 7", rule),
        AllOf(StartsWith("a.textproto:2:43: network.rectangular.widths[3]: layer 3 reads 8 "
                         "units and has 7: its weights have no inverse, which tp, itp and "
                         "gait need\n"),
              HasSubstr("first_layer: RECTANGULAR"), HasSubstr("transpose"), HasSubstr("bp")));
    EXPECT_EQ(rectangular("9, 8, 8", rule), "") << "nothing is below layer 1";
    EXPECT_EQ(rectangular("9, 7", rule), "");
  }
  for (const std::string rule : {"bp", "fa", "sign_symmetry", "top_layer_only"}) {
    EXPECT_EQ(rectangular("9, 12, 7", "{ " + rule + " {} }"), "") << rule;
  }
}

// W^T W is not 1: what comes back is not the activity with a small step, but something else.
TEST(BadConfig, WithAbsoluteTargetsThroughATransposeThatIsNotSquare) {
  const std::string text =
      example_with("square { hidden_layers: 1 }", "rectangular { widths: [9, 12, 7] }");
  EXPECT_EQ(problem_of(text, {"feedback.inverse.transpose={}"}), "");
  EXPECT_THAT(problem_of(text, {"feedback={inverse { transpose {} } payload: ABSOLUTE}"}),
              AllOf(HasSubstr("feedback.payload: layer 2 reads 12 units and has 7: "),
                    HasSubstr("hint: payload: DIFFERENCE")));
}

TEST(BadConfig, WithLearningThatCannotBe) {
  const std::string above = ": must be above 0 and finite, but is ";
  const std::string below = ": must be 0 or more and below 1, but is ";
  expect_told({
      {"gait {}", "gait { gamma: 0 }", "3:22: rule.gait.gamma: must be above 0 and at most 1"},
      {"gait {}", "itp { gamma: 1.01 }", "3:21: rule.itp.gamma: must be above 0 and at most 1"},
      {"gait {}", "gait { gamma: -nan }", "3:22: rule.gait.gamma: must be above 0 and at most 1"},
      {"adam {}", "adam { learning_rate: 0 }", "4:35: optimizer.adam.learning_rate" + above + "0"},
      {"adam {}", "sgd { learning_rate: inf }",
       "4:34: optimizer.sgd.learning_rate" + above + "inf"},
      {"adam {}", "sgd { momentum: 1 }", "4:29: optimizer.sgd.momentum" + below + "1"},
      {"adam {}", "adam { beta1: 1 }", "4:27: optimizer.adam.beta1" + below + "1"},
      {"adam {}", "adam { beta2: -0.1 }", "4:27: optimizer.adam.beta2" + below + "-0.1"},
      {"adam {}", "adam { epsilon: 0 }", "4:29: optimizer.adam.epsilon" + above + "0"},
      {"adam {}", "adam {} schedule { final_fraction: 1.5 }",
       "4:48: optimizer.schedule.final_fraction: must be from 0 to 1, but is 1.5"},
      {"run {}", "run {} regularizer { lambda: -1 }",
       "8:30: regularizer.lambda: must be 0 or more and finite, but is -1\n"},
      {"run {}", "run {} regularizer { lambda: inf }", "8:30: regularizer.lambda: must be 0 or "},
      {"run {}", "run {} regularizer { every_steps: 0 }",
       "8:35: regularizer.every_steps: must be at least 1"},
      {"run {}", "run {} feedback { inverse { exact { method: REFINED residual: 0 } } }",
       "8:63: feedback.inverse.exact.residual: must be above 0 and at most 1, but is 0"},
      {"run {}", "run {} feedback { inverse { damped { damping: 0 } } }",
       "8:47: feedback.inverse.damped.damping" + above + "0"},
      {"run {}", "run {} feedback { inverse { damped { damping: 2e6 } } }",
       "8:47: feedback.inverse.damped.damping: must be at most 1e6"},
      {"run {}", "run {} feedback { inverse { damped {} } payload: ABSOLUTE }",
       "8:50: feedback.payload: a damped inverse brings no target back"},
      {"run {}", "run {} neurons { memory: 0 }", "8:26: neurons.memory: must be at least 1"},
      {"run {}", "run {} neurons { memory: 1000001 }",
       "8:26: neurons.memory: must be at most 1000"},
  });
}

TEST(BadConfig, WithClocksFromOutsideThatCannotBe) {
  expect_told({
      {"lockstep {}", "plugin {}", "5:9: clock.plugin.library: is missing\n"},
      {"lockstep {}", "plugin { library: \"a\" parameter { value: \"1\" } }",
       "5:31: clock.plugin.parameter[0].name: is missing\n"},
      {"lockstep {}", "remote {}", "5:9: clock.remote.address: is missing\n"},
      {"lockstep {}", "remote { address: \"here\" }", "5:27: clock.remote.address: \"here\" is no"},
      {"lockstep {}", "remote { address: \"here:1\" }",
       "5:27: clock.remote.address: 'here:1' is not this machine\n", "allow_remote_host"},
      {"lockstep {}", "remote { address: \"./a\" reply_timeout: \"999us\" }",
       "5:48: clock.remote.reply_timeout: must be at least 1ms, but is 999us\n"},
  });
}

TEST(BadConfig, WithTimesThatCannotBe) {
  const std::string law = "constant: \"10us\"";
  const std::string delay = "link[0].delay";
  expect_told({
      {"lockstep {}", "lockstep { infer: \"0s\" }",
       "5:27: clock.lockstep.infer: must be at least 1ns, but is 0s\n"},
      {"lockstep {}", "lockstep { target: \"10\" }",
       "5:28: clock.lockstep.target: \"10\" is not a duration: the unit is missing; allowed is"},
      {"lockstep {}", "lockstep { learn: \"-1us\" }",
       "5:27: clock.lockstep.learn: \"-1us\" is not a duration: it is negative; allowed is"},
      {law, "constant: \"1 s\"", "6:37: " + delay + ".constant: \"1 s\" is not a duration"},
      {law, "uniform { to: \"1s\" }", "6:27: " + delay + ".uniform.from: is missing\n"},
      {law, "uniform { from: \"1s\" }", "6:27: " + delay + ".uniform.to: is missing\n"},
      {law, "uniform { from: \"2us\" to: \"1us\" }",
       "6:27: " + delay + ".uniform: from 2us is more than to 1us\n"},
      {law, "exponential {}", "6:27: " + delay + ".exponential.mean: is missing\n"},
      {law, "exponential { mean: \"0s\" }",
       "6:47: " + delay + ".exponential.mean: must be at leas"},
      {law, "lognormal { median: \"0s\" sigma: 1 }", "6:47: " + delay + ".lognormal.median: must "},
      {law, "lognormal { median: \"1s\" }", "6:27: " + delay + ".lognormal.sigma: is missing\n"},
      {law, "lognormal { median: \"1s\" sigma: -1 }", "6:59: " + delay + ".lognormal.sigma: must "},
      {law, "lognormal { median: \"1s\" sigma: 11 }",
       "6:59: " + delay + ".lognormal.sigma: must be at most 10"},
      {law, "normal { sigma: \"1s\" }", "6:27: " + delay + ".normal.mean: is missing\n"},
      {law, "normal { mean: \"1s\" }", "6:27: " + delay + ".normal.sigma: is missing\n"},
      {law, law + " minimum: \"x\"", "6:53: " + delay + ".minimum: \"x\" is not a duration"},
      {"match: \"*\"", "", "6:1: link[0].match: must be a pattern of link names\n"},
      {"\"*\"", "\"\"", "6:15: link[0].match: must be a pattern of link names\n"},
      {"0.5", "1.5", "7:34: link[1].loss: must be from 0 to 1, but is 1.5\n"},
      {"0.5", "nan", "7:34: link[1].loss: must be from 0 to 1, but is nan\n"},
      {"loss: 0.5", "duplicate: -1", "7:39: link[1].duplicate: must be from 0 to 1, but is -1\n"},
  });
}

TEST(BadConfig, WithLinksThatCannotBe) {
  const std::string loss = "loss: 0.5", bursts = "7:28: link[1].bursts";
  expect_told({
      {loss, "bursts {}", bursts + ".p_enter: is missing\n", "how often bursts begin, such as"},
      {loss, "bursts { p_enter: 0.1 }", bursts + ".p_leave: is missing\n", "how often bursts end"},
      {loss, "bursts { p_enter: 1.5 p_leave: 1 }",
       "7:46: link[1].bursts.p_enter: must be from 0 to 1, but is 1.5\n"},
      {loss, "bursts { p_enter: 1 p_leave: -1 }", "7:57: link[1].bursts.p_leave: must be from 0"},
      {loss, "bursts { p_enter: 1 p_leave: 1 loss_good: nan }",
       "7:70: link[1].bursts.loss_good: must be from 0 to 1, but is nan\n"},
      {loss, "bursts { p_enter: 1 p_leave: 1 loss_bad: 2 }",
       "7:69: link[1].bursts.loss_bad: must be from 0 to 1, but is 2\n"},
      {loss, "in_order: 2", "7:38: link[1].in_order: expected true or false, got 2\n"},
      {loss, "bandwidth: \"10Mb/s\"",
       "7:39: link[1].bandwidth: \"10Mb/s\" is not a bandwidth: \"Mb/s\" is no unit; allowed is a "
       "number of B/s, kB/s, MB/s or GB/s, such as \"10MB/s\", or \"unlimited\"\n"},
      {loss, "bandwidth: \"0B/s\"", "7:39: link[1].bandwidth: must be at least 1B/s, but is 0B/s"},
      {loss, "down {}", "7:28: link[1].down[0].from: is missing\n"},
      {loss, "down { from: \"1s\" }", "7:28: link[1].down[0].to: is missing\n"},
      {loss, "down { from: \"x\" to: \"1s\" }",
       "7:41: link[1].down[0].from: \"x\" is not a durati"},
      {loss, "down { from: \"1s\" to: \"1s\" }",
       "7:28: link[1].down[0]: from 1s is not before to 1s\n"},
      {loss, "down { from: \"0s\" to: \"1s\" } down { from: \"3s\" to: \"2s\" }",
       "7:57: link[1].down[1]: from 3s is not before to 2s\n"},
  });
}

TEST(BadConfig, WithARunThatCannotBe) {
  expect_told({
      {"run {}", "run { epochs: 0 }", "8:15: run.epochs: must be at least 1, but is 0\n"},
      {"run {}", "run { epochs: 1000001 }", "8:15: run.epochs: must be at most 1000000"},
      {"run {}", "run { steps: 0 }", "8:14: run.steps: must be at least 1, but is 0\n"},
      {"run {}", "run { evaluate_every_steps: 0 }", "8:29: run.evaluate_every_steps: must be at"},
      {"run {}", "run {} contract { settled_residual: -1 }",
       "8:37: contract.settled_residual: must be 0 or more and finite, but is -1\n"},
      {"run {}", "run {} probe { backprop_alignment { every_updates: 0 } }",
       "8:52: probe.backprop_alignment.every_updates: must be at least 1, but is 0\n"},
      {"run {}", "run {} trace { file: \"\" }", "8:22: trace.file: \"\" cannot be the name of a "},
      {"run {}", "run {} trace { file: \"a/b\" }", "8:22: trace.file: \"a/b\" cannot be the name"},
      {"run {}", "run {} name: \"a b\"", "8:14: name: \"a b\" cannot be the name of a file or "},
      {"run {}", "run {} name: \"..\"", "8:14: name: \"..\" cannot be the name of a file or "},
      {"run {}", "run {} name: \"\"", "8:14: name: \"\" cannot be the name of a file or folder\n",
       "allowed are 1 to 100 letters, digits, "},
  });
}

std::string study(const std::string& axes) { return "run {}\nstudy { " + axes + " }"; }

std::string axis(const std::string& path, const std::string& value) {
  return "axis { path: \"" + path + "\" values: \"" + value + "\" }";
}

TEST(BadConfig, WithAStudyThatCannotBe) {
  expect_told({
      {"run {}", study("repeats: 0"), "9:18: study.repeats: must be at least 1, but is 0\n"},
      {"run {}", study("axis { values: \"1\" }"), "9:9: study.axis[0].path: must be the path"},
      {"run {}", study(axis("study.repeats", "1")), "9:22: study.axis[0].path: must be the path"},
      {"run {}", study("axis { path: \"seed\" }"), "9:9: study.axis[0].values: needs at least one"},
      {"run {}", study(axis("seed", "")), "9:37: study.axis[0].values[0]: is empty\n"},
      {"run {}", study(axis("sed", "1")),
       "9:36: study.axis[0].values[0]: cannot be set: sed: unknown field sed\n",
       "did you mean seed? known: "},
      {"run {}", study(axis("seed", "x")),
       "9:37: study.axis[0].values[0]: cannot be set: seed: expected a whole number from 0 to "},
      {"run {}", study(axis("link[0].loss", "7")),
       "9:45: study.axis[0].values[0]: cannot be set: link[0].loss: must be from 0 to 1, but is 7"},
      {"run {}", study(axis("seed", "1") + " " + axis("seed", "2")),
       "9:56: study.axis[1].path: seed has an axis already\n"},
  });
}

}  // namespace
}  // namespace protocols
