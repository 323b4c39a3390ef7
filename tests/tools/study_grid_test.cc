// The grid of a study: how axes are read from the command line, which runs they make, and what
// these are called. No config, no process.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocols/bad_input.h"
#include "tools/lab/study/axis.h"
#include "tools/lab/study/grid.h"
#include "tools/lab/study/names.h"

namespace lab {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> values_of(const std::string& list) {
  return parse_axis("a=" + list).values;
}

std::string refusal_of(const std::string& text) {
  try {
    parse_axis(text);
  } catch (const protocols::BadInput& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Axis, IsAPathAndValuesBetweenCommas) {
  EXPECT_EQ(parse_axis("link[1].loss=0,0.01"), (Axis{"link[1].loss", {"0", "0.01"}}));
  EXPECT_THAT(values_of(" 1 , 2 "), ElementsAre("1", "2"));
}

TEST(Axis, KeepsCommasInsideOfBracketsAndQuotes) {
  EXPECT_THAT(values_of("{quiescence{}},{lockstep{infer:\"1us\",target:\"2us\"}}"),
              ElementsAre("{quiescence{}}", "{lockstep{infer:\"1us\",target:\"2us\"}}"));
  EXPECT_THAT(values_of("[4,2],[4,4]"), ElementsAre("[4,2]", "[4,4]"));
  EXPECT_THAT(values_of("{match:\"a,}b\"},\"x,y\""), ElementsAre("{match:\"a,}b\"}", "\"x,y\""));
  EXPECT_THAT(values_of(R"("a\",b",c)"), ElementsAre(R"("a\",b")", "c"));
  EXPECT_THAT(values_of("'a,b',c"), ElementsAre("'a,b'", "c"));
}

TEST(Axis, SplitsAtTheFirstEqualsSign) { EXPECT_EQ(parse_axis("a=b=c"), (Axis{"a", {"b=c"}})); }

TEST(Axis, IsRefusedWithAHint) {
  EXPECT_THAT(refusal_of("loss"), HasSubstr("--axis loss: there is no \"=\"\nhint: PATH=VALUE"));
  EXPECT_THAT(refusal_of("=1"), HasSubstr("there is no path"));
  EXPECT_THAT(refusal_of("loss="), HasSubstr("value 1 is empty"));
  EXPECT_THAT(refusal_of("loss=1,,2"), HasSubstr("value 2 is empty"));
  EXPECT_THAT(refusal_of("clock={lockstep{}"), HasSubstr("is not closed"));
  EXPECT_THAT(refusal_of("name=\"a,b"), HasSubstr("is not closed"));
  EXPECT_THAT(refusal_of("clock={}}"), HasSubstr("is not closed"));
}

TEST(Names, OfAxesAreAsShortAsTheyCanBe) {
  EXPECT_THAT(short_names({{"clock.lockstep.target", {}}, {"link[1].loss", {}}}),
              ElementsAre("target", "loss"));
  EXPECT_THAT(short_names({{"link[0].loss", {}}, {"link[1].loss", {}}}),
              ElementsAre("link[0].loss", "link[1].loss"));
  EXPECT_THAT(short_names({{"loss", {}}, {"link.loss", {}}}), ElementsAre("loss", "link.loss"));
  EXPECT_THAT(short_names({{"a.", {}}, {"b.", {}}}), ElementsAre("a.", "b."));
}

TEST(Names, OfValuesAreSafeInFileNamesAndAllDifferent) {
  EXPECT_THAT(labels({"35us", "1e-3", "{lockstep{target:\"35us\"}}", "{}"}),
              ElementsAre("35us", "1e-3", "lockstep-target-35us", "set"));
  EXPECT_THAT(labels({"a b", "a/b", "a.b"}), ElementsAre("a-b", "a-b-2", "a.b"));
  const std::string many(300, 'x'), shown(40, 'x');
  EXPECT_THAT(labels({many + "1", many + "2"}), ElementsAre(shown, shown + "-2"));
  EXPECT_EQ(file_safe("link[1].loss"), "link1.loss");
}

TEST(Names, OfPlainValuesAreShownAsTheyAre) {
  EXPECT_THAT(shown({"1_000", "{lockstep{}}"}), ElementsAre("1_000", "lockstep"));
}

TEST(Grid, IsEveryCombinationTheLastAxisFastest) {
  std::vector<std::string> cells;
  for (const GridRun& run : expand({{"p", {"1", "2"}}, {"q", {"a", "b"}}}, 1, 7)) {
    cells.push_back(run.folder);
  }
  EXPECT_THAT(cells,
              ElementsAre("p=1_q=a/seed=7", "p=1_q=b/seed=7", "p=2_q=a/seed=7", "p=2_q=b/seed=7"));
}

TEST(Grid, RepeatsEveryCellWithTheNextSeeds) {
  const auto runs = expand({{"link[1].loss", {"0", "0.5"}}}, 2, 7);
  ASSERT_EQ(runs.size(), 4U);
  EXPECT_EQ(runs[1].seed, 8U);
  EXPECT_EQ(runs[1].cell, "loss=0");
  EXPECT_EQ(runs[2].folder, "loss=0.5/seed=7");
  EXPECT_THAT(runs[2].at, ElementsAre(1));
  EXPECT_THAT(runs[2].settings, ElementsAre("link[1].loss=0.5"));
  EXPECT_EQ(count_of({{"link[1].loss", {"0", "0.5"}}}, 2), 4);
}

TEST(Grid, WithoutAxesIsOneCell) {
  const auto runs = expand({}, 2, 1);
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0].folder, "seed=1");
  EXPECT_EQ(runs[0].cell, "");
  EXPECT_EQ(runs[1].folder, "seed=2");
}

}  // namespace
}  // namespace lab
