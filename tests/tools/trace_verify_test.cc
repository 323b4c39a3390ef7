// gaitsim trace verify: whole runs of every kind are good, with the fingerprint that they had; and
// every promise, broken on purpose in one row, is told as broken. The trace that is changed is that
// of the tiny experiment: 20 samples, every link takes 10 us.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/cut_run.h"
#include "tests/tools/trace_copy.h"
#include "tools/lab/trace/ask/numbering.h"
#include "tools/lab/trace/ask/verify.h"

namespace lab {
namespace {

using testing::HasSubstr;
using trace::Check;
using trace::EventRow;
using trace::Verdict;

Verdict verdict_on(const std::filesystem::path& file) {
  trace::TraceFile trace(file);
  return trace::verify(trace);
}

class WholeRuns : public testing::TestWithParam<Overrides> {};

TEST_P(WholeRuns, AreGoodAndHaveTheirFingerprint) {
  const TemporaryFolder out;
  const Outcome outcome = run_tiny(out.path(), kTraced + GetParam());
  const Verdict verdict = verdict_on(out.path() / "trace.gtrace");
  EXPECT_EQ(verdict.exit_code(), 0) << verdict.text();
  const Json told = verdict.json();
  EXPECT_EQ(told["recomputed_fingerprint"], fingerprint_of(outcome));
  for (const Json& check : told["checks"]) EXPECT_EQ(check["unchecked"].size(), 0) << check;
}

INSTANTIATE_TEST_SUITE_P(
    OfAllKinds, WholeRuns,
    testing::Values(Overrides{}, kLossy, kLossy + Overrides{"link[1].in_order=true"},
                    Overrides{"dynamics.leaky={tau: \"7us\"}"},
                    Overrides{"neurons.feedback_site=SHARED"}, Overrides{"clock.handshake={}"},
                    Overrides{"clock.oscillator={}"}, Overrides{"clock.credit={}"},
                    Overrides{"optimizer.sgd={learning_rate: 1e30}"}));  // fails

// What a link keeps in order may come at one moment, sent before the fork began and after: the
// notes on the former are on rows that the trace does not have.
using ForkedRuns = CutRun;

TEST_F(ForkedRuns, AreGoodWhereverTheyBegin) {
  const Overrides overrides =
      kOften + Overrides{"clock.lockstep={infer: \"60us\" target: \"60us\"}",
                         "link[1]={match: \"feedforward.*\" in_order: true duplicate: 0.5 delay { "
                         "exponential { mean: \"100us\" } }}"};
  for (int instants = 100; instants <= 300; instants += 40) {
    run_and_die(kTiny, overrides + Overrides{"checkpoint.every_steps=1"}, cut_.path(), instants);
    const auto target = whole_.path() / fmt::format("fork{}", instants);
    fork(cut_.path(), {"trace={}"}, quiet_in(target));
    const Verdict verdict = verdict_on(target / "trace.gtrace");
    EXPECT_EQ(verdict.exit_code(), 0) << instants << '\n' << verdict.text();
    std::filesystem::remove_all(cut_.path());
  }
}

class TraceVerify : public testing::Test {
 protected:
  void SetUp() override { copy_.emplace(traced_tiny(out_.path())); }

  Verdict verdict() { return verdict_on(copy_->write(out_.path() / "copy.gtrace")); }
  // Only this check is broken.
  void expect_broken(std::initializer_list<Check> checks, const std::string& words) {
    const Verdict found = verdict();
    for (const Check check : checks) EXPECT_TRUE(found.is_broken(check)) << found.text();
    EXPECT_EQ(found.exit_code(), 1) << found.text();
    EXPECT_THAT(found.text(), HasSubstr(words));
  }
  EventRow& activity(int nth = 0) {
    return copy_->row([](const EventRow& row) { return row.kind == 0; }, nth);
  }
  sim::ActorId actor(const std::string& name) const {
    const auto& names = copy_->header.actors();
    return {static_cast<std::uint32_t>(std::ranges::find(names, name) - names.begin())};
  }
  std::string event(const EventRow& row) const {
    return copy_->header.actors(static_cast<int>(row.id.from.value)) + "#" +
           std::to_string(row.id.nth);
  }

  TemporaryFolder out_;
  std::optional<TraceCopy> copy_;
};

TEST_F(TraceVerify, ACopyIsAsGoodAsTheOriginal) {
  EXPECT_EQ(verdict().exit_code(), 0) << verdict().text();
  EXPECT_EQ(verdict().json()["messages"], copy_->rows.size());
}

TEST_F(TraceVerify, FindsWhatIsReceivedBeforeItIsSent) {
  activity(7).at.ns -= 20'000;
  expect_broken({Check::kTimes}, event(activity(7)) + ": sent at");
}

TEST_F(TraceVerify, FindsWhatWasSentBeforeItsCauseWasReceived) {
  activity(7).at.ns += 1;  // what it caused is now too early
  expect_broken({Check::kCauses}, "its cause " + event(activity(7)) + " is received at");
}

TEST_F(TraceVerify, FindsWhatWasSentAfterItsCauseWasReceived) {
  EventRow& row = copy_->row([&](const EventRow& one) {
    return one.id.from != sim::kOutside && one.number > copy_->rows.size() - 10;
  });
  row.sent.ns += 1;
  row.at.ns += 1;
  expect_broken({Check::kCauses}, event(row) + ": sent at");
}

TEST_F(TraceVerify, FindsACauseThatNeverWas) {
  activity(7).cause.nth += 1'000;
  expect_broken({Check::kCauses}, event(activity(7)) + ": its cause");
}

TEST_F(TraceVerify, FindsACauseThatSomebodyElseReceived) {
  // The activity of layer 1 reaches layer 2 and feedback 1 at the same time.
  const sim::ActorId feedback1 = actor("feedback1"), feedforward2 = actor("feedforward2");
  const EventRow& heard =
      copy_->row([=](const EventRow& row) { return row.to == feedback1 && row.kind == 0; });
  EventRow& said =
      copy_->row([=](const EventRow& row) { return row.id.from == feedforward2 && row.kind == 0; });
  ASSERT_EQ(heard.at, said.sent);
  said.cause = heard.id;
  expect_broken({Check::kCauses}, "was received by");
}

TEST_F(TraceVerify, FindsANameThatComesTwice) {
  EventRow& row = activity(7);
  --row.id.nth;
  expect_broken({Check::kNames}, event(row) + ": this name was used before");
}

TEST_F(TraceVerify, FindsARowThatIsMissing) {
  copy_->rows.erase(copy_->rows.begin() + 100);
  copy_->digests.erase(copy_->digests.begin() + 100);
  expect_broken({Check::kNames, Check::kTotals}, "the next of its sender should be #");
}

TEST_F(TraceVerify, FindsRowsThatAreOutOfOrder) {
  std::swap(copy_->rows[100], copy_->rows[200]);
  expect_broken({Check::kTimes}, "but the row before at");
}

TEST_F(TraceVerify, FindsALinkThatBreaksItsOrder) {
  for (auto& link : *copy_->header.mutable_links()) link.set_in_order(true);
  EXPECT_EQ(verdict().exit_code(), 0) << verdict().text();
  activity(7).at.ns += 500'000;  // past its successors
  expect_broken({Check::kOrder}, "before what was sent before it");
}

TEST_F(TraceVerify, FindsANoteOfAnEventThatWasNotReceivedThen) {
  copy_->notes[30].during.nth += 1;
  expect_broken({Check::kNotes}, "a note of");
}

TEST_F(TraceVerify, FindsTotalsThatDisagree) {
  copy_->end.set_lost(3);
  expect_broken({Check::kTotals}, "lost: 0 in the trace, 3 in the run");
  copy_->end.set_lost(0);
  const auto received = copy_->end.received();
  copy_->end.set_received(received + 1);
  expect_broken({Check::kTotals}, fmt::format("received: {} in the trace", received));
}

TEST_F(TraceVerify, AChangedDigestChangesTheFingerprintAndNothingElse) {
  copy_->digests[300] ^= 1;
  const Verdict found = verdict();
  EXPECT_EQ(found.exit_code(), 5) << found.text();
  EXPECT_THAT(found.text(), HasSubstr("had " + copy_->end.fingerprint() + ", the trace gives"));
}

TEST_F(TraceVerify, OtherWeightsChangeTheFingerprint) {
  copy_->end.set_weights_digest(copy_->end.weights_digest() + 1);
  EXPECT_EQ(verdict().exit_code(), 5);
}

TEST_F(TraceVerify, SaysWhatARingHasLostAndChecksTheRest) {
  const auto ring = copy_->write(out_.path() / "ring.gtrace", {.bytes = 16'000, .ring = true});
  const Verdict found = verdict_on(ring);
  EXPECT_EQ(found.exit_code(), 0) << found.text();
  EXPECT_THAT(found.text(), HasSubstr("the ring has overwritten"));
  EXPECT_THAT(found.text(), HasSubstr("not all  fingerprint"));

  EventRow& late = copy_->rows[copy_->rows.size() - 20];
  late.at = late.sent;
  copy_->write(ring, {.bytes = 16'000, .ring = true});
  EXPECT_TRUE(verdict_on(ring).is_broken(Check::kTimes)) << verdict_on(ring).text();
}

// What a run leaves that is killed while it writes a frame, or between two of them.
// It begins in the middle of a run. From there on no row may be missing.
TEST_F(TraceVerify, AForkKeepsItsPromisesFromWhereItBegins) {
  copy_->header.set_begins_at_step(3);
  copy_->rows.erase(copy_->rows.begin(), copy_->rows.begin() + 60);
  copy_->digests.erase(copy_->digests.begin(), copy_->digests.begin() + 60);
  std::erase_if(copy_->notes, [&](const auto& note) { return note.at < copy_->rows[0].sent; });
  EXPECT_EQ(verdict().exit_code(), 0) << verdict().text();
  EXPECT_THAT(verdict().text(), HasSubstr("the trace begins at step 3"));
  const TraceCopy whole = *copy_;
  copy_->rows.erase(copy_->rows.end() - 20);
  copy_->digests.erase(copy_->digests.end() - 20);
  expect_broken({Check::kNames}, "the next of its sender should be #");
  copy_ = whole;
  copy_->rows.at(copy_->rows.size() - 20).cause = copy_->rows.back().id;
  expect_broken({Check::kCauses}, "its cause");
}

TEST_F(TraceVerify, AFileThatIsCutOffIsGoodUpToThere) {
  const auto cut = copy_->write(out_.path() / "cut.gtrace");
  const std::string bytes = text_of(cut);
  const auto all = trace::TraceFile(cut).frames();
  const auto frames = std::to_string(all.size() - 1);
  for (const std::uint64_t there : {0u, 1u, 4u, 63u, 64u, 70u}) {
    std::ofstream(cut, std::ios::binary) << bytes.substr(0, all.back().at + there);
    const Verdict found = verdict_on(cut);
    EXPECT_EQ(found.exit_code(), 0) << there << found.text();
    EXPECT_TRUE(found.json()["cut_short"]);
    EXPECT_THAT(found.text(), HasSubstr("the trace has no end"));
    EXPECT_THAT(found.text(), HasSubstr("cut short: "));
    EXPECT_THAT(found.text(), HasSubstr("the " + frames + " frames "));
    EXPECT_EQ(found.text().find("not all  file") == std::string::npos, there == 0) << there;
  }
}

TEST_F(TraceVerify, AFileThatIsCutInItsMiddleIsGoodUpToThere) {
  const auto cut = copy_->write(out_.path() / "cut.gtrace");
  std::filesystem::resize_file(cut, std::filesystem::file_size(cut) / 2);
  EXPECT_EQ(verdict_on(cut).exit_code(), 0) << verdict_on(cut).text();
}

TEST_F(TraceVerify, OnlyTheEndMayBeMissing) {
  const auto file = copy_->write(out_.path() / "cut.gtrace");
  EXPECT_FALSE(verdict_on(file).json()["cut_short"]);
  const auto frames = trace::TraceFile(file).frames();
  std::string bytes = text_of(file);
  const auto expect_broken_file = [&](const std::string& content) {
    std::ofstream(file, std::ios::binary) << content;
    const Verdict found = verdict_on(file);
    EXPECT_TRUE(found.is_broken(Check::kFile)) << found.text();
    EXPECT_EQ(found.exit_code(), 1);
  };
  const std::string half_a_frame = bytes.substr(frames[1].at, 70);
  expect_broken_file(bytes + half_a_frame);                            // after the end
  expect_broken_file(bytes.substr(0, frames.back().at) + "no frame");  // nothing that we write
  bytes[frames[1].at + trace::kHeaderSize] ^= 1;                       // damage besides
  expect_broken_file(bytes.substr(0, frames.back().at + 70));
  EXPECT_THAT(verdict_on(file).text(), HasSubstr("frames before byte"));
  EXPECT_THAT(verdict_on(file).text(), HasSubstr("are not all good"));
}

TEST_F(TraceVerify, FindsDamageInFramesThatHoldNoEvents) {
  const auto file = out_.path() / "trace.gtrace";
  const std::string good = text_of(file);
  const auto frames = trace::TraceFile(file).frames();
  for (const trace::Frame& frame : frames) {
    if (frame.header.type != trace::FrameType::kCounters) continue;
    std::string bytes = good;
    bytes[frame.at + trace::kHeaderSize] ^= 1;
    std::ofstream(file, std::ios::binary) << bytes;
    EXPECT_TRUE(verdict_on(file).is_broken(Check::kFile));
    return;
  }
  FAIL() << "no counters";
}

TEST_F(TraceVerify, WithoutDigestsThereIsNoFingerprint) {
  const TemporaryFolder out;
  const Verdict found = verdict_on(traced_tiny(out.path(), {"trace.payload=NONE"}));
  EXPECT_EQ(found.exit_code(), 0);
  EXPECT_THAT(found.text(), HasSubstr("the trace has no digests"));
}

TEST_F(TraceVerify, WallTimePromisesLess) {
  const TemporaryFolder out;
  const Verdict found = verdict_on(traced_tiny(out.path(), {"mode.wall={scale: 1}"}));
  EXPECT_EQ(found.exit_code(), 0) << found.text();
  EXPECT_THAT(found.text(), HasSubstr("a run in wall time has none"));
}

TEST(Numbering, KnowsWhatAGapMayHaveTaken) {
  trace::Numbering numbering;
  const sim::ActorId a{1}, b{2};
  EXPECT_TRUE(numbering.follows({a, 0}));
  EXPECT_FALSE(numbering.may_be_lost({a, 1}));
  numbering.gap();
  EXPECT_TRUE(numbering.may_be_lost({a, 1}));
  EXPECT_TRUE(numbering.follows({a, 3}));
  EXPECT_TRUE(numbering.may_be_lost({a, 2}));
  EXPECT_FALSE(numbering.may_be_lost({a, 0}));
  EXPECT_FALSE(numbering.may_be_lost({a, 4}));
  EXPECT_TRUE(numbering.may_be_lost({b, 0}));
  EXPECT_FALSE(numbering.follows({a, 5}));  // without another gap
}

}  // namespace
}  // namespace lab
