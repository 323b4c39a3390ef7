// configs/late-targets.textproto, on small layers: what a fixed schedule does when targets come
// late. Feedforward links take 10 us each, feedback links about 10 us; three weight layers. So an
// activity needs 30 us to the top, and a target about 10 us more for every layer down.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/tiny_run.h"

namespace lab {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr int kSteps = 40, kLayers = 4;

class LateTargetsConfig : public testing::Test {
 protected:
  static Overrides small() {
    return {"network.tower={widths: [784, 24, 24, 16, 12]}", "data.glyphs={train: 320 test: 60}",
            "data.batch=8", "run={steps: 40}"};
  }

  // Without the links' own losses: what is left is timing.
  static Overrides lossless(const std::string& target) {
    return small() +
           Overrides{"link[1].loss=0", "link[1].duplicate=0", "clock.lockstep.target=" + target};
  }

  Json updates_of(const Overrides& overrides) {
    const Outcome outcome = run_late(overrides);
    EXPECT_EQ(outcome.ending, Ending::kDone) << outcome.trouble;
    EXPECT_EQ(outcome.summary["presented"], kSteps);
    return outcome.summary["updates"];
  }

  Outcome run_late(const Overrides& overrides) {
    return run_file(kSource / "configs/late-targets.textproto", overrides, out_.path());
  }

 private:
  TemporaryFolder out_;
};

int at(const Json& updates, const char* what) { return updates[what].get<int>(); }

// Whatever happens, every sample ends at every layer in exactly one way.
void expect_balance(const Json& updates) {
  EXPECT_EQ(at(updates, "applied") + at(updates, "rejected") + at(updates, "missed"),
            kSteps * kLayers)
      << updates;
}

TEST_F(LateTargetsConfig, WithTimeEnoughEverythingIsLearned) {
  const Json updates = updates_of(lossless("120us"));
  EXPECT_EQ(at(updates, "applied"), kSteps * kLayers) << updates;
  EXPECT_EQ(at(updates, "stale"), 0) << updates;
  EXPECT_EQ(at(updates, "mismatched"), 0) << updates;
}

TEST_F(LateTargetsConfig, WithoutTimeEnoughTheLowerLayersAreTooLate) {
  const Json updates = updates_of(lossless("20us"));
  expect_balance(updates);
  EXPECT_GE(at(updates, "applied"), kSteps) << updates;  // the top is in time
  EXPECT_GT(at(updates, "rejected") + at(updates, "missed"), kSteps) << updates;
}

TEST_F(LateTargetsConfig, AsShippedIsTooShortForSome) {
  const Json updates = updates_of(small());
  expect_balance(updates);
  EXPECT_GT(at(updates, "applied"), kSteps) << updates;
  EXPECT_GT(at(updates, "rejected") + at(updates, "missed"), 0) << updates;
}

TEST_F(LateTargetsConfig, MoreTimeLosesLess) {
  int before = 0;
  for (const char* target : {"5us", "20us", "35us", "60us", "120us"}) {
    const Json updates = updates_of(lossless(target));
    expect_balance(updates);
    EXPECT_GE(at(updates, "applied"), before) << target;
    before = at(updates, "applied");
  }
}

TEST_F(LateTargetsConfig, LearningFromTheWrongSampleIsCountedAsSuch) {
  const Overrides late = lossless("20us");
  const Json rejected = updates_of(late);
  const Json learned = updates_of(late + Overrides{"learning.mismatch=LEARN"});
  expect_balance(learned);
  EXPECT_EQ(at(rejected, "mismatched"), at(rejected, "rejected")) << rejected;
  EXPECT_GT(at(learned, "mismatched"), 0) << learned;
  EXPECT_GT(at(learned, "stale"), 0) << learned;
  EXPECT_EQ(at(learned, "rejected"), 0) << learned;
  EXPECT_GT(at(learned, "applied"), at(rejected, "applied")) << learned;
}

TEST_F(LateTargetsConfig, LossMissesInsteadOfWaiting) {
  const Overrides patient = lossless("1ms");
  for (const char* loss : {"0.1", "0.5"}) {
    const Json updates = updates_of(patient + Overrides{std::string("link[1].loss=") + loss});
    expect_balance(updates);
    EXPECT_GT(at(updates, "missed") + at(updates, "rejected"), 0) << updates;
  }
  const Json none = updates_of(patient + Overrides{"link[1].loss=1"});
  expect_balance(none);
  EXPECT_EQ(at(none, "applied"), 0) << none;  // the label is feedback too
}

TEST_F(LateTargetsConfig, DuplicatesAreCountedAndNotAppliedTwice) {
  const Json updates = updates_of(lossless("1ms") + Overrides{"link[1].duplicate=1"});
  EXPECT_EQ(at(updates, "applied"), kSteps * kLayers) << updates;
  EXPECT_GE(at(updates, "duplicate"), kSteps) << updates;
}

// Times that make no sense for this network: every one ends, balanced, within the run.
TEST_F(LateTargetsConfig, NoScheduleCrashesOrHangs) {
  for (const Overrides& times :
       {Overrides{"clock.lockstep={infer: \"1ns\" target: \"1ns\" learn: \"1ns\"}"},
        Overrides{"clock.lockstep={infer: \"1ns\" target: \"1s\" learn: \"1ns\"}"},
        Overrides{"clock.lockstep={infer: \"1s\" target: \"1ns\" learn: \"1s\"}"},
        Overrides{"clock.lockstep={infer: \"31us\" target: \"11us\" learn: \"1ns\"}"},
        Overrides{"link[2].delay={constant: \"1s\"}"},  // orders come long after
        Overrides{"link[2]={match: \"clock.order.2\" loss: 1}"},
        Overrides{"link[2]={match: \"clock.*\" loss: 0.5 duplicate: 0.5}"},
        Overrides{"link[0].loss=1"}, Overrides{"neurons.memory=1"}, Overrides{"neurons.memory=64"},
        Overrides{"rule.bp={}"}, Overrides{"rule.tp={}", "feedback.payload=ABSOLUTE"}}) {
    for (const char* mismatch : {"learning.mismatch=LEARN", "learning.mismatch=REJECT"}) {
      const Outcome outcome = run_late(small() + times + Overrides{mismatch});
      const Json updates = outcome.summary["updates"];
      EXPECT_TRUE(outcome.ending == Ending::kDone || outcome.ending == Ending::kDeadlock)
          << times[0] << " " << outcome.trouble;
      EXPECT_EQ(at(updates, "applied") + at(updates, "rejected") + at(updates, "missed"),
                outcome.summary["presented"].get<int>() * kLayers)
          << times[0] << " " << updates;
    }
  }
}

TEST_F(LateTargetsConfig, IsDeterministicWithThreads) {
  const auto fingerprint = [&](std::size_t threads) {
    const TemporaryFolder out;
    return fingerprint_of(run_file(kSource / "configs/late-targets.textproto", small(), out.path(),
                                   with_threads(threads)));
  };
  EXPECT_EQ(fingerprint(1), fingerprint(8));
}

TEST_F(LateTargetsConfig, AStudyAloneIsNoReasonToWarn) {
  testing::internal::CaptureStderr();
  const TemporaryFolder out;
  run_tiny(out.path(), {"study={repeats: 2}"});
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST_F(LateTargetsConfig, RecordsATraceWithoutAWarning) {
  testing::internal::CaptureStderr();
  const TemporaryFolder out;
  run_file(kSource / "configs/late-targets.textproto", small(), out.path());
  EXPECT_THAT(testing::internal::GetCapturedStderr(), Not(HasSubstr("warning")));
  EXPECT_TRUE(std::filesystem::exists(out.path() / "trace.gtrace"));
}

}  // namespace
}  // namespace lab
