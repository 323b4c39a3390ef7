// The plan of a study: which axes and repeats count, what is found wrong before anything runs, and
// when the folder of a run is finished. Nothing runs but one tiny run to be recognised.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocols/bad_input.h"
#include "tests/tools/tiny_run.h"
#include "tools/lab/files/whole_file.h"
#include "tools/lab/study/finished.h"
#include "tools/lab/study/plan.h"

namespace lab {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class StudyPlan : public testing::Test {
 protected:
  StudyOptions options() const {
    return {.config = home_.path() / "tiny.textproto",
            .overrides = {},
            .axes = axes_,
            .repeats = repeats_,
            .data_dir = kGolden,
            .out = home_.path() / "out"};
  }
  Study planned(const std::string& more = "") const {
    write_whole(home_.path() / "tiny.textproto", kTiny + more);
    return plan(options());
  }
  std::string refusal(const std::string& more = "") const {
    try {
      planned(more);
    } catch (const protocols::BadInput& error) {
      return error.what();
    }
    return "accepted";
  }

  TemporaryFolder home_;
  std::vector<Axis> axes_ = {{"link[0].loss", {"0", "0.5"}}};
  std::optional<std::uint64_t> repeats_;
};

const std::string kStudy = R"(
study { axis { path: "data.batch" values: ["2", "3", "6"] } repeats: 2 }
)";

TEST_F(StudyPlan, OfTheStudyBlock) {
  axes_ = {};
  const Study study = planned(kStudy);
  EXPECT_EQ(study.name, "tiny");
  EXPECT_EQ(study.repeats, 2U);
  EXPECT_EQ(study.runs.size(), 6U);
  EXPECT_EQ(study.runs[5].folder, "batch=6/seed=2");
}

TEST_F(StudyPlan, AxesAndRepeatsReplaceThoseOfTheStudyBlockEachByItself) {
  EXPECT_EQ(planned(kStudy).axes, axes_);
  EXPECT_EQ(planned(kStudy).repeats, 2U);
  repeats_ = 3;
  EXPECT_EQ(planned(kStudy).runs.size(), 6U);
}

TEST_F(StudyPlan, HoldsTheResolvedConfigOfEveryRunWithoutTheStudy) {
  const Study study = planned(kStudy);
  EXPECT_THAT(study.runs[0].identity.config, testing::Not(HasSubstr("study")));
  EXPECT_THAT(study.runs[0].identity.config, HasSubstr("seed: 1\n"));
  EXPECT_THAT(study.runs[3].identity.config, HasSubstr("seed: 2\n"));
  EXPECT_THAT(study.runs[3].identity.config, HasSubstr("loss: 0.5\n"));
}

TEST_F(StudyPlan, RefusesBadValuesWithTheSettingAtFault) {
  axes_ = {{"link[0].loss", {"0", "2"}}};
  EXPECT_THAT(refusal(), HasSubstr("-s link[0].loss=2: link[0].loss: must be"));
  axes_ = {{"link[0].los", {"0"}}};
  EXPECT_THAT(refusal(), HasSubstr("did you mean loss?"));
  axes_ = {{"data.batch", {"6", "many"}}};
  EXPECT_THAT(refusal(), HasSubstr("-s data.batch=many"));
}

TEST_F(StudyPlan, RefusesWhatOnlyACombinationMakesWrong) {
  axes_ = {{"data.batch", {"6", "200"}}, {"link[0].loss", {"0"}}};
  EXPECT_THAT(refusal(), HasSubstr("has only 120 training images"));
  EXPECT_THAT(refusal(), HasSubstr("in the run -s data.batch=200 -s link[0].loss=0"));
  axes_ = {{"link[0].match", {"*", "feedbock.*"}}};
  EXPECT_THAT(refusal(), HasSubstr("matches no link"));
}

TEST_F(StudyPlan, RefusesAxesThatAreNone) {
  axes_ = {{"seed", {"1", "2"}}};
  EXPECT_THAT(refusal(), HasSubstr("--repeats N"));
  axes_ = {{"study.repeats", {"1", "2"}}};
  EXPECT_THAT(refusal(), HasSubstr("outside of study"));
  axes_ = {{"data.batch", {"2"}}, {"data.batch", {"3"}}};
  EXPECT_THAT(refusal(), HasSubstr("axis data.batch: is given twice"));
  axes_ = {{"data.batch", {"2", "3", "2"}}};
  EXPECT_THAT(refusal(), HasSubstr("has the value 2 twice"));
}

TEST_F(StudyPlan, RefusesToSweepNothingAndTooMuch) {
  axes_ = {};
  EXPECT_THAT(refusal(), HasSubstr("there is nothing to sweep"));
  repeats_ = 10001;
  EXPECT_THAT(refusal(), HasSubstr("has 10001 runs, but 10000 at most"));
}

class FinishedRun : public testing::Test {
 protected:
  static RunIdentity identity(const Overrides& changes = {}) {
    return identity_of(
        protocols::parse_config(kTiny, "tiny", Overrides{"run={steps: 2}"} + changes).experiment());
  }
  void run() const { run_tiny(folder_.path(), {"run={steps: 2}"}); }
  FolderState state(const Overrides& changes = {}) const {
    return state_of(folder_.path(), identity(changes));
  }

  TemporaryFolder folder_;
};

TEST_F(FinishedRun, IsRecognisedByItsResolvedConfig) {
  EXPECT_EQ(state(), FolderState::kToDo);
  run();
  EXPECT_EQ(state(), FolderState::kDone);
  EXPECT_EQ(state({"rule.gait.gamma=1e-3"}), FolderState::kDone);  // the default, said aloud
  EXPECT_EQ(state({"study.repeats=5"}), FolderState::kDone);
  EXPECT_EQ(state({"rule.gait.gamma=1e-4"}), FolderState::kForeign);
}

TEST_F(FinishedRun, IsOneThatCameToItsEnd) {
  run();
  write_whole(folder_.path() / "summary.json", R"({"ending": "deadlock"})");
  EXPECT_EQ(state(), FolderState::kToDo);
  write_whole(folder_.path() / "summary.json", R"({"ending": 7})");
  EXPECT_EQ(state(), FolderState::kToDo);
  write_whole(folder_.path() / "summary.json", R"({"ending": "do)");
  EXPECT_EQ(state(), FolderState::kToDo);
}

TEST_F(FinishedRun, OfAnotherBuildOfAPluginIsAnother) {
  run();
  const auto summary = [](const std::string& digest) {
    return R"({"ending": "done", "clock": {"library_digest": ")" + digest + R"("}})";
  };
  RunIdentity wanted = identity();
  wanted.library_digest = "2";
  write_whole(folder_.path() / "summary.json", summary("2"));
  EXPECT_EQ(state_of(folder_.path(), wanted), FolderState::kDone);
  write_whole(folder_.path() / "summary.json", summary("1"));
  EXPECT_EQ(state_of(folder_.path(), wanted), FolderState::kForeign);
  try {
    refuse_foreign(folder_.path(), wanted);
    FAIL();
  } catch (const protocols::BadInput& error) {
    EXPECT_THAT(error.what(), HasSubstr("another build of the plug-in's library"));
  }
}

TEST_F(FinishedRun, OfAnotherConfigIsToldByTheFirstDifference) {
  run();
  try {
    refuse_foreign(folder_.path(), identity({"data.batch=4"}));
  } catch (const protocols::BadInput& error) {
    EXPECT_THAT(error.what(), HasSubstr(folder_.path().string()));
    EXPECT_THAT(error.what(), HasSubstr(R"(there is "batch: 6" where this study has "batch: 4")"));
  }
}

}  // namespace
}  // namespace lab
