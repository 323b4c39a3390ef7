// What in a config has no effect, or cannot have the one that is wanted, is told before the work.
#include <gmock/gmock.h>

#include "tests/tools/tiny_run.h"
#include "tools/lab/explain/explain.h"

namespace lab {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string remarks(const Overrides& overrides) {
  const auto config = protocols::parse_config(kTiny, "test.textproto", overrides);
  return explain(config, kGolden)["without_effect"].dump();
}

TEST(Remarks, OnWhatDrownsInRounding) {
  const Overrides rest = {"clock.rest.before=9"};
  EXPECT_THAT(remarks(rest + Overrides{"rule={dtp {step: 1e-6}}"}), HasSubstr("rule.dtp.step"));
  EXPECT_THAT(remarks(rest + Overrides{"rule={drl {step: 1e-6}}"}), HasSubstr("rule.drl.step"));
  EXPECT_THAT(remarks(rest + Overrides{"rule={dtp {}}"}), Not(HasSubstr("step")));
  const std::string exact = "feedback.inverse.exact={method: REFINED residual: ";
  EXPECT_THAT(remarks({exact + "1e-9}"}), HasSubstr("residual 1e-09"));
  EXPECT_THAT(remarks({exact + "1e-6}"}), Not(HasSubstr("residual")));
  EXPECT_THAT(remarks({exact + "1e-9}", "precision=FLOAT64"}), Not(HasSubstr("residual")));
}

TEST(Remarks, OnWhatFeedbackThatLearnsDoesNotRead) {
  const auto by = [](const std::string& how, const std::string& given) {
    return remarks({"feedback.inverse.learned={by: " + how + " " + given + "}",
                    "clock.rest.before=9", "rule={gait {}}"});
  };
  EXPECT_THAT(by("DELTA", "decay: 0.1"), HasSubstr("learned.decay has no effect by DELTA"));
  EXPECT_THAT(by("MIRROR", "decay: 0.1"), Not(HasSubstr("decay")));
  EXPECT_THAT(by("MIRROR", "late_decay: 0.1"), HasSubstr("late_decay has no effect by MIRROR"));
  EXPECT_THAT(by("SHARED_PRODUCT", "late_decay: 0.1"), Not(HasSubstr("decay")));
  EXPECT_THAT(remarks({"rule={dtp {}}", "feedback.inverse={exact {}}", "clock.rest.before=9"}),
              HasSubstr("feedback.inverse has no effect: dtp learns its way down"));
}

TEST(Remarks, OnAnAdaptiveGamma) {
  const auto with = [](const std::string& c, const std::string& more = "precision=FLOAT32") {
    return remarks(
        {"rule={gait {adaptive_gamma {c: " + c + "}}}", "feedback.payload=ABSOLUTE", more});
  };
  EXPECT_THAT(with("9e-5"), HasSubstr("adaptive_gamma.c below 1e-4 drowns in the rounding"));
  EXPECT_THAT(with("1e-4"), Not(HasSubstr("drowns")));
  EXPECT_THAT(with("1e-7", "precision=FLOAT64"), Not(HasSubstr("drowns")));
  EXPECT_THAT(with("1e-3", "rule.gait.gamma=0.1"), HasSubstr("no effect beside adaptive_gamma"));
  EXPECT_THAT(remarks({"rule={gait {adaptive_gamma {c: 1e-3}}}"}),
              HasSubstr("adaptive_gamma has no effect: gamma cancels out of differences"));
}

TEST(Remarks, OnACheckpointInWallTime) {
  EXPECT_THAT(remarks({"checkpoint={}", "mode.wall.scale=1"}),
              HasSubstr("checkpoint has no effect"));
  EXPECT_THAT(remarks({"checkpoint={}"}), Not(HasSubstr("checkpoint")));
}

TEST(Remarks, OnAMinimumAboveAConstantDelay) {
  const auto with = [](const std::string& minimum) {
    return remarks({"link[0]={match: \"*\" delay { constant: \"5us\" " + minimum + "}}"});
  };
  EXPECT_THAT(with("minimum: \"6us\""),
              HasSubstr("link[0].delay.minimum 6us has no effect: 5us is constant"));
  EXPECT_THAT(with("minimum: \"5us\""), Not(HasSubstr("minimum")));
  EXPECT_THAT(with(""), Not(HasSubstr("minimum")));
}

}  // namespace
}  // namespace lab
