// Recording changes no run, and tells of it what its summary tells.
#include <gtest/gtest.h>

#include "tests/tools/tiny_run.h"
#include "tests/tools/trace_rows.h"
#include "tools/lab/trace/facts.h"

namespace lab::trace {
namespace {

TEST(TraceRuns, RecordingChangesNoRun) {
  const TemporaryFolder folder;
  const auto fingerprint = [&](const Overrides& trace) {
    return fingerprint_of(run_tiny(folder.path() / "run", kLossy + trace));
  };
  const std::string without = fingerprint({});
  for (const char* payload : {"NONE", "DIGEST", "WHOLE"}) {
    EXPECT_EQ(fingerprint({std::string("trace={payload: ") + payload + "}"}), without);
  }
}

TEST(TraceRuns, TheSameRunGivesTheSameFileWhateverTheThreads) {
  const TemporaryFolder folder;
  const auto recorded = [&](const RunOptions& options) {
    run_tiny(folder.path() / "run", kLossy + Overrides{"trace={}"}, options);
    return text_of(folder.path() / "run/trace.gtrace");
  };
  const std::string one = recorded({});
  EXPECT_EQ(recorded({}), one);
  EXPECT_EQ(recorded(with_threads(4)), one);
}

TEST(TraceRuns, TheFileAgreesWithTheSummary) {
  const TemporaryFolder folder;
  const Outcome outcome = run_tiny(folder.path() / "run", kLossy + Overrides{"trace={}"});
  TraceFile file(folder.path() / "run/trace.gtrace");
  const auto facts = facts_of(file);
  EXPECT_EQ(facts["messages"].size(), outcome.summary["messages"].size());
  for (const auto& [kind, count] : outcome.summary["messages"].items()) {
    for (const char* field : {"messages", "bytes", "lost"}) {
      EXPECT_EQ(facts["messages"][kind][field], count[field]) << kind << ' ' << field;
    }
  }
  EXPECT_EQ(facts["run"]["fingerprint"], outcome.summary["fingerprint"]);
  EXPECT_EQ(facts["run"]["received"], outcome.summary["events"]);
  EXPECT_EQ(facts["notes"]["learned"], outcome.summary["updates"]["applied"]);
  EXPECT_EQ(outcome.summary["trace"]["events"], file.end()->rows());
}

TEST(TraceRuns, WholePayloadsAreThoseOfTheSendersAskedFor) {
  const TemporaryFolder folder;
  run_tiny(folder.path() / "run",
           {"trace={payload: WHOLE whole_every: 2 whole_from: \"feedback*\"}"});
  TraceFile file(folder.path() / "run/trace.gtrace");
  std::map<std::uint64_t, EventRow> rows;
  for (const EventRow& row : rows_of(file)) rows[row.number] = row;
  int found = 0;
  for (const Frame& frame : file.frames()) {
    if (frame.header.type != FrameType::kPayloads) continue;
    const auto payloads = file.message<protocols::trace::Payloads>(frame);
    ASSERT_TRUE(payloads);
    for (const auto& whole : payloads->whole()) {
      const EventRow& row = rows.at(whole.event());
      EXPECT_TRUE(file.actor(row.id.from).starts_with("feedback"));
      EXPECT_EQ(row.id.nth % 2, 0u);
      if (file.kind(row) == "target") {
        EXPECT_EQ(whole.message().target().sample(), row.sample);
      }
      ++found;
    }
  }
  EXPECT_GT(found, 10);
}

}  // namespace
}  // namespace lab::trace
