// The outline of a text: paths of fields and what is inside of what.
#include "protocols/outline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocols/run.pb.h"

namespace protocols {
namespace {

using testing::ElementsAre;

std::vector<std::string> paths_of(const std::string& text, const std::string& prefix = "") {
  std::vector<std::string> paths;
  const Outline outline = outline_of(text, {Experiment::descriptor(), prefix});
  for (const auto& place : outline.places) paths.push_back(place.path);
  return paths;
}

TEST(Outline, HasTheFieldsInOrder) {
  EXPECT_THAT(paths_of("seed: 3 data { batch: -7, glyphs < > } name: 'a' \"b\"; run {}"),
              ElementsAre("seed", "data", "data.batch", "data.glyphs", "name", "run"));
}

TEST(Outline, CountsTheElementsOfLists) {
  EXPECT_THAT(paths_of("link {} link: [{ loss: 1 }, {}]"),
              ElementsAre("link[0]", "link[1]", "link[1].loss", "link[2]"));
  EXPECT_THAT(paths_of("network { tower { widths: [1, 2] widths: 3 } }"),
              ElementsAre("network", "network.tower", "network.tower.widths[0]",
                          "network.tower.widths[1]", "network.tower.widths[2]"));
}

TEST(Outline, EndsAtTheFirstUnknownField) {
  EXPECT_THAT(paths_of("seed: 3 sed: 4 name: 'a'"), ElementsAre("seed", "sed"));
}

TEST(Outline, KnowsWhichBlocksAreNotClosed) {
  const Outline outline = outline_of("run {} data { glyphs {}", {Experiment::descriptor(), ""});
  EXPECT_TRUE(outline.find("run")->closed);
  EXPECT_FALSE(outline.find("data")->closed);
  EXPECT_TRUE(outline.find("data.glyphs")->closed);
}

TEST(Outline, HangsWhereItIsTold) { EXPECT_THAT(paths_of("seed: 1", "a."), ElementsAre("a.seed")); }

TEST(Path, IsWithinTheBlocksAroundIt) {
  EXPECT_TRUE(is_within("link[1].loss", "link[1].loss"));
  EXPECT_TRUE(is_within("link[1].loss", "link[1]"));
  EXPECT_TRUE(is_within("link[1].loss", "link"));
  EXPECT_TRUE(is_within("link[1].loss", ""));
  EXPECT_FALSE(is_within("link[1].loss", "link[0]"));
  EXPECT_FALSE(is_within("learning", "learn"));
  EXPECT_FALSE(is_within("link", "link[1]"));
}

TEST(Path, HasAParentUpToTheWholeConfig) {
  EXPECT_EQ(parent_path("link[1].loss"), "link[1]");
  EXPECT_EQ(parent_path("link[1]"), "link");
  EXPECT_EQ(parent_path("link"), "");
}

}  // namespace
}  // namespace protocols
