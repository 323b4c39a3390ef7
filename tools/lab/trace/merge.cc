#include "tools/lab/trace/merge.h"

#include <fmt/format.h>

#include <charconv>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "protocols/bad_input.h"
#include "tools/lab/trace/cursor.h"
#include "tools/lab/trace/writer.h"

namespace lab::trace {
namespace {

struct WholeRow {
  std::uint64_t event = 0;
  std::string message;  // encoded
};

std::optional<std::vector<WholeRow>> whole_in(TraceFile& file, const Frame& frame) {
  const auto payloads = file.message<protocols::trace::Payloads>(frame);
  if (!payloads) return std::nullopt;
  std::vector<WholeRow> out;
  for (const auto& whole : payloads->whole()) {
    out.push_back({whole.event(), whole.message().SerializeAsString()});
  }
  return out;
}

// One rank's trace, row by row.
class Part {
 public:
  explicit Part(const std::filesystem::path& path)
      : file_(path),
        events_(events_of(file_)),
        notes_(notes_of(file_)),
        digests_(digests_of(file_)),
        whole_(file_, FrameType::kPayloads,
               [this](const Frame& frame) { return whole_in(file_, frame); }) {}

  TraceFile& file() { return file_; }
  const EventRow* peek() { return events_.peek(); }

  // The order in which one process writes: when it was sent, by whom, how many before. What comes
  // from outside has the last number of all, and is told last.
  auto order() { return std::tuple(peek()->sent, peek()->id.from, peek()->id.nth); }

  void move_event(TraceWriter& to) {
    const EventRow row = *events_.peek();
    const std::uint64_t number = to.add(row);
    if (const auto digest = digest_at(digests_, row.number)) {
      to.add_digest(number, *digest, row.sent);
    }
    while (whole_.peek() != nullptr && whole_.peek()->event < row.number) whole_.next();
    if (whole_.peek() != nullptr && whole_.peek()->event == row.number) {
      to.add_whole(number, whole_.peek()->message, row.sent);
    }
    events_.next();
  }

  // Those before this time; without one, all.
  void move_notes(std::optional<sim::Time> before, TraceWriter& to) {
    for (; notes_.peek() != nullptr && (!before || notes_.peek()->at < *before); notes_.next()) {
      to.add(*notes_.peek());
    }
  }

  void copy_counters(TraceWriter& to) {
    for (const Frame& frame : file_.frames()) {
      if (frame.header.type != FrameType::kCounters) continue;
      const auto counters = file_.message<protocols::trace::Counters>(frame);
      if (!counters) continue;
      for (const auto& series : counters->series()) {
        std::int64_t at = 0;
        for (int i = 0; i < series.at_size(); ++i) {
          at += series.at(i);
          to.add_counter(series.name(), sim::Time{at, 0}, series.value(i));
        }
      }
    }
  }

 private:
  TraceFile file_;
  Cursor<EventRow> events_;
  Cursor<NoteRow> notes_;
  Cursor<DigestRow> digests_;
  Cursor<WholeRow> whole_;
};

void require_good(const TraceFile& file) {
  for (const Damage& damage : file.damages()) {
    if (damage.is_cut) continue;
    throw protocols::BadInput(
        fmt::format("{}: damaged at byte {}: {}", file.path().string(), damage.at, damage.what));
  }
  if (file.overwritten() > 0) {
    throw protocols::BadInput(file.path().string() +
                              ": a ring that overwrote its beginning cannot be merged");
  }
}

void require_same_run(Part& first, Part& other) {
  if (first.file().header().SerializeAsString() == other.file().header().SerializeAsString()) {
    return;
  }
  throw protocols::BadInput(other.file().path().string() + ": is not of the run of " +
                            first.file().path().string());
}

Part* next_of(std::deque<Part>& parts) {
  Part* next = nullptr;
  for (Part& part : parts) {
    if (part.peek() != nullptr && (next == nullptr || part.order() < next->order())) next = &part;
  }
  return next;
}

// "NAME.rank3.gtrace": the name, and 3.
std::optional<std::pair<std::string, std::size_t>> rank_name(std::string_view file) {
  constexpr std::string_view kEnd = ".gtrace", kRank = ".rank";
  if (!file.ends_with(kEnd)) return std::nullopt;
  file.remove_suffix(kEnd.size());
  const std::size_t at = file.rfind(kRank);
  if (at == file.npos || at == 0) return std::nullopt;
  const std::string_view digits = file.substr(at + kRank.size());
  std::size_t rank = 0;
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), rank);
  if (error != std::errc() || stop != digits.data() + digits.size()) return std::nullopt;
  return std::pair(std::string(file.substr(0, at)), rank);
}

}  // namespace

Merged merge(const std::vector<std::filesystem::path>& files, const std::filesystem::path& to) {
  std::deque<Part> parts;
  for (const auto& file : files) {
    require_good(parts.emplace_back(file).file());
    require_same_run(parts.front(), parts.back());
  }
  Part& first = parts.front();  // notes and counters are the whole run's in it
  const std::filesystem::path beside = to.string() + ".part";
  Merged out;
  {
    TraceWriter writer(beside, {}, first.file().header());
    while (Part* next = next_of(parts)) {
      first.move_notes(next->peek()->sent, writer);
      next->move_event(writer);
    }
    first.move_notes(std::nullopt, writer);
    first.copy_counters(writer);
    for (Part& part : parts) out.whole = out.whole && !ends_early(part.file());
    if (out.whole) writer.end(*first.file().end());
    if (!out.whole) writer.flush();
    out.events = writer.events();
    out.notes = writer.notes();
  }
  std::filesystem::rename(beside, to);
  return out;
}

std::vector<std::filesystem::path> rank_files(const std::filesystem::path& folder) {
  std::map<std::string, std::map<std::size_t, std::filesystem::path>> found;  // by name, by rank
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const auto name = rank_name(entry.path().filename().string());
    if (name) found[name->first][name->second] = entry.path();
  }
  if (error) throw protocols::BadInput(folder.string() + ": " + error.message());
  if (found.empty()) {
    throw protocols::BadInput(folder.string() +
                              ": there are no traces of ranks, NAME.rank0.gtrace and so on\n"
                              "hint: mpirun -n 2 gaitsim run CONFIG --trace writes them");
  }
  if (found.size() > 1) {
    throw protocols::BadInput(folder.string() + ": there are several traces of ranks: " +
                              found.begin()->first + ", " + found.rbegin()->first);
  }
  std::vector<std::filesystem::path> out;
  for (const auto& [rank, file] : found.begin()->second) {
    if (rank != out.size()) {
      throw protocols::BadInput(
          fmt::format("{}: the trace of rank {} is missing", folder.string(), out.size()));
    }
    out.push_back(file);
  }
  return out;
}

}  // namespace lab::trace
