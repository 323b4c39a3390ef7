// Configs that cannot be read, or lack something, and what is told first.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "tests/protocols/expect_told.h"

namespace protocols {
namespace {

using testing::AnyOf;
using testing::IsEmpty;
using testing::StartsWith;

TEST(BadConfig, ExampleItselfIsGood) { EXPECT_EQ(problem_of(kExample), ""); }

TEST(BadConfig, WithUnknownField) {
  expect_told({
      {"adam {}", "adam { lerning_rate: 1 }", "4:20: optimizer.adam.lerning_rate: unknown field ",
       "did you mean learning_rate? known: learning_rate, beta1, beta2, epsilon, bias_correction"},
      {"adam {}", "adam {\n speed : 3 }", "5:2: optimizer.adam.speed: unknown field speed\n",
       "known: learning_rate"},
      {"rule {", "ruel {", "3:1: ruel: unknown field ruel\n", "did you mean rule? known: name, "},
      {"loss", "los", "7:28: link[1].los: unknown field los\n", "did you mean loss? known: match"},
      {"glyphs {} }", "glyphs {}", "2:1: data.network: unknown field network\n",
       "is a } missing before network?"},
  });
}

// What is told of one fault may be what somebody wrote into another.
TEST(BadConfig, WithTheParsersOwnWords) {
  for (const std::string words :
       {"is specified along with", "is specified multiple times.", "has no field named",
        "Unknown enumeration", "non ascii", "end of string", "for boolean field"}) {
    expect_told({{"run {}", "run { epochs: \"" + words + "\" }",
                  "8:15: run.epochs: expected a whole number from 1 to 1000000, got \"" + words}});
  }
}

TEST(BadConfig, WithWrongValue) {
  expect_told({
      {"run {}", "run { epochs: three }", "8:15: run.epochs: expected a whole number from 1 to "},
      {"run {}", "run { epochs: \"3\" }", "8:15: run.epochs: expected a whole number from 1 to "},
      {"run {}", "run { epochs: -3 }",
       "8:15: run.epochs: expected a whole number from 1 to 1000000, got -3\n"},
      {"run {}", "run { epochs: 4294967296 }",
       "8:15: run.epochs: expected a whole number from 1 to 1000000, got 4294967296\n"},
      {"run {}", "seed: 18446744073709551616", "8:7: seed: expected a whole number from 0 to 1844"},
      {"gait {}", "gait { gamma: high }", "3:22: rule.gait.gamma: expected a number, got high\n"},
      {"gait {}", "gait { gamma: -\"x\" }", "3:23: rule.gait.gamma: expected a number, got \"x\""},
      {"gait {}", "gait { gamma: }", "3:22: rule.gait.gamma: expected a number, got }\n"},
      {"gait {}", "gait { top_only: maybe\n}",
       "3:25: rule.gait.top_only: expected true or false, got maybe\n"},
      {"gait {}", "gait: 3", "3:14: rule.gait: expected a block { ... }, got 3\n"},
      {"run {}", "run epochs: 3", "8:5: run: expected a block { ... }, got epochs\n"},
      {"run {}", "precision: float16\nrun {}", "8:12: precision: unknown value float16\n",
       "did you mean FLOAT32? allowed: FLOAT32, FLOAT64"},
      {"run {}", "precision:\n7 run {}", "9:1: precision: unknown value 7\n", "allowed: FLOAT32"},
      {"run {}", "precision: \"FLOAT32\"",
       "8:12: precision: expected one of FLOAT32, FLOAT64, got"},
      {"square { hidden_layers: 1 }", "tower { widths: [9, 8.5] }",
       "2:31: network.tower.widths[1]: expected a whole number from 1 to 4294967295, got 8.5\n"},
      {"square { hidden_layers: 1 }", "tower { widths: [-9, 8, 7] }",
       "2:28: network.tower.widths[0]: expected a whole number from 1 to 4294967295, got -9\n"},
      {"link { match: \"*\" ", "link: [{ loss: high }, { loss: 1 }] link { ",
       "6:16: link[0].loss: expected a number, got high\n"},
  });
}

// What is hinted at must be good: quotes alone give a number no unit.
TEST(BadConfig, WithTextOutOfQuotes) {
  const std::string law = "constant: \"10us\"", loss = "loss: 0.5";
  const std::string quotes = "put it in quotes: ", unit = "put it in quotes, with its unit: ";
  expect_told({
      {"\"10us\"", "10us", "6:37: link[0].delay.constant: expected text in quotes, got 10us\n",
       quotes + "\"10us\""},
      {"\"*\"", "all", "6:15: link[0].match: expected text in quotes, got all\n",
       quotes + "\"all\""},
      {"\"*\"", "10", "6:15: link[0].match: expected text in quotes, got 10\n", quotes + "\"10\""},
      {"\"10us\"", "10", "6:37: link[0].delay.constant: expected text", unit + "\"10us\""},
      {law, "normal { mean: 2.5 }", "6:42: link[0].delay.normal.mean: ", unit + "\"2.5us\""},
      {law, "normal { mean: 1e3 }", "6:42: link[0].delay.normal.mean: ", unit + "\"10us\""},
      {law, "normal { mean: -3us }", "6:42: link[0].delay.normal.mean: ", unit + "\"10us\""},
      {"lockstep {}", "lockstep { infer: 20 }", "5:27: clock.lockstep.infer: ", unit + "\"20us\""},
      {"run {}", "checkpoint { every: 5 }", "8:21: checkpoint.every: ", unit + "\"5us\""},
      {"run {}", "trace { file: 7 }", "8:15: trace.file: ", quotes + "\"7\""},
      {"run {}", "name: a_b", "8:7: name: expected text in quotes, got a_b\n", quotes + "\"a_b\""},
      {loss, "bandwidth: 10", "7:39: link[1].bandwidth: ", unit + "\"10MB/s\""},
      {loss, "bandwidth: 3kB/s", "7:39: link[1].bandwidth: expected text in quotes, got 3kB/s\n",
       quotes + "\"3kB/s\""},
      {loss, "bandwidth: unlimited", "7:39: link[1].bandwidth: ", quotes + "\"unlimited\""},
  });
}

TEST(BadConfig, WithAnExtension) {
  const std::string not_allowed = ": extensions are not allowed\n";
  expect_told({
      {"run {}", "run {} [ext.foo] { a: 1 }", "8:8: [ext.foo]" + not_allowed, "known: name, seed"},
      {"run {}", "run { [ext_a.b_c]: 1 }", "8:7: run.[ext_a.b_c]" + not_allowed, "known: epochs"},
      {"run {}", "[run] {}", "8:1: [run]" + not_allowed, "did you mean run? known: name, "},
      {"run {}", "[type.x.com/a.b] {}", "8:1: [type.x.com/a.b]" + not_allowed},
      {"run {}", "run { [1, 2] }", "8:8: expected the name of a field, got 1\n"},
  });
}

TEST(BadConfig, WithTooMuch) {
  expect_told({
      {"run {}", "run {}\nclock {}", "9:1: clock: is given twice\n", "it is first given on line 5"},
      {"run {}", "run { epochs: 1\nepochs: 2 }", "9:1: run.epochs: is given twice\n"},
      {"gait {}", "gait {} tp {}", "3:16: rule.tp: tp cannot be given along with gait\n",
       "give only one of bp, tp, itp, gait"},
      {"glyphs {}", "glyphs {} idx { directory: \"x\" }",
       "1:18: data.idx: idx cannot be given along with glyphs\n", "give only one of idx, glyphs"},
  });
}

TEST(BadConfig, ThatIsNoTextFormat) {
  expect_told({
      {"run {}", "run {", "8:1: run: this block is not closed\n", "add a }"},
      {"run {}", "probe { backprop_alignment {\n}", "8:1: probe: this block is not closed\n"},
      {"run {}", "run {} }", "8:8: expected the name of a field, got }\n"},
      {"run {}", "run { 3 }", "8:7: run: expected the name of a field, got 3\n"},
      {"run {}", "run {} seed 3", "8:13: seed: expected : after the name\n"},
      {"run {}",
       "run {} seed:", "9:1: seed: expected a whole number from 0 to 1844674407370955161"},
      {"run {}", "run {} name: \"x", "8:14: name: the closing quote is missing\n"},
      {"run {}", "trace {\n file: 't\n}\nname: 'n'\n", "9:8: trace.file: the closing quote is m"},
      {"", "name: \"x", "1:7: name: the closing quote is missing\n"},
      {"run {}", "run {} // no", "8:8: expected the name of a field, got /\n"},
      {"run {}", "run {} \xC3\xA9", "8:8: letters outside of ASCII may only stand in quotes\n"},
      {"", "{\"name\": \"json\"}", "1:1: expected the name of a field, got {\n"},
      {"", "name: \"yaml\"\ndata:\n  glyphs: 3\n", "3:3: data: expected a block { ... }, got glyp"},
  });
}

TEST(BadConfig, WithoutARequiredBlock) {
  for (const std::string block : {"data", "network", "rule", "optimizer", "clock", "run"}) {
    const auto start = kExample.find(block + " {");
    const auto line = kExample.substr(start, kExample.find('\n', start) - start);
    EXPECT_THAT(problem_of(example_with(line, "")),
                StartsWith("a.textproto: " + block +
                           ": this block is required, and missing\n"
                           "hint: for example " +
                           block + " { "));
  }
}

TEST(BadConfig, WithoutAChoice) {
  expect_told({
      {"glyphs {}", "", "1:1: data: no source is chosen\n", "give one of idx, glyphs"},
      {"square { hidden_layers: 1 }", "", "2:1: network: no shape is chosen\n"},
      {"gait {}", "", "3:1: rule: no rule is chosen\n", "give one of bp, tp, itp, gait"},
      {"adam {}", "", "4:1: optimizer: no optimizer is chosen\n", "give one of sgd, adam"},
      {"lockstep {}", "", "5:1: clock: no scheme is chosen\n", "give one of quiescence, lockstep"},
      {"constant: \"10us\"", "", "6:19: link[0].delay: no law is chosen\n"},
      {"square { hidden_layers: 1 }", "square { hidden_layers: 1 } activation {}",
       "2:39: network.activation: no function is chosen\n", "give one of leaky_relu, linear"},
      {"run {}", "output {} run {}", "8:1: output: no loss is chosen\n",
       "give one of squared_error, cross_entropy"},
      {"run {}", "feedback { inverse {} } run {}", "8:12: feedback.inverse: no ",
       "give one of exact"},
  });
}

TEST(BadConfig, IsToldTheFirstProblemInOrderOfTheText) {
  const std::string text = "link { match: \"\" }\nlink { match: \"*\" loss: 2 }\n" +
                           example_with("glyphs {}", "glyphs {} batch: 0");
  EXPECT_THAT(problem_of(text), StartsWith("a.textproto:1:15: link[0].match: "));
  EXPECT_THAT(problem_of(text, {"link[0].match=x"}),
              StartsWith("a.textproto:2:25: link[1].loss: "));
  EXPECT_THAT(problem_of(text, {"link[0].match=x", "link[1].loss=3"}),
              StartsWith("a.textproto:3:25: data.batch: "));
  EXPECT_THAT(problem_of(text, {"link[0].match=x", "link[1].loss=3", "data.batch=1"}),
              StartsWith("-s link[1].loss=3: link[1].loss: "));
}

// A storm: whatever is typed, a config is good or one problem with a place is told.
TEST(BadConfig, OfAnyShapeIsToldWithAPlace) {
  std::mt19937 random(1);
  const std::string letters = "{}[]<>:;,#\"'-.\\ \n\t\xC3" + std::string(1, '\0') + "a0e";
  int bad = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string text = kExample;
    for (unsigned change = 0; change <= random() % 3; ++change) {
      const auto at = random() % text.size();
      text.replace(at, random() % 4, random() % 3, letters[random() % letters.size()]);
    }
    const std::string told = problem_of(text);
    EXPECT_THAT(told, AnyOf(IsEmpty(), StartsWith("a.textproto:"))) << text;
    bad += told.empty() ? 0 : 1;
  }
  EXPECT_GT(bad, 1000);
}

}  // namespace
}  // namespace protocols
