// A sample is open until each of two layers has closed it; what never closes makes room.
#include "tools/lab/watch/open_samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace lab {
namespace {

using sim::NoteKind;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

class OpenSamplesTest : public testing::Test {
 protected:
  void tell(NoteKind kind, sim::Layer layer, sim::Sample sample) {
    samples.hear({.kind = kind, .layer = layer, .sample = sample});
  }

  OpenSamples<std::string> samples{2, 3};
};

TEST_F(OpenSamplesTest, ClosesWhenEveryLayerHas) {
  samples.open(0, "zero");
  tell(NoteKind::kLearned, 2, 0);
  EXPECT_THAT(samples.take_closed(), IsEmpty());
  ASSERT_NE(samples.find(0), nullptr);
  tell(NoteKind::kRejected, 1, 0);
  EXPECT_THAT(samples.take_closed(), ElementsAre(Pair(0, "zero")));
  EXPECT_THAT(samples.take_closed(), IsEmpty()) << "told once";
  EXPECT_EQ(samples.find(0), nullptr);
}

TEST_F(OpenSamplesTest, ALayerClosesASampleOnce) {
  samples.open(0, "zero");
  tell(NoteKind::kMissed, 1, 0);
  tell(NoteKind::kMissed, 1, 0);
  EXPECT_THAT(samples.take_closed(), IsEmpty());
}

TEST_F(OpenSamplesTest, OtherNotesOtherSamplesAndOtherActorsCloseNothing) {
  samples.open(0, "zero");
  for (const sim::Layer layer : {1, 2}) {
    for (const auto kind : {NoteKind::kPresented, NoteKind::kDuplicate, NoteKind::kReadout}) {
      tell(kind, layer, 0);
    }
    tell(NoteKind::kLearned, layer, 1);
  }
  tell(NoteKind::kLearned, 0, 0);
  tell(NoteKind::kLearned, 3, 0);
  EXPECT_THAT(samples.take_closed(), IsEmpty());
}

TEST_F(OpenSamplesTest, WhatALayerForgetsIsClosedUpToThere) {
  for (const sim::Sample sample : {0, 1, 2}) samples.open(sample, std::to_string(sample));
  tell(NoteKind::kForgotten, 1, 1);
  tell(NoteKind::kForgotten, 2, 2);
  EXPECT_THAT(samples.take_closed(), ElementsAre(Pair(0, "0"), Pair(1, "1")));
  tell(NoteKind::kLearned, 1, 2);
  EXPECT_THAT(samples.take_closed(), ElementsAre(Pair(2, "2")));
}

TEST_F(OpenSamplesTest, TheOldestMakesRoom) {
  for (const sim::Sample sample : {0, 1, 2}) samples.open(sample, std::to_string(sample));
  EXPECT_THAT(samples.take_closed(), IsEmpty());
  samples.open(3, "3");
  EXPECT_THAT(samples.take_closed(), ElementsAre(Pair(0, "0")));
  samples.close_all();
  EXPECT_THAT(samples.take_closed(), ElementsAre(Pair(1, "1"), Pair(2, "2"), Pair(3, "3")));
}

}  // namespace
}  // namespace lab
