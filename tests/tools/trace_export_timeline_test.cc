// Traces in the order of time: the merged stream against a plain sort of all rows, under every
// selection; and the life of one sample.
#include <gmock/gmock.h>

#include <algorithm>
#include <map>

#include "protocols/bad_input.h"
#include "tests/tools/tiny_run.h"
#include "tools/lab/trace/export/sequence_svg.h"
#include "tools/lab/trace/export/timeline.h"

namespace lab::trace {
namespace {

using ::testing::HasSubstr;

enum What { kReceived, kNoted, kSent };  // in this order at one time

struct Heard {
  sim::Time at;
  What what;
  sim::EventId id;  // of notes, during which
  friend auto operator<=>(const Heard&, const Heard&) = default;
};

Selection between(std::int64_t from_ns, std::int64_t to_ns) {
  Selection selection;
  selection.window.from_ns = from_ns;
  selection.window.to_ns = to_ns;
  return selection;
}

Selection of_actor(sim::ActorId actor) {
  Selection selection;
  selection.window.actor = actor;
  return selection;
}

class Recorder final : public Listener {
 public:
  void on_sent(const EventRow& row) override { heard.push_back({row.sent, kSent, row.id}); }
  void on_received(const EventRow& row) override { heard.push_back({row.at, kReceived, row.id}); }
  void on_noted(const NoteRow& row) override { heard.push_back({row.at, kNoted, row.during}); }
  void on_counted(const CounterRow& row) override { counters[row.name].push_back(row.value); }

  std::vector<Heard> heard;
  std::map<std::string, std::vector<double>> counters;
};

class TimelineTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    lab::run_tiny(folder_->path() / "run", kLossy + Overrides{"trace.file=\"t\""});
  }
  static void TearDownTestSuite() { delete folder_; }

  static std::filesystem::path path() { return folder_->path() / "run" / "t.gtrace"; }

  static std::vector<Heard> heard(TraceFile& file, const Selection& selection) {
    Recorder recorder;
    listen(file, selection, recorder);
    return recorder.heard;
  }

  // All rows of the file, sorted: what the stream must say, told simply.
  static std::vector<Heard> expected(TraceFile& file, const Selection& selection) {
    const sim::Time end{file.end()->now(), file.end()->now_microstep()};
    std::vector<Heard> all;
    for_each_event(file, {}, [&](const EventRow& row) {
      if (!holds(row, selection)) return true;
      all.push_back({row.sent, kSent, row.id});
      if (!is_lost(row.fate) && row.at <= end) all.push_back({row.at, kReceived, row.id});
      return true;
    });
    for_each_note(file, selection.window, [&](const NoteRow& row) {
      if (selection.sample && row.note.sample != *selection.sample) return true;
      all.push_back({row.at, kNoted, row.during});
      return true;
    });
    std::ranges::sort(all);
    return all;
  }

  static void compare(const Selection& selection) {
    TraceFile file(path());
    auto found = heard(file, selection);
    EXPECT_TRUE(std::ranges::is_sorted(found, [](const Heard& a, const Heard& b) {
      return std::pair(a.at, a.what) < std::pair(b.at, b.what);
    }));
    std::ranges::sort(found);
    const auto wanted = expected(file, selection);
    EXPECT_GT(wanted.size(), 20u);
    EXPECT_TRUE(found == wanted) << found.size() << " of " << wanted.size();
  }

  static inline TemporaryFolder* folder_ = nullptr;
};

TEST_F(TimelineTest, IsTheSortOfAllRows) { compare({}); }

TEST_F(TimelineTest, OfAWindow) { compare(between(300'000, 900'000)); }

TEST_F(TimelineTest, OfASample) { compare({.window = {}, .sample = 3}); }

TEST_F(TimelineTest, OfAnActorHasTheNotesOfItsLayer) {
  TraceFile file(path());
  const sim::ActorId actor = file.actor_called("feedback2");
  std::size_t notes = 0, messages = 0;
  for_each_note(file, {}, [&](const NoteRow& row) { return notes += row.note.layer == 2, true; });
  for_each_event(file, of_actor(actor).window, [&](const EventRow&) { return ++messages, true; });
  Recorder recorder;
  const Exported done = listen(file, of_actor(actor), recorder);
  EXPECT_EQ(done.notes, notes);
  EXPECT_EQ(done.events, messages);
  EXPECT_GT(notes, 0u);
  EXPECT_GT(messages, 0u);
}

TEST_F(TimelineTest, CountersAreHeardToo) {
  TraceFile file(path());
  Recorder recorder;
  const Exported done = listen(file, {}, recorder);
  EXPECT_GT(done.counters, 0u);
  EXPECT_EQ(recorder.counters["epoch"].back(), 1);
}

// Its last frames are gone, as after a kill: only what was surely received counts as received.
TEST_F(TimelineTest, ACutTraceSaysNoMoreThanIsKnown) {
  const auto cut = folder_->path() / "cut.gtrace";
  std::filesystem::copy_file(path(), cut, std::filesystem::copy_options::overwrite_existing);
  std::filesystem::resize_file(cut, TraceFile(path()).frames().back().at);
  TraceFile file(cut);
  ASSERT_FALSE(file.end());
  const auto found = heard(file, {});
  EXPECT_FALSE(found.empty());
  for (const Heard& each : found) {
    EXPECT_TRUE(each.what != kReceived || each.at <= last_known(file));
  }
}

TEST_F(TimelineTest, TheLifeOfASampleHasItsMessagesAndPhases) {
  TraceFile file(path());
  const SampleLife life = life_of_sample(file, {.window = {}, .sample = 4});
  std::size_t messages = 0;
  for_each_event(file, {}, [&](const EventRow& row) { return messages += row.sample == 4, true; });
  EXPECT_EQ(life.passages.size(), messages);
  EXPECT_EQ(life.left_out, 0u);
  std::map<std::string, std::vector<std::string>> phases;
  for (const PhaseSpan& span : life.phases) {
    EXPECT_LE(span.from, span.to);
    phases[file.actor(span.actor)].push_back(file.header().phases(static_cast<int>(span.phase)));
  }
  EXPECT_EQ(phases["clock"], (std::vector<std::string>{"infer", "target", "learn"}));
  EXPECT_EQ(phases["source"], std::vector<std::string>{"infer"});
  EXPECT_EQ(phases["feedforward2"], std::vector<std::string>{"learn"});
}

TEST_F(TimelineTest, TheFirstSampleIsTheDefault) {
  TraceFile file(path());
  EXPECT_EQ(life_of_sample(file, {}).sample, 0);
  std::int64_t at = 0;  // when sample 8 was presented
  for_each_note(file, {}, [&](const NoteRow& row) {
    at = row.at.ns;
    return row.note.kind != sim::NoteKind::kPresented || row.note.sample != 8;
  });
  EXPECT_EQ(life_of_sample(file, between(at, 2 * at)).sample, 8);
  EXPECT_EQ(life_of_sample(file, between(at + 1, 2 * at)).sample, 9);
}

TEST_F(TimelineTest, AnUnknownSampleIsRefusedWithThoseThatAreKnown) {
  TraceFile file(path());
  try {
    sequence_svg(file, 99);
    FAIL();
  } catch (const protocols::BadInput& error) {
    EXPECT_THAT(error.what(), HasSubstr("no sample 99"));
    EXPECT_THAT(error.what(), HasSubstr("0 to 19"));
  }
}

TEST_F(TimelineTest, AChartHasAnArrowForEachMessageAndAMarkForEachNote) {
  TraceFile file(path());
  const SampleLife life = life_of_sample(file, {.window = {}, .sample = 4});
  const std::string svg = to_svg(file, life);
  const auto count = [&](const std::string& what) {
    std::size_t found = 0;
    for (auto at = svg.find(what); at != std::string::npos; at = svg.find(what, at + 1)) ++found;
    return found;
  };
  EXPECT_EQ(count("<g><title>"), life.passages.size());
  const auto marked = std::ranges::count_if(
      life.notes, [](const NoteRow& row) { return row.note.kind != sim::NoteKind::kForgotten; });
  EXPECT_EQ(count("<circle"), static_cast<std::size_t>(marked));
  EXPECT_THAT(svg, HasSubstr("tiny: sample 4"));
  EXPECT_EQ(svg, sequence_svg(file, 4));
}

}  // namespace
}  // namespace lab::trace
