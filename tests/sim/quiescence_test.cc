// The quiescence clock, by hand: two layers (the teacher is layer 3), two samples. The test says
// what is reported and what is quiet, and reads what the clock then wants.
#include "sim/clocks/quiescence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/fake_port.h"

namespace sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using enum ReportKind;

using Lines = std::vector<std::string>;

class QuiescenceTest : public testing::Test {
 protected:
  Lines start() {
    clock.start(port);
    return port.take();
  }
  Lines hear(const Signal& signal) {
    clock.hear(signal, port);
    return port.take();
  }
  Lines report(ReportKind kind, Layer layer, Sample sample = 0) {
    return hear(Report{kind, layer, sample});
  }
  void busy() { port.busy = {0, 1}; }
  void quiet() { port.busy.clear(); }

  // Through the phases of sample 0, everything in time.
  void reach_target() {
    start();
    report(kPresented, 0);
  }
  void reach_learn() {
    reach_target();
    report(kTargeted, 3);
  }

  QuiescenceClock clock;
  FakePort port{{.layers = 2, .samples = 2}};
};

TEST_F(QuiescenceTest, PresentsTheFirstSampleAtOnce) {
  EXPECT_THAT(start(), ElementsAre("present 0"));
}

TEST_F(QuiescenceTest, GoesThroughThePhasesOfEverySampleAndThenStops) {
  EXPECT_THAT(start(), ElementsAre("present 0"));
  EXPECT_THAT(report(kPresented, 0), ElementsAre("target 3 of 0"));
  EXPECT_THAT(report(kTargeted, 3), ElementsAre("learn 1 of 0", "learn 2 of 0"));
  EXPECT_THAT(report(kLearned, 1), IsEmpty());
  EXPECT_THAT(report(kLearned, 2), ElementsAre("present 1"));
  EXPECT_THAT(report(kPresented, 0, 1), ElementsAre("target 3 of 1"));
  EXPECT_THAT(report(kTargeted, 3, 1), ElementsAre("learn 1 of 1", "learn 2 of 1"));
  EXPECT_THAT(report(kLearned, 2, 1), IsEmpty());
  EXPECT_THAT(report(kLearned, 1, 1), IsEmpty());
  for (const Sample sample : {0, 1, 2}) {
    EXPECT_THAT(report(kLearned, 1, sample), IsEmpty());
    EXPECT_THAT(hear(Quiet{sample}), IsEmpty());
  }
}

TEST_F(QuiescenceTest, DoesNothingWithoutSamples) {
  FakePort none{{.layers = 2, .samples = 0}};
  clock.start(none);
  clock.hear(Quiet{0}, none);
  EXPECT_THAT(none.take(), IsEmpty());
}

TEST_F(QuiescenceTest, WaitsForTheReportOfTheSourceThoughItIsQuiet) {
  start();
  EXPECT_THAT(hear(Quiet{0}), IsEmpty());
  EXPECT_THAT(report(kActive, 1), IsEmpty());
  EXPECT_THAT(report(kPresented, 0), ElementsAre("target 3 of 0"));
}

TEST_F(QuiescenceTest, WaitsForQuietThoughTheSourceHasReported) {
  start();
  busy();
  EXPECT_THAT(report(kPresented, 0), IsEmpty());
  EXPECT_THAT(report(kActive, 2), IsEmpty());
  quiet();
  EXPECT_THAT(hear(Quiet{0}), ElementsAre("target 3 of 0"));
}

TEST_F(QuiescenceTest, WaitsForTheReportOfTheTeacherThoughItIsQuiet) {
  reach_target();
  EXPECT_THAT(hear(Quiet{0}), IsEmpty());
  EXPECT_THAT(report(kTargeted, 2), IsEmpty());  // a population, not the teacher
  EXPECT_THAT(report(kPresented, 0), IsEmpty());
  EXPECT_THAT(report(kTargeted, 3), ElementsAre("learn 1 of 0", "learn 2 of 0"));
}

TEST_F(QuiescenceTest, WaitsForQuietThoughTheTeacherHasReported) {
  reach_target();
  busy();
  EXPECT_THAT(report(kTargeted, 3), IsEmpty());
  EXPECT_THAT(report(kTargeted, 1), IsEmpty());
  quiet();
  EXPECT_THAT(hear(Quiet{0}), ElementsAre("learn 1 of 0", "learn 2 of 0"));
}

TEST_F(QuiescenceTest, WaitsForEveryLayerToLearn) {
  reach_learn();
  EXPECT_THAT(hear(Quiet{0}), IsEmpty());
  EXPECT_THAT(report(kLearned, 2), IsEmpty());
  EXPECT_THAT(report(kLearned, 2), IsEmpty());  // a duplicate is no other layer
  EXPECT_THAT(report(kTargeted, 1), IsEmpty());
  EXPECT_THAT(report(kLearned, 1), ElementsAre("present 1"));
}

TEST_F(QuiescenceTest, WaitsForQuietThoughEveryLayerHasLearned) {
  reach_learn();
  busy();
  EXPECT_THAT(report(kLearned, 1), IsEmpty());
  EXPECT_THAT(report(kLearned, 2), IsEmpty());
  quiet();
  EXPECT_THAT(hear(Quiet{0}), ElementsAre("present 1"));
}

TEST_F(QuiescenceTest, AsksOnlyForTheQuietOfItsSample) {
  start();
  port.busy = {1};
  EXPECT_THAT(report(kPresented, 0), ElementsAre("target 3 of 0"));
  report(kTargeted, 3);
  report(kLearned, 1);
  report(kLearned, 2);
  EXPECT_THAT(report(kPresented, 0, 1), IsEmpty());
  port.busy = {0};
  EXPECT_THAT(hear(Quiet{1}), ElementsAre("target 3 of 1"));
}

TEST_F(QuiescenceTest, ANewsOfQuietThatIsOldCannotFoolIt) {
  start();
  busy();
  report(kPresented, 0);
  EXPECT_THAT(hear(Quiet{0}), IsEmpty());  // it has spoken again since
}

TEST_F(QuiescenceTest, IgnoresReportsOfOtherSamples) {
  reach_learn();
  report(kLearned, 1);
  report(kLearned, 2);  // sample 1 is presented
  EXPECT_THAT(report(kPresented, 0, 0), IsEmpty());
  EXPECT_THAT(report(kPresented, 0, 2), IsEmpty());
  EXPECT_THAT(report(kPresented, 0, 1), ElementsAre("target 3 of 1"));
  EXPECT_THAT(report(kTargeted, 3, 0), IsEmpty());
  EXPECT_THAT(report(kTargeted, 3, 1), ElementsAre("learn 1 of 1", "learn 2 of 1"));
  EXPECT_THAT(report(kLearned, 1, 0), IsEmpty());
  EXPECT_THAT(report(kLearned, 2, 1), IsEmpty());
  EXPECT_EQ(clock.save(), "1 2 0 2");  // layer 2 alone has learned sample 1
}

TEST_F(QuiescenceTest, ForgetsTheLayersThatLearnedTheSampleBefore) {
  reach_learn();
  report(kLearned, 1);
  report(kLearned, 2);
  report(kPresented, 0, 1);
  report(kTargeted, 3, 1);
  EXPECT_EQ(clock.save(), "1 2 0");
}

TEST_F(QuiescenceTest, IgnoresSignalsThatAreNotForIt) {
  start();
  EXPECT_THAT(hear(Timer{0}), IsEmpty());
  EXPECT_THAT(hear(Token{0, 1}), IsEmpty());
  EXPECT_EQ(clock.name(), "quiescence");
}

TEST_F(QuiescenceTest, LoadsWhatItSavedOverWhatItWas) {
  reach_learn();
  report(kLearned, 2);
  QuiescenceClock other;
  other.load("9 2 0 1 7");
  other.load(clock.save());
  EXPECT_EQ(other.save(), clock.save());
  other.hear(Report{kLearned, 1, 0}, port);
  EXPECT_THAT(port.take(), ElementsAre("present 1"));
}

}  // namespace
}  // namespace sim
