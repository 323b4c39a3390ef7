// Overrides: what `-s path=value` does to a config, and why it may be refused.
#include "protocols/override.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/protocols/example.h"

namespace protocols {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

Experiment with(const std::vector<std::string>& overrides, const std::string& text = kExample) {
  return parse_config(text, "a.textproto", overrides).experiment();
}

std::string refusal_of(const std::string& assignment, const std::string& text = kExample) {
  return problem_of(text, {assignment});
}

const std::string kTower = example_with("square { hidden_layers: 1 }", "tower { widths: [9, 8] }");

TEST(Override, SetsAValueThatTheFileGives) {
  EXPECT_EQ(with({"link[1].loss=0.25"}).link(1).loss(), 0.25);
}

TEST(Override, SetsAValueThatTheFileLeavesOut) {
  EXPECT_EQ(with({"optimizer.adam.beta2=0.5"}).optimizer().adam().beta2(), 0.5);
}

TEST(Override, MakesTheBlocksOnItsWay) {
  EXPECT_EQ(with({"probe.backprop_alignment.every_updates=7"})
                .probe()
                .backprop_alignment()
                .every_updates(),
            7u);
}

TEST(Override, OfAMemberOfAOneofReplacesTheOther) {
  const Rule rule = with({"rule.itp.gamma=0.5"}).rule();
  EXPECT_EQ(rule.rule_case(), Rule::kItp);
  EXPECT_EQ(with({"rule.bp={}"}).rule().rule_case(), Rule::kBp);
}

TEST(Override, OfABlockReplacesTheWholeBlock) {
  const Experiment experiment = with({"link[1]={match: \"clock.*\"}"});
  EXPECT_EQ(experiment.link(1).match(), "clock.*");
  EXPECT_FALSE(experiment.link(1).has_loss());
  EXPECT_EQ(with({"data.glyphs={train: 100}"}).data().glyphs().train(), 100u);
}

TEST(Override, TakesTextWithAndWithoutQuotes) {
  EXPECT_EQ(with({"clock.lockstep.target=60us"}).clock().lockstep().target(), "60us");
  EXPECT_EQ(with({"clock.lockstep.target=\"60us\""}).clock().lockstep().target(), "60us");
  EXPECT_EQ(with({"clock.lockstep.target='60us'"}).clock().lockstep().target(), "60us");
  EXPECT_EQ(with({"link[0].match=a\\b\"c=d"}).link(0).match(), "a\\b\"c=d");
}

TEST(Override, SpacesAroundPathAndValueDoNotCount) {
  EXPECT_EQ(with({" link[1].loss=0.25"}).link(1).loss(), 0.25);
  EXPECT_EQ(with({"link[1].loss = 0.25 "}).link(1).loss(), 0.25);
  EXPECT_EQ(with({"\tclock.lockstep.target = 60us\n"}).clock().lockstep().target(), "60us");
  EXPECT_EQ(with({"link[0].match = ' a b '"}).link(0).match(), " a b ");
}

TEST(Override, TakesNamesOfValues) { EXPECT_EQ(with({"precision=FLOAT64"}).precision(), FLOAT64); }

TEST(Override, TakesTheWholeRangeOfNumbers) {
  EXPECT_EQ(with({"seed=18446744073709551615"}).seed(), UINT64_MAX);
}

TEST(Override, SetsAWholeList) {
  EXPECT_THAT(with({"network.tower.widths=[16,10]"}, kTower).network().tower().widths(),
              ElementsAre(16, 10));
  EXPECT_EQ(with({"link=[{match: \"x\"}]"}).link_size(), 1);
}

TEST(Override, SetsOneElementOfAList) {
  EXPECT_THAT(with({"network.tower.widths[0]=16"}, kTower).network().tower().widths(),
              ElementsAre(16, 8));
}

TEST(Override, OnePastTheEndAppends) {
  EXPECT_THAT(with({"network.tower.widths[2]=7"}, kTower).network().tower().widths(),
              ElementsAre(9, 8, 7));
  EXPECT_EQ(with({"link[2].match=x", "link[3]={match: 'y'}"}).link(3).match(), "y");
}

TEST(Override, LaterWins) { EXPECT_EQ(with({"run.epochs=3", "run.epochs=4"}).run().epochs(), 4u); }

TEST(Override, IsPartOfWhatIsChecked) {
  EXPECT_EQ(refusal_of("link[1].loss=7"),
            "-s link[1].loss=7: link[1].loss: must be from 0 to 1, but is 7");
}

TEST(Override, IsRefusedInOneSentence) {
  const std::vector<std::vector<std::string>> rows = {
      {"run.epochs", "-s run.epochs: expected PATH=VALUE, both not empty\nhint: "},
      {"run.epochs=", "-s run.epochs=: expected PATH=VALUE, both not empty\nhint: "},
      {" =3", "-s  =3: expected PATH=VALUE, both not empty\nhint: "},
      {"run.epochs= ", "-s run.epochs= : expected PATH=VALUE, both not empty\nhint: "},
      {"", "-s : expected PATH=VALUE, both not empty\nhint: "},
      {"=3", "-s =3: expected PATH=VALUE, both not empty\nhint: "},
      {"run..epochs=3", "run..epochs: is not the path of a field\nhint: "},
      {".run=3", ".run: is not the path of a field\nhint: "},
      {"link[x].loss=3", "link[x].loss: is not the path of a field\nhint: "},
      {"link[1.loss=3", "link[1.loss: is not the path of a field\nhint: "},
      {"link[-1].loss=3", "link[-1].loss: is not the path of a field\nhint: "},
      {"link[99999999999].loss=3", "link[99999999999].loss: is not the path of a field\nhint: "},
      {"rul.gait={}", "rul: unknown field rul\nhint: did you mean rule? known: name, seed, data, "},
      {"rule.gait.gama=1", "rule.gait.gama: unknown field gama\nhint: did you mean gamma? known: "},
      {"rule.gate={}", "rule.gate: unknown field gate\nhint: did you mean gait? known: bp, tp, "},
      {"run.epochs.x=1", "run.epochs: is a single value: it has no fields"},
      {"link.loss=0.1", "link: is a list of 2: an index is missing\nhint: write link[0], or"},
      {"link={match: 'x'}", "link: is a list of 2: an index is missing\nhint: write link[0], or"},
      {"link[3].loss=0.1", "link[3]: there is no such element: link has 2\nhint: link[2] would"},
      {"link[3]={}", "link[3]: there is no such element: link has 2\nhint: link[2] would append"},
      {"rule[0].bp={}", "rule[0]: rule is not a list"},
      {"seed[0]=3", "seed[0]: seed is not a list"},
      {"network.tower.widths=16", "network.tower.widths: is a list of 0: an index is missing"},
      {"network.tower.widths[0]=[1, 2]", "network.tower.widths[0]: expected one value"},
      {"run.epochs=many", "run.epochs: expected a whole number from 1 to 1000000, got many"},
      {"run.epochs=-1", "run.epochs: expected a whole number from 1 to 1000000, got -1"},
      {"run.epochs=1.5", "run.epochs: expected a whole number from 1 to 1000000, got 1.5"},
      {"run.epochs=4294967296", "run.epochs: expected a whole number from 1 to 1000000, got "},
      {"run.epochs=3 4", "run.epochs: expected one value"},
      {"network.tower.widths[0]=[]", "network.tower.widths[0]: expected one value"},
      {"run.epochs=3 steps: 4", "run.epochs: expected one value"},
      {"data.shuffle=maybe", "data.shuffle: expected true or false, got maybe"},
      {"precision=FLOAT23",
       "precision: unknown value FLOAT23\nhint: did you mean FLOAT32? allowed"},
      {"rule.bp=3", "rule.bp: expected a block { ... }, got 3"},
      {"link[1]={lss: 0.1}", "link[1].lss: unknown field lss\nhint: did you mean loss? known: "},
      {"link[1]={loss: 0.1", "link[1]: this block is not closed\nhint: add a }"}};
  for (const auto& row : rows) {
    const std::string start = row[1].starts_with("-s") ? "" : "-s " + row[0] + ": ";
    EXPECT_THAT(refusal_of(row[0]), StartsWith(start + row[1])) << row[0];
  }
}

}  // namespace
}  // namespace protocols
