// SampleMemory and SampleHistory: what is kept, what gives way, and what is too late.
#include "neurons/sample_memory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace neurons {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(SampleMemory, IsEmptyAtFirst) {
  SampleMemory<int> memory(2);
  EXPECT_TRUE(memory.empty());
  EXPECT_EQ(memory.size(), 0u);
  EXPECT_THAT(memory.samples(), IsEmpty());
  EXPECT_EQ(memory.find(0), nullptr);
}

TEST(SampleMemory, FindsWhatItRemembers) {
  SampleMemory<std::string> memory(2);
  memory.remember(7, "seven");
  memory.remember(3, "three");
  ASSERT_NE(memory.find(7), nullptr);
  EXPECT_EQ(*memory.find(7), "seven");
  EXPECT_EQ(*memory.find(3), "three");
  EXPECT_EQ(memory.find(5), nullptr);
}

TEST(SampleMemory, OverwritesTheOneThatCameFirstNotTheSmallest) {
  SampleMemory<int> memory(2);
  memory.remember(9, 90);
  memory.remember(4, 40);
  memory.remember(6, 60);
  EXPECT_EQ(memory.find(9), nullptr);
  EXPECT_THAT(memory.samples(), ElementsAre(4, 6));
  EXPECT_EQ(memory.size(), 2u);
}

TEST(SampleMemory, OfOneRemembersTheLast) {
  SampleMemory<int> memory(1);
  for (const int sample : {5, 8, 2}) memory.remember(sample, sample * 10);
  EXPECT_THAT(memory.samples(), ElementsAre(2));
  EXPECT_EQ(memory.newest(), 20);
}

TEST(SampleMemory, HasTheNewestByArrivalNotByNumber) {
  SampleMemory<int> memory(3);
  memory.remember(9, 90);
  memory.remember(4, 40);
  EXPECT_EQ(memory.newest_sample(), 4);
  EXPECT_EQ(memory.newest(), 40);
}

TEST(SampleMemory, MakesRoomByForgetting) {
  SampleMemory<int> memory(2);
  memory.remember(1, 10);
  memory.remember(2, 20);
  memory.forget(1);
  EXPECT_EQ(memory.size(), 1u);
  memory.remember(3, 30);
  EXPECT_THAT(memory.samples(), ElementsAre(2, 3));
  memory.forget(99);  // nobody
  EXPECT_EQ(memory.size(), 2u);
  memory.forget(2);
  memory.forget(3);
  EXPECT_TRUE(memory.empty());
}

TEST(SampleMemory, GivesWhatItHoldsForChange) {
  SampleMemory<int> memory(1);
  memory.remember(1, 10) += 1;
  *memory.find(1) += 1;
  EXPECT_EQ(*memory.find(1), 12);
}

using Word = WordMemory::Word;

TEST(WordMemory, TellsWhatIsNewerWhatWasOvertakenAndWhatIsACopy) {
  WordMemory words;
  EXPECT_EQ(words.hear(5, 0), Word::kNewer);
  EXPECT_EQ(words.hear(5, 3), Word::kNewer);
  EXPECT_EQ(words.hear(5, 1), Word::kOvertaken);
  EXPECT_EQ(words.hear(5, 1), Word::kCopy);
  EXPECT_EQ(words.hear(5, 3), Word::kCopy);
  EXPECT_EQ(words.hear(5, 2), Word::kOvertaken);
  EXPECT_EQ(words.hear(5, 4), Word::kNewer);
}

TEST(WordMemory, AFirstWordMayBeOvertaken) {
  WordMemory words;
  EXPECT_EQ(words.hear(5, 1), Word::kNewer);
  EXPECT_EQ(words.hear(5, 0), Word::kOvertaken);
  EXPECT_EQ(words.hear(5, 0), Word::kCopy);
}

TEST(WordMemory, KeepsSamplesApart) {
  WordMemory words;
  EXPECT_EQ(words.hear(5, 1), Word::kNewer);
  EXPECT_EQ(words.hear(4, 0), Word::kNewer);
}

// Links may lose whatever they want: what is missing is bounded, and the oldest is given up.
TEST(WordMemory, GivesUpTheOldestOfTooManyMissing) {
  WordMemory words;
  EXPECT_EQ(words.hear(0, 5000), Word::kNewer);
  EXPECT_EQ(words.hear(0, 10), Word::kCopy);
  EXPECT_EQ(words.hear(0, 4999), Word::kOvertaken);
}

constexpr auto kSpan = SampleHistory::kSpan;

TEST(SampleHistory, KeepsMarksApart) {
  SampleHistory history;
  history.reach(5);
  history.set(5, SampleHistory::kTarget);
  EXPECT_TRUE(history.has(5, SampleHistory::kTarget));
  EXPECT_FALSE(history.has(5, SampleHistory::kActivity));
  EXPECT_FALSE(history.has(5, SampleHistory::kClosed));
  EXPECT_FALSE(history.has(4, SampleHistory::kTarget));
  history.set(5, SampleHistory::kClosed);
  EXPECT_TRUE(history.has(5, SampleHistory::kTarget));
}

TEST(SampleHistory, ForgetsNothingOfItsSpan) {
  SampleHistory history;
  EXPECT_EQ(history.reach(kSpan - 1), 0u);
  EXPECT_EQ(history.first(), 0);
  EXPECT_FALSE(history.forgotten(0));
}

TEST(SampleHistory, CountsTheOpenSamplesThatItForgets) {
  SampleHistory history;
  history.set(0, SampleHistory::kClosed);
  history.set(1, SampleHistory::kActivity);  // seen, not closed
  EXPECT_EQ(history.reach(kSpan), 0u) << "0 was closed";
  EXPECT_TRUE(history.forgotten(0));
  EXPECT_FALSE(history.forgotten(1));
  EXPECT_EQ(history.reach(kSpan + 2), 2u) << "1 and 2 were not";
  EXPECT_EQ(history.first(), 3);
}

TEST(SampleHistory, CountsEachSampleOnce) {
  SampleHistory history;
  EXPECT_EQ(history.reach(kSpan + 9), 10u);
  EXPECT_EQ(history.reach(kSpan + 9), 0u);
  EXPECT_EQ(history.reach(3), 0u) << "never goes back";
  EXPECT_EQ(history.first(), 10);
}

TEST(SampleHistory, StartsAfreshInPlacesUsedAgain) {
  SampleHistory history;
  history.set(0, SampleHistory::kTarget);
  history.reach(kSpan);
  EXPECT_FALSE(history.has(kSpan, SampleHistory::kTarget)) << "same place as 0";
}

TEST(SampleHistory, LeapsOverMoreThanItsSpan) {
  SampleHistory history;
  history.set(7, SampleHistory::kActivity);
  EXPECT_EQ(history.reach(3 * kSpan + 6), 2u * kSpan + 7);
  for (const auto mark : {SampleHistory::kActivity, SampleHistory::kTarget}) {
    EXPECT_FALSE(history.has(3 * kSpan + 6, mark));
    EXPECT_FALSE(history.has(2 * kSpan + 7, mark));
  }
}

// What comes with no sample at all is older than anything.
TEST(SampleHistory, HasForgottenWhatHasNoNumber) {
  EXPECT_TRUE(SampleHistory().forgotten(sim::kNoSample));
}

}  // namespace
}  // namespace neurons
