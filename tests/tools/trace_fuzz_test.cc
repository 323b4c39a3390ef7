// Damaged traces: each is read in part, or refused as bad input; nothing else.
#include <gtest/gtest.h>

#include "protocols/bad_input.h"
#include "tests/mutation.h"
#include "tests/tools/tiny_run.h"
#include "tests/tools/trace_rows.h"
#include "tools/lab/trace/facts.h"

namespace lab::trace {
namespace {

void read_everything(const std::filesystem::path& path) {
  TraceFile file(path);
  facts_text(facts_of(file));
  for (const Frame& frame : file.frames()) {
    if (frame.header.type == FrameType::kPayloads) {
      file.message<protocols::trace::Payloads>(frame);
    }
  }
}

void fuzz_traces(std::uint64_t seed, int cases) {
  const TemporaryFolder folder;
  run_tiny(folder.path() / "run", {"trace={}", "run.steps=3"});
  const std::string good = text_of(folder.path() / "run/trace.gtrace");
  const std::filesystem::path damaged = folder.path() / "damaged.gtrace";
  const auto read = [&](const std::string& bytes) {
    std::ofstream(damaged, std::ios::binary) << bytes;
    read_everything(damaged);
  };
  const tests::Mutator mutator(seed, {"GSFR", std::string(8, '\0'), std::string(4, '\xff')});
  const int accepted = tests::fuzz<protocols::BadInput>({good}, mutator, cases, read);
  EXPECT_GT(accepted, cases / 20);
}

// Bodies whose checks fit but whose content is damaged: what a check cannot find.
void fuzz_columns(std::uint64_t seed, int cases) {
  EventColumns columns;
  Rows rows(2);
  for (int i = 0; i < 50; ++i) columns.add(rows.next());
  NoteColumns notes;
  notes.add(NoteRow{{5, 1}, {sim::ActorId{1}, 40}, {}});
  notes.add(NoteRow{{7, 0}, {sim::ActorId{2}, 3}, {.sample = 4}});
  const std::vector<LinkEnds> links = {{{0}, {1}}, {{1}, {2}}, {{2}, {0}}};
  const auto read = [&](const std::string& body) {
    const auto events = parse_events(body, links, kActors);
    const auto told = parse_notes(body, kActors);
    if (!events && !told) throw protocols::BadInput("neither");
  };
  const tests::Mutator mutator(seed, {std::string(4, '\xff')});
  tests::fuzz<protocols::BadInput>({columns.take(), notes.take()}, mutator, cases, read);
}

TEST(TraceFuzz, DamagedFilesAreReadInPartOrRefused) { fuzz_traces(1, 400); }
TEST(TraceFuzz, DamagedColumnsAreRefused) { fuzz_columns(1, 5'000); }
TEST(LongTraceFuzz, DamagedFilesAreReadInPartOrRefused) { fuzz_traces(2, 10'000); }
TEST(LongTraceFuzz, DamagedColumnsAreRefused) { fuzz_columns(2, 500'000); }

}  // namespace
}  // namespace lab::trace
