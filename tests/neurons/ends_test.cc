// Source, teacher and readout alone, over two presentations of two columns; loss and correct
// columns by hand.
#include "neurons/ends.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "neurons/numerical_error.h"
#include "tests/neurons/actor_probe.h"
#include "tests/neurons/numbers.h"

namespace neurons {
namespace {

using sim::NoteKind;
using sim::Order;
using sim::Phase;
using sim::Report;
using sim::ReportKind;
using testing::IsEmpty;

constexpr Port kData{0}, kReport{1};

// Sample s has inputs s and s + 1, and labels 1 and 0.
class TwoColumns final : public Batches {
 public:
  TensorPtr inputs(Sample sample) const override {
    const auto s = static_cast<double>(sample);
    return share(Matrix<double>{{s, s + 1}});
  }
  std::vector<std::uint8_t> labels(Sample) const override { return {1, 0}; }
};

class EndsTest : public testing::Test {
 protected:
  TwoColumns batches;
};

class SourceTest : public EndsTest {
 protected:
  SourceTest() { source.attach(kData, kReport); }
  Source source{batches};
  ActorProbe probe{source, 2};
};

TEST_F(SourceTest, PresentsASampleAtItsOrder) {
  const Reaction done = probe.tell(Order{Phase::kInfer, 0, 5});
  const auto sent = done.the<Activity>(kData);
  EXPECT_EQ(sent.activity->as<double>(), (Matrix<double>{{5, 6}}));
  EXPECT_EQ(sent.sample, 5);
  EXPECT_EQ(sent.layer, 0);
  EXPECT_EQ(sent.slope, nullptr);
  EXPECT_EQ(sent.digest, sent.activity->digest());
  EXPECT_EQ(done.the<Report>(kReport), (Report{ReportKind::kPresented, 0, 5}));
  EXPECT_THAT(done.notes, IsEmpty());
}

TEST_F(SourceTest, PresentsASampleOnce) {
  probe.tell(Order{Phase::kInfer, 0, 5});
  const Reaction again = probe.tell(Order{Phase::kInfer, 0, 5});
  EXPECT_THAT(again.sent, IsEmpty());
  EXPECT_EQ(again.note().kind, NoteKind::kDuplicate);
  EXPECT_EQ(again.note().layer, 0);
  EXPECT_EQ(again.note().sample, 5);
  EXPECT_EQ(probe.tell(Order{Phase::kInfer, 0, 4}).sent.size(), 2u) << "out of turn, but new";
}

TEST_F(SourceTest, HearsInferOrdersOnly) {
  for (const Phase phase : {Phase::kTarget, Phase::kLearn, Phase::kRest}) {
    EXPECT_TRUE(probe.tell(Order{phase, 0, 0}).nothing());
  }
  EXPECT_TRUE(probe.tell(sim::Begin{}).nothing());
}

class TeacherTest : public EndsTest {
 protected:
  TeacherTest() { teacher.attach(kData, kReport); }
  Teacher teacher{batches, {.layers = 3, .classes = 4, .precision = Precision::kFloat64}};
  ActorProbe probe{teacher, 2};
};

TEST_F(TeacherTest, ReleasesTheLabelAsAnAbsoluteTarget) {
  const Reaction done = probe.tell(Order{Phase::kTarget, 4, 5});
  const auto sent = done.the<Target>(kData);
  EXPECT_EQ(sent.values->as<double>(), (Matrix<double>{{0, 1}, {1, 0}, {0, 0}, {0, 0}}));
  EXPECT_EQ(sent.sample, 5);
  EXPECT_EQ(sent.layer, 3) << "the top";
  EXPECT_EQ(sent.coding, Coding::kAbsolute);
  EXPECT_THAT(sent.gain, testing::ElementsAre(1));
  EXPECT_EQ(sent.digest, sent.values->digest());
  EXPECT_EQ(done.the<Report>(kReport), (Report{ReportKind::kTargeted, 4, 5}));
}

TEST_F(TeacherTest, SpeaksInThePrecisionOfTheNetwork) {
  Teacher narrow(batches, {.layers = 1, .classes = 2, .precision = Precision::kFloat32});
  narrow.attach(kData, kReport);
  const auto sent = ActorProbe(narrow, 2).tell(Order{Phase::kTarget, 2, 0}).the<Target>(kData);
  EXPECT_EQ(sent.values->as<float>(), (Matrix<float>{{0, 1}, {1, 0}}));
}

TEST_F(TeacherTest, ReleasesALabelOnce) {
  probe.tell(Order{Phase::kTarget, 4, 5});
  const Reaction again = probe.tell(Order{Phase::kTarget, 4, 5});
  EXPECT_THAT(again.sent, IsEmpty());
  EXPECT_EQ(again.note().kind, NoteKind::kDuplicate);
  EXPECT_EQ(again.note().layer, 4);
}

TEST_F(TeacherTest, HearsTargetOrdersOnly) {
  for (const Phase phase : {Phase::kInfer, Phase::kLearn, Phase::kRest}) {
    EXPECT_TRUE(probe.tell(Order{phase, 4, 0}).nothing());
  }
}

class ReadoutTest : public EndsTest {
 protected:
  using Rows = std::initializer_list<std::initializer_list<double>>;
  Reaction show(Sample sample, const Rows& rows) {
    return probe.tell(Activity{sample, 3, 0, share(Matrix<double>(rows)), nullptr, 0});
  }
  Readout readout{batches, {.layers = 3, .classes = 2}};
  ActorProbe probe{readout, 0};
};

// Labels 1 and 0. Errors (1, -1) and (0, 2): 1/2 (2 + 4) / 2. Both columns say the wrong class.
TEST_F(ReadoutTest, NotesLossAndCorrectColumns) {
  const Reaction done = show(5, {{1, 1}, {0, 2}});
  const sim::Note note = done.note();
  EXPECT_EQ(note.kind, NoteKind::kReadout);
  EXPECT_EQ(note.layer, 4);
  EXPECT_EQ(note.sample, 5);
  EXPECT_EQ(note.value, 1.5);
  EXPECT_EQ(note.count, 0u);
  EXPECT_THAT(done.sent, IsEmpty());
  EXPECT_EQ(show(6, {{0, 1}, {1, 0}}).note().count, 2u);
  EXPECT_EQ(show(7, {{0, 1}, {1, 0}}).note().value, 0);
}

TEST_F(ReadoutTest, NotesASampleOnce) {
  show(5, {{0, 1}, {1, 0}});
  EXPECT_EQ(show(5, {{0, 1}, {1, 0}}).note().kind, NoteKind::kDuplicate);
}

TEST_F(ReadoutTest, StopsAtALossThatIsNoNumberAndNamesLayerAndStep) {
  Sample step = 8;
  for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity(), 1e200}) {
    try {
      show(step, {{0, 1}, {bad, 0}});
      FAIL() << "nobody noticed " << bad;
    } catch (const NumericalError& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr("layer 3, step " + std::to_string(step)));
    }
    ++step;
  }
}

TEST(Score, CountsTheClassUnitsOnly) {
  const Matrix<double> activity{{0.5}, {0}, {99}};
  const Score result = score(Tensor(activity), {0}, 2);
  EXPECT_EQ(result.loss, 0.125);
  EXPECT_EQ(result.correct, 1u);
  EXPECT_EQ(score(Tensor(activity), {0}, 3).correct, 0u);
}

TEST(Score, OfFloatIsTakenInDouble) {
  const Matrix<float> activity{{0.5f, 1}, {0, 2}};
  const Score result = score(Tensor(activity), {0, 1}, 2);
  EXPECT_EQ(result.loss, (0.125 + 1) / 2);
  EXPECT_EQ(result.correct, 2u);
}

TEST(Score, OfCrossEntropyIsTheLogOfTheLabelsPart) {
  const Matrix<double> activity{{std::log(1.0), 1000}, {std::log(3.0), 0}, {50, 50}};
  const Score result = score(Tensor(activity), {1, 1}, 2, Loss::kCrossEntropy);
  EXPECT_NEAR(result.loss, (std::log(4.0 / 3) + 1000) / 2, 1e-12);
  EXPECT_EQ(result.correct, 1u);
}

// Between equals the first is taken: a silent network says class 0.
TEST(Score, OfATieGoesToTheFirstClass) {
  const Matrix<double> silent = Matrix<double>::Zero(3, 2);
  EXPECT_EQ(score(Tensor(silent), {0, 1}, 3).correct, 1u);
}

TEST_F(EndsTest, EverybodySaysWhatItWaitsFor) {
  EXPECT_EQ(Source(batches).waiting_for(), "an infer order");
  EXPECT_EQ(Teacher(batches, {}).waiting_for(), "a target order");
  EXPECT_EQ(Readout(batches, {}).waiting_for(), "the activity of the top");
}

}  // namespace
}  // namespace neurons
