// The trace file: what is written is read back; what a ring, a limit, a cut or a flipped bit takes
// away is exactly that. Rows are made up where their content does not matter.
#include <gtest/gtest.h>

#include "protocols/bad_input.h"
#include "tests/tools/tiny_run.h"
#include "tests/tools/trace_rows.h"
#include "tools/lab/trace/writer.h"

namespace lab::trace {
namespace {

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

// Whoever recorded it dies after so many rows more, and another goes on from where it was saved: of
// those rows nothing is left, and in a ring no more than that is lost.
TEST_F(TraceFiles, GoOnWhereTheyWereSaved) {
  Rows source(1), other(2);
  std::vector<EventRow> rows;
  for (int i = 0; i < 330'000; ++i) rows.push_back(source.next());
  for (const SizeLimit limit : {SizeLimit{}, SizeLimit{.bytes = 2'000'000, .ring = true}}) {
    for (const int lost : {0, 20'000, 60'000, 100'000, 400'000}) {
      SCOPED_TRACE(lost);
      std::string state;
      {
        TraceWriter writer(path_, limit, small_header());
        for (int i = 0; i < 300'000; ++i) writer.add(rows[static_cast<std::size_t>(i)]);
        writer.flush();
        sim::Archive a;
        a(writer);
        state = a.take();
        for (int i = 0; i < lost; ++i) writer.add(other.next());
        writer.flush();
      }
      TraceWriter writer(path_, limit, small_header(), true);
      sim::Archive a(state);
      a(writer);
      for (std::size_t i = 300'000; i < rows.size(); ++i) writer.add(rows[i]);
      writer.end({});
      TraceFile file(path_);
      const auto kept = rows_of(file);
      ASSERT_GE(kept.size(), limit.bytes == 0 ? rows.size() : 30'000u);
      EXPECT_TRUE(std::equal(kept.rbegin(), kept.rend(), rows.rbegin()));
      EXPECT_TRUE(file.damages().empty()) << file.damages().front().what;
      EXPECT_EQ(file.end()->rows(), rows.size());
    }
  }
}

TEST_F(TraceFiles, ACutTakesTheLastFrameOnly) {
  const auto rows = write_rows(path_, 40'000);
  const std::string all = bytes();
  overwrite(all.substr(0, all.size() * 2 / 3));
  TraceFile file(path_);
  const auto kept = rows_of(file);
  EXPECT_EQ(kept.size(), 16'384u);
  EXPECT_TRUE(std::equal(kept.begin(), kept.end(), rows.begin()));
  ASSERT_EQ(file.damages().size(), 1u);
  EXPECT_TRUE(file.damages().front().is_cut);
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
    EXPECT_FALSE(file.damages().front().is_cut);
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

}  // namespace
}  // namespace lab::trace
