// Who can be ahead of whom, and how far: groups that links join, and the shortest link between
// them.
#include "sim/lookahead.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::vector<double> kEqual = {1, 1, 1, 1};

Reach link(std::uint32_t from, std::uint32_t to, std::int64_t least) {
  return {{from}, {to}, {least}};
}

TEST(Lookahead, IsTheShortestLinkBetweenGroups) {
  const Lookahead found = find_lookahead(kEqual, {link(0, 1, 0), link(1, 2, 30), link(3, 2, 0)}, 1);
  EXPECT_EQ(found.length.ns, 30);
  EXPECT_THAT(found.group_of, ElementsAre(0, 0, 1, 1));
}

TEST(Lookahead, IsAsLongAsNoGroupGrowsTooHeavy) {
  const std::vector<Reach> chain = {link(0, 1, 10), link(1, 2, 20), link(2, 3, 30)};
  EXPECT_EQ(find_lookahead(kEqual, chain, 0.3).length.ns, 10);   // four groups of one
  EXPECT_EQ(find_lookahead(kEqual, chain, 0.5).length.ns, 20);   // 0 and 1 share
  EXPECT_EQ(find_lookahead(kEqual, chain, 0.75).length.ns, 30);  // 0, 1 and 2
}

TEST(Lookahead, CountsWorkAndNotActors) {
  const std::vector<Reach> chain = {link(0, 1, 10), link(1, 2, 20), link(2, 3, 30)};
  EXPECT_EQ(find_lookahead({0, 0, 5, 5}, chain, 0.5).length.ns, 30);
}

TEST(Lookahead, JoinsNobodyWhoRunsElsewhere) {
  const std::vector<Reach> chain = {link(0, 1, 10), link(1, 2, 20), link(2, 3, 30)};
  EXPECT_EQ(find_lookahead(kEqual, chain, 1, {0, 0, 1, 1}).length.ns, 20);
  EXPECT_EQ(find_lookahead(kEqual, chain, 1, {0, 0, 0, 1}).length.ns, 30);
}

TEST(Lookahead, KnowsWhomLinksWithoutDelayJoin) {
  EXPECT_THAT(joined_without_delay(4, {link(0, 2, 0), link(2, 3, 1), link(3, 1, 0)}),
              ElementsAre(0, 1, 0, 1));
}

TEST(Lookahead, IsNoneWhereEverythingIsJoined) {
  const Lookahead found = find_lookahead({1, 1}, {link(0, 1, 0), link(1, 0, 10)}, 0.5);
  EXPECT_EQ(found.length.ns, 0);
  EXPECT_THAT(found.group_of, IsEmpty());
}

TEST(Lookahead, IsNoneWithoutLinks) { EXPECT_EQ(find_lookahead(kEqual, {}, 1).length.ns, 0); }

TEST(Lookahead, AMediumReachesEverybody) {
  const Reach medium{{0}, kAnyone, {5}};
  EXPECT_EQ(find_lookahead(kEqual, {medium, link(1, 2, 9)}, 0.5).length.ns, 5);
}

TEST(Lookahead, ALinkToOneselfJoinsNobody) {
  const Lookahead found = find_lookahead(kEqual, {link(0, 0, 0), link(0, 1, 7)}, 0.5);
  EXPECT_EQ(found.length.ns, 7);
  EXPECT_THAT(found.group_of, ElementsAre(0, 1, 2, 3));
}

}  // namespace
}  // namespace sim
