// Images of 2 rows and 4 columns, whose squares can be averaged in the head.
#include "tools/lab/data/pooling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/lab/data/glyphs.h"

namespace lab {
namespace {

using testing::ElementsAre;

Dataset two_images() {
  Dataset data;
  data.height = 2;
  data.width = 4;
  data.brightest = 200;
  data.train = {2,
                {0, 4, 10, 10,    //
                 8, 8, 10, 11,    //
                 0, 0, 200, 200,  //
                 0, 1, 200, 100},
                {3, 7}};
  return data;
}

TEST(Pooling, TakesTheMeanOfEverySquareOfEveryImage) {
  const Dataset small = pooled(two_images(), 2);
  EXPECT_EQ(small.height, 1U);
  EXPECT_EQ(small.width, 2U);
  EXPECT_THAT(small.train.images, ElementsAre(5, 10, 0, 175));  // 10.25 and 0.25 are rounded
  EXPECT_THAT(small.train.labels, ElementsAre(3, 7));
  EXPECT_EQ(small.brightest, 175);
}

TEST(Pooling, OfThreePlanesPoolsEachOfThem) {
  Dataset data;
  data.planes = 3;
  data.height = data.width = 2;
  data.train = {2,
                {1, 1, 3, 3, 10, 10, 10, 10, 0, 0, 0, 200,  //
                 5, 5, 5, 5, 0,  0,  0,  0,  8, 8, 4, 4},
                {3, 7}};
  const Dataset small = pooled(data, 2);
  EXPECT_THAT(small.train.images, ElementsAre(2, 10, 50, 5, 0, 6));
  EXPECT_EQ(small.planes, 3U);
  EXPECT_EQ(small.pixels(), 3U);
  EXPECT_EQ(small.brightest, 50);
}

TEST(Pooling, ByOneChangesNothing) {
  EXPECT_EQ(pooled(two_images(), 1).train.images, two_images().train.images);
}

TEST(Pooling, RoundsAHalfUp) {
  Dataset data = two_images();
  data.train.images = {1, 0, 0, 1, 0, 1, 1, 1, 3, 3, 2, 2, 3, 3, 2, 2};
  EXPECT_THAT(pooled(data, 2).train.images, ElementsAre(1, 1, 3, 2));  // 0.5, 0.75
}

TEST(Pooling, KeepsTheSplitsApart) {
  const Dataset small = pooled(make_glyphs(20, 10), 4);
  EXPECT_EQ(small.train.images.size(), 20U * 49);
  EXPECT_EQ(small.test.images.size(), 10U * 49);
  EXPECT_EQ(small.test.count, 10U);
}

TEST(Pooling, OfADarkSetLeavesAScale) {
  Dataset data = two_images();
  data.train.images.assign(16, 0);
  data.train.images[0] = 1;
  EXPECT_EQ(pooled(data, 2).brightest, 1);
}

}  // namespace
}  // namespace lab
