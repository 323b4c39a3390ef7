// Suggestions: near names are offered, far ones are not, the list is always given.
#include "protocols/suggest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace protocols {
namespace {

TEST(EditDistance, CountsLettersAsideFromCapitals) {
  EXPECT_EQ(edit_distance("", ""), 0u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("gama", "gamma"), 1u);
  EXPECT_EQ(edit_distance("ruel", "rule"), 1u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("float32", "FLOAT32"), 0u);
}

TEST(Suggest, OffersTheNearestName) {
  EXPECT_EQ(suggest("gama", {"top_only", "gamma"}), "did you mean gamma? known: top_only, gamma");
}

TEST(Suggest, OfferHalfOfWhichIsWrongMustBeginRight) {
  EXPECT_EQ(nearest_name("gate", {"bp", "gait"}), "gait");
  EXPECT_EQ(nearest_name("bait", {"bp", "gait"}), "gait");
  EXPECT_EQ(nearest_name("bate", {"bp", "gait"}), std::nullopt);
}

TEST(Suggest, OffersNoNameThatIsFarAway) {
  EXPECT_EQ(suggest("speed", {"gamma", "tp"}), "known: gamma, tp");
  EXPECT_EQ(suggest("xy", {"tp"}), "known: tp");
}

TEST(Suggest, SaysWhenThereAreNoNames) { EXPECT_EQ(suggest("gamma", {}), "known: none"); }

}  // namespace
}  // namespace protocols
