// Stakes: halves of halves come back in any order, and only all of them make a whole.
#include "sim/stake.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <vector>

namespace sim {
namespace {

TEST(Stake, IsHalvedByEverySplit) {
  Stake kept{0, Phase::kLearn};
  const Stake given = kept.split();
  EXPECT_EQ(given, (Stake{1, Phase::kLearn}));
  EXPECT_EQ(kept, given);
  EXPECT_EQ(kept.split().halvings, 2);
}

TEST(Stake, OfNothingIsNothing) {
  Stake none;
  EXPECT_FALSE(none.split().any());
  EXPECT_FALSE(none.any());
  RecoveredStakes recovered;
  recovered.add(none);
  EXPECT_EQ(recovered.whole(), 0);
}

TEST(RecoveredStakes, AreWholeWhenEveryPieceIsBackInAnyOrder) {
  // 1 = 1/2 + 1/4 + 1/8 + 1/8
  std::vector<int> pieces = {1, 2, 3, 3};
  do {
    RecoveredStakes recovered;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      EXPECT_EQ(recovered.whole(), 0);
      recovered.add({pieces[i]});
    }
    EXPECT_EQ(recovered.whole(), 1);
  } while (std::next_permutation(pieces.begin(), pieces.end()));
}

TEST(RecoveredStakes, CountTheOrdersThatAreComplete) {
  RecoveredStakes recovered;
  for (const int halvings : {0, 1, 1, 1}) recovered.add({halvings});
  EXPECT_EQ(recovered.whole(), 2);
  recovered.clear();
  EXPECT_EQ(recovered.whole(), 0);
}

TEST(RecoveredStakes, AreExactForPiecesFarTooSmallForFloatingPoint) {
  RecoveredStakes recovered;
  Stake kept{0};
  for (int layer = 0; layer < 5000; ++layer) recovered.add(kept.split());
  EXPECT_EQ(recovered.whole(), 0);
  recovered.add(kept);
  EXPECT_EQ(recovered.whole(), 1);
}

TEST(RecoveredStakes, AreReadBackAsTheyWereWritten) {
  RecoveredStakes recovered, other;
  for (const int halvings : {0, 1, 5}) recovered.add({halvings});
  other.add({3});
  std::stringstream text;
  text << recovered;
  text >> other;
  for (const int halvings : {5, 4, 3, 2}) other.add({halvings});
  EXPECT_EQ(other.whole(), 2);
}

}  // namespace
}  // namespace sim
