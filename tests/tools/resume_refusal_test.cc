// What a checkpoint is not gone on from: other programs, data and traces; and forks.
#include "tests/tools/cut_run.h"

namespace lab {
namespace {

using protocols::BadInput;
using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

using Refused = CutRun;

TEST_F(Refused, RefusesAnotherProgram) {
  run_and_die(kTiny, kOften, cut_.path(), 60);
  for (const char* what : {"version", "build", "kernels", "program"}) {
    Checkpoint other = CheckpointFolder(cut_.path()).latest();
    const auto* field = other.header.GetDescriptor()->FindFieldByName(what);
    other.header.GetReflection()->SetString(&other.header, field, "another");
    write(other);
    EXPECT_THAT([&] { resumed(cut_.path()); },
                ThrowsMessage<BadInput>(HasSubstr(std::string(what) + " 'another'")));
    std::filesystem::remove(newest());
  }
}

TEST_F(Refused, RefusesAnotherLibraryOfTheClock) {
  run_and_die(kTiny, kOften, cut_.path(), 60);
  Checkpoint other = CheckpointFolder(cut_.path()).latest();
  other.header.set_clock_library("another");
  write(other);
  EXPECT_THAT([&] { resumed(cut_.path()); },
              ThrowsMessage<BadInput>(HasSubstr("library of the clock")));
}

TEST_F(Refused, LooksForTheDataWhereTheRunHadThemAndRefusesOthers) {
  const Outcome whole = run_text(kTiny, kOften, whole_.path());
  run_and_die(kTiny, kOften, cut_.path(), 100);
  const TemporaryFolder other;
  std::filesystem::copy(kGolden / "tower-gait", other.path() / "tower-gait",
                        std::filesystem::copy_options::recursive);
  const auto images = other.path() / "tower-gait" / "train-images-idx3-ubyte";
  std::string bytes = text_of(images);
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  std::ofstream(images, std::ios::binary) << bytes;
  RunOptions options;
  options.quiet = true;
  options.setup.data_dir = other.path();
  EXPECT_THAT([&] { resume(cut_.path(), options); },
              ThrowsMessage<BadInput>(
                  AllOf(HasSubstr("not those that the run had"), HasSubstr(kGolden.string()))));
  options.setup.data_dir.clear();
  EXPECT_EQ(fingerprint_of(resume(cut_.path(), options)), fingerprint_of(whole));
}

TEST_F(Refused, OfARecordedRunNeedsAllThatWasRecorded) {
  run_and_die(kTiny, kOften + Overrides{"trace={}"}, cut_.path(), 130);
  const auto trace = cut_.path() / "trace.gtrace";
  std::filesystem::resize_file(trace, 1000);
  EXPECT_THAT([&] { resumed(cut_.path()); }, ThrowsMessage<BadInput>(HasSubstr("has less in it")));
  std::filesystem::remove(trace);
  EXPECT_THAT([&] { resumed(cut_.path()); },
              ThrowsMessage<BadInput>(AllOf(HasSubstr("is not there"), HasSubstr("fork"))));
}

// Whatever a run that was stopped had reached, another one in its folder does not wipe it away.
TEST_F(Refused, IsWhatIsAskedForInTheFolderOfAStoppedRun) {
  run_and_die(kTiny, kOften, cut_.path(), 100);
  const auto run_there = [&](bool replace) {
    RunOptions options = quiet_in(cut_.path());
    options.replace = replace;
    return run(protocols::parse_config(kTiny, "test.textproto"), options);
  };
  EXPECT_THAT([&] { run_there(false); },
              ThrowsMessage<BadInput>(AllOf(HasSubstr("was stopped"), HasSubstr("--replace"))));
  EXPECT_TRUE(std::filesystem::exists(newest()));
  EXPECT_EQ(run_there(true).ending, Ending::kDone);
  EXPECT_EQ(run_there(false).ending, Ending::kDone) << "that of a run that is done";
  run_and_die(kTiny, {}, cut_.path(), 2);
  EXPECT_EQ(run_there(false).ending, Ending::kDone) << "one without a step";
}

TEST_F(Refused, RefusesAStateThatIsNotOfTheConfig) {
  run_and_die(kTiny, kOften, cut_.path(), 60);
  Checkpoint other = CheckpointFolder(cut_.path()).latest();
  other.state.resize(other.state.size() / 2);
  write(other);
  EXPECT_THAT([&] { resumed(cut_.path()); }, ThrowsMessage<BadInput>(HasSubstr("ends too early")));
}

class Fork : public CutRun {
 protected:
  void SetUp() override { run_and_die(kTiny, kOften, cut_.path(), 100); }
  Outcome forked(const Overrides& changes) {
    return fork(cut_.path(), changes, quiet_in(target()));
  }
  std::filesystem::path target() const { return whole_.path() / "fork"; }
};

TEST_F(Fork, WithNothingChangedIsTheRun) {
  const Outcome whole = run_text(kTiny, kOften, whole_.path());
  const std::string before = text_of(cut_.path() / "metrics.jsonl");
  const Outcome other = forked({});
  EXPECT_EQ(fingerprint_of(other), fingerprint_of(whole));
  EXPECT_EQ(other.metrics.size(), whole.metrics.size());
  EXPECT_EQ(text_of(cut_.path() / "metrics.jsonl"), before);
}

TEST_F(Fork, GoesOnWithWhatWasChanged) {
  const std::string same = fingerprint_of(forked({}));
  for (const char* change : {"optimizer.adam.learning_rate=1e-2", "regularizer={lambda: 1}",
                             "link[0].delay={uniform {from: \"1us\" to: \"9us\"}}",
                             "link[0].loss=0.1", "run.epochs=2"}) {
    SCOPED_TRACE(change);
    std::filesystem::remove_all(target());
    const Outcome other = forked({change, "clock.quiescence={}"});
    EXPECT_TRUE(other.ending == Ending::kDone || other.ending == Ending::kDeadlock)
        << other.trouble;
    EXPECT_NE(fingerprint_of(other), same);
    EXPECT_EQ(other.summary["step"] > 20, std::string_view(change) == "run.epochs=2");
  }
}

TEST_F(Fork, ThatFailsKeepsTheWeightsItBeganWith) {
  const std::uint64_t begin = CheckpointFolder(cut_.path()).latest().header.step();
  const auto until_then = whole_.path() / "until_then";
  run_text(kTiny, {"run={steps: " + std::to_string(begin) + "}"}, until_then);
  const Overrides changes = {"optimizer.adam.learning_rate=1e30", "run.evaluate_every_steps=99"};
  const Outcome other = forked(changes);
  EXPECT_EQ(other.ending, Ending::kFailed) << other.trouble;
  EXPECT_EQ(weight_bytes_of(target()), weight_bytes_of(until_then));
}

TEST_F(Fork, ToAnEndThatIsPastIsRefused) {
  EXPECT_THAT([&] { forked({"run={steps: 3}"}); },
              ThrowsMessage<BadInput>(HasSubstr("would end at step 3")));
  EXPECT_FALSE(std::filesystem::exists(target()));
}

TEST_F(Fork, MayBeginToRecord) {
  const Outcome other = forked({"trace={}"});
  EXPECT_EQ(other.ending, Ending::kDone) << other.trouble;
  EXPECT_GT(other.summary["trace"]["events"], 10);
}

TEST_F(Fork, RefusesWhatTheStateIsMadeFor) {
  for (const char* change :
       {"seed=2", "network={square {hidden_layers: 2}}", "rule={bp {}}", "clock={wave {}}",
        "precision=FLOAT64", "data.batch=5", "optimizer={sgd {}}", "neurons.memory=4"}) {
    SCOPED_TRACE(change);
    EXPECT_THAT([&] { forked({change}); }, ThrowsMessage<BadInput>(HasSubstr("in a fork")));
    EXPECT_FALSE(std::filesystem::exists(target()));
  }
}

TEST_F(Fork, RefusesAFolderThatIsThere) {
  std::filesystem::create_directory(target());
  EXPECT_THAT([&] { forked({}); }, ThrowsMessage<BadInput>(HasSubstr("is there already")));
}

}  // namespace
}  // namespace lab
