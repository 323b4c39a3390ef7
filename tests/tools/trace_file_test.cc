// The trace file: what is written is read back; what a ring, a limit, a cut or a flipped bit takes
// away is exactly that; recording changes no run. Rows are made up where their content does not
// matter.
#include <gtest/gtest.h>

#include "protocols/bad_input.h"
#include "tests/mutation.h"
#include "tests/tools/tiny_run.h"
#include "tools/lab/trace/facts.h"
#include "tools/lab/trace/scan.h"
#include "tools/lab/trace/writer.h"

namespace lab::trace {
namespace {

using protocols::trace::Header;

constexpr std::uint32_t kActors = 3;

// Actors a, b, c; links a > b, b > c, c > a.
Header small_header() {
  Header out;
  out.set_format(1);
  for (const char* name : {"a", "b", "c"}) out.add_actors(name);
  for (std::uint32_t i = 0; i < kActors; ++i) {
    auto& link = *out.add_links();
    link.set_name("link" + std::to_string(i));
    link.set_from(i);
    link.set_to((i + 1) % kActors);
  }
  return out;
}

// Any values that a row can have; a third are timers.
class Rows {
 public:
  explicit Rows(std::uint64_t seed) : random_(seed, 0, sim::Purpose::kStorm) {}

  EventRow next() {
    EventRow row;
    const auto from = static_cast<std::uint32_t>(random_.below(kActors));
    row.number = number_++;
    row.id = {{from}, nth_[from] += random_.below(3) == 0 ? 5 : 1};
    const bool timer = random_.below(3) == 0;
    row.link = timer ? sim::kNoLink : sim::LinkId{from};
    row.to = {timer ? from : (from + 1) % kActors};
    row.kind = static_cast<std::uint32_t>(random_.below(10));
    row.detail = static_cast<std::uint32_t>(random_.below(4));
    row.sample = static_cast<sim::Sample>(random_.below(100)) - 1;
    now_ += static_cast<std::int64_t>(random_.below(1000));
    row.sent = {now_, static_cast<std::uint32_t>(random_.below(3))};
    row.at = {now_ + static_cast<std::int64_t>(random_.below(5000)), 1};
    row.fate = static_cast<sim::Fate>(random_.below(2));
    row.cause = {random_.below(5) == 0 ? sim::kOutside : sim::ActorId{from}, random_.below(1000)};
    row.version = random_.below(1u << 20);
    row.feedback_version = random_.below(7);
    row.bytes = random_.below(1u << 30);
    return row;
  }

 private:
  sim::Random random_;
  std::uint64_t number_ = 0;
  std::uint64_t nth_[kActors] = {};
  std::int64_t now_ = 0;
};

std::vector<EventRow> write_rows(const std::filesystem::path& path, int count,
                                 const SizeLimit& limit = {}) {
  TraceWriter writer(path, limit, small_header());
  Rows rows(1);
  std::vector<EventRow> out;
  for (int i = 0; i < count; ++i) {
    out.push_back(rows.next());
    writer.add(out.back());
  }
  writer.end({});
  return out;
}

std::vector<EventRow> rows_of(TraceFile& file, const Window& window = {}) {
  std::vector<EventRow> out;
  for_each_event(file, window, [&](const EventRow& row) {
    out.push_back(row);
    return true;
  });
  return out;
}

class TraceFiles : public testing::Test {
 protected:
  const TemporaryFolder folder_;
  const std::filesystem::path path_ = folder_.path() / "t.gtrace";

  std::string bytes() const { return text_of(path_); }
  void overwrite(const std::string& bytes) const {
    std::ofstream(path_, std::ios::binary) << bytes;
  }
  std::string refusal() const {
    try {
      TraceFile file(path_);
    } catch (const protocols::BadInput& error) {
      return error.what();
    }
    return "";
  }
};

TEST_F(TraceFiles, GiveBackEveryRow) {
  const auto rows = write_rows(path_, 40'000);
  TraceFile file(path_);
  EXPECT_EQ(rows_of(file), rows);
  EXPECT_EQ(file.end()->rows(), 40'000u);
  EXPECT_TRUE(file.damages().empty());
}

TEST_F(TraceFiles, GiveBackEveryNote) {
  const sim::Note note{.kind = sim::NoteKind::kRejected,
                       .layer = 2,
                       .sample = 7,
                       .target_sample = 6,
                       .activity_sample = -1,
                       .staleness = 3,
                       .late = true,
                       .value = 0.1,
                       .count = 9};
  {
    TraceWriter writer(path_, {}, small_header());
    writer.add(NoteRow{{5, 1}, {sim::ActorId{1}, 40}, {}});
    writer.add(NoteRow{{9, 0}, {sim::ActorId{1}, 38}, note});
    writer.end({});
  }
  TraceFile file(path_);
  std::vector<NoteRow> rows;
  for_each_note(file, {}, [&](const NoteRow& row) {
    rows.push_back(row);
    return true;
  });
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].during, (sim::EventId{{1}, 40}));
  EXPECT_EQ(rows[1].during, (sim::EventId{{1}, 38}));
  EXPECT_EQ(rows[1].at, (sim::Time{9, 0}));
  EXPECT_EQ(rows[1].note.kind, note.kind);
  EXPECT_EQ(rows[1].note.layer, 2);
  EXPECT_EQ(rows[1].note.sample, 7);
  EXPECT_EQ(rows[1].note.target_sample, 6);
  EXPECT_EQ(rows[1].note.activity_sample, -1);
  EXPECT_EQ(rows[1].note.staleness, 3u);
  EXPECT_TRUE(rows[1].note.late);
  EXPECT_EQ(rows[1].note.value, 0.1);
  EXPECT_EQ(rows[1].note.count, 9u);
}

TEST_F(TraceFiles, GiveBackCounters) {
  {
    TraceWriter writer(path_, {}, small_header());
    writer.add_counter("loss", {10, 0}, 0.5);
    writer.add_counter("loss", {30, 0}, 0.25);
    writer.end({});
  }
  TraceFile file(path_);
  const auto body = file.message<protocols::trace::Counters>(file.frames()[1]);
  ASSERT_EQ(body->series_size(), 1);
  EXPECT_EQ(body->series(0).at(0), 10);
  EXPECT_EQ(body->series(0).at(1), 20);
  EXPECT_EQ(body->series(0).value(1), 0.25);
}

TEST_F(TraceFiles, WindowsSkipFramesAndRows) {
  const auto rows = write_rows(path_, 60'000);
  TraceFile file(path_);
  Window window{.from_ns = rows[30'000].sent.ns, .to_ns = rows[30'100].sent.ns};
  window.actor = sim::ActorId{1};
  std::vector<EventRow> expected;
  for (const EventRow& row : rows) {
    if (holds(row, window)) expected.push_back(row);
  }
  EXPECT_EQ(rows_of(file, window), expected);
  EXPECT_GT(expected.size(), 50u);
  EXPECT_LT(expected.size(), 200u);
  EXPECT_FALSE(can_hold(file.frames()[1].header, window));
}

TEST_F(TraceFiles, ARingKeepsTheNewest) {
  constexpr std::uint64_t kLimit = 1'000'000;
  const auto rows = write_rows(path_, 400'000, {.bytes = kLimit, .ring = true});
  EXPECT_LE(std::filesystem::file_size(path_), kLimit);
  TraceFile file(path_);
  const auto kept = rows_of(file);
  ASSERT_GT(kept.size(), 16'384u);
  EXPECT_TRUE(std::equal(kept.rbegin(), kept.rend(), rows.rbegin()));
  EXPECT_GT(file.overwritten(), 0u);
  EXPECT_TRUE(file.damages().empty()) << file.damages().front().what;
}

TEST_F(TraceFiles, AFullFileStopsAndSaysSo) {
  constexpr std::uint64_t kLimit = 1'000'000;
  const auto rows = write_rows(path_, 400'000, {.bytes = kLimit, .ring = false});
  EXPECT_LE(std::filesystem::file_size(path_), kLimit + 1000);  // the end is always written
  TraceFile file(path_);
  const auto kept = rows_of(file);
  ASSERT_GT(kept.size(), 16'384u);
  EXPECT_TRUE(std::equal(kept.begin(), kept.end(), rows.begin()));
  EXPECT_NE(file.end()->trouble().find("full"), std::string::npos);
}

TEST_F(TraceFiles, ACutTakesTheLastFrameOnly) {
  const auto rows = write_rows(path_, 40'000);
  const std::string all = bytes();
  overwrite(all.substr(0, all.size() * 2 / 3));
  TraceFile file(path_);
  const auto kept = rows_of(file);
  EXPECT_EQ(kept.size(), 16'384u);
  EXPECT_TRUE(std::equal(kept.begin(), kept.end(), rows.begin()));
  EXPECT_EQ(file.damages().size(), 1u);
  EXPECT_FALSE(file.end());
}

TEST_F(TraceFiles, AFlippedBitTakesItsFrameOnly) {
  const auto rows = write_rows(path_, 40'000);
  std::string all = bytes();
  const std::uint64_t second = TraceFile(path_).frames()[2].at;
  for (const std::uint64_t at : {second + 20, second + kHeaderSize + 100}) {
    std::string damaged = all;
    damaged[at] = static_cast<char>(damaged[at] ^ 4);
    overwrite(damaged);
    TraceFile file(path_);
    EXPECT_EQ(rows_of(file).size(), 40'000u - 16'384u);
    EXPECT_EQ(file.damages().size(), 1u);
    EXPECT_EQ(file.damages().front().at, second);
    EXPECT_TRUE(file.end());
  }
}

TEST_F(TraceFiles, WhatIsNoTraceIsRefused) {
  overwrite("");
  EXPECT_NE(refusal().find("empty"), std::string::npos);
  overwrite(std::string(1000, 'x'));
  EXPECT_NE(refusal().find("no trace"), std::string::npos);
  overwrite(std::string(kMagic) + std::string(1000, 'x'));
  EXPECT_NE(refusal().find("first frame"), std::string::npos);
  std::filesystem::remove(path_);
  EXPECT_NE(refusal().find("No such file"), std::string::npos);
}

// A header that is right but asks for more memory than any frame of ours needs.
TEST_F(TraceFiles, ABombIsDamage) {
  write_rows(path_, 10);
  const std::string all = bytes();
  for (const std::uint32_t size : {~0u, 1u << 25, 1u << 20}) {
    FrameHeader header{.type = FrameType::kEvents, .rows = 1, .sequence = 9};
    const std::string body = pack(header, std::string(1000, '\0'));
    header.plain_size = size;
    const HeaderBytes head = to_bytes(header);
    overwrite(all + std::string(head.begin(), head.end()) + body);
    TraceFile file(path_);
    EXPECT_EQ(rows_of(file).size(), 10u);
    EXPECT_EQ(file.damages().size(), 1u) << size;
  }
}

TEST(TraceFrames, HeadersAreReadBack) {
  FrameHeader header{.type = FrameType::kNotes,
                     .compressed = true,
                     .rows = 3,
                     .stored_size = 40,
                     .plain_size = 50,
                     .t_min = -4,
                     .t_max = 1'000'000'000'000,
                     .actors = 0x8000000000000001u,
                     .check = 77,
                     .sequence = 12};
  const HeaderBytes bytes = to_bytes(header);
  const auto read = parse_header({bytes.data(), bytes.size()});
  ASSERT_TRUE(read);
  EXPECT_EQ(to_bytes(*read), bytes);
  EXPECT_EQ(read->t_min, -4);
  EXPECT_EQ(read->sequence, 12u);
}

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
