#include "tools/lab/trace/export/timeline.h"

#include <algorithm>
#include <queue>

#include "tools/lab/trace/cursor.h"
#include "tools/lab/trace/differences.h"
#include "tools/lab/trace/export/places.h"

namespace lab::trace {
namespace {

bool holds(const NoteRow& row, const Selection& selection, const Places& places) {
  if (!trace::holds(row, selection.window)) return false;
  if (selection.sample && row.note.sample != *selection.sample) return false;
  if (!selection.window.actor) return true;
  const Place* place = places.of(*selection.window.actor);
  return place != nullptr && place->layer == row.note.layer;
}

struct LaterReceived {
  bool operator()(const EventRow& a, const EventRow& b) const {
    return sim::EventKey{a.at, a.to, a.id.from, a.id.nth} >
           sim::EventKey{b.at, b.to, b.id.from, b.id.nth};
  }
};

class Merger {
 public:
  Merger(TraceFile& file, const Selection& selection, Listener& listener)
      : listener_(listener),
        last_known_(last_known(file)),
        places_(file.header()),
        events_(
            file, FrameType::kEvents, [&](const Frame& frame) { return file.events(frame); },
            {selection.window, [&](const EventRow& row) { return trace::holds(row, selection); }}),
        notes_(
            file, FrameType::kNotes, [&](const Frame& frame) { return file.notes(frame); },
            {selection.window, [&](const NoteRow& row) { return holds(row, selection, places_); }}),
        counters_(file, FrameType::kCounters,
                  [&](const Frame& frame) { return read_counters(file, frame); },
                  {selection.window, [&](const CounterRow& row) {
                     return row.at_ns >= selection.window.from_ns &&
                            row.at_ns <= selection.window.to_ns;
                   }}) {}

  // False when nothing is left.
  bool step() {
    const auto next = next_time();
    if (!in_flight_.empty() && (!next || in_flight_.top().at <= *next)) return receive();
    if (!next) return false;
    if (notes_.peek() != nullptr && notes_.peek()->at == *next) return note();
    if (events_.peek() != nullptr && events_.peek()->sent == *next) return send();
    return count();
  }

  // In the file.
  std::uint64_t position() const { return std::max(events_.position(), notes_.position()); }
  const Exported& exported() const { return exported_; }

 private:
  static std::optional<std::vector<CounterRow>> read_counters(TraceFile& file, const Frame& frame) {
    const auto counters = file.message<protocols::trace::Counters>(frame);
    if (!counters) return std::nullopt;
    return rows_of(*counters);
  }

  std::optional<sim::Time> next_time() {
    std::optional<sim::Time> next;
    const auto sooner = [&](sim::Time at) { next = next ? std::min(*next, at) : at; };
    if (events_.peek() != nullptr) sooner(events_.peek()->sent);
    if (notes_.peek() != nullptr) sooner(notes_.peek()->at);
    if (counters_.peek() != nullptr) sooner({counters_.peek()->at_ns, 0});
    return next;
  }

  bool receive() {
    const EventRow row = in_flight_.top();
    in_flight_.pop();
    if (row.at <= last_known_) listener_.on_received(row);
    return true;
  }

  bool send() {
    const EventRow& row = *events_.peek();
    listener_.on_sent(row);
    if (!sim::is_lost(row.fate)) in_flight_.push(row);
    ++exported_.events;
    events_.next();
    return true;
  }

  bool note() {
    listener_.on_noted(*notes_.peek());
    ++exported_.notes;
    notes_.next();
    return true;
  }

  bool count() {
    listener_.on_counted(*counters_.peek());
    ++exported_.counters;
    counters_.next();
    return true;
  }

  Listener& listener_;
  sim::Time last_known_;
  Places places_;
  Cursor<EventRow> events_;
  Cursor<NoteRow> notes_;
  Cursor<CounterRow> counters_;
  std::priority_queue<EventRow, std::vector<EventRow>, LaterReceived> in_flight_;
  Exported exported_;
};

}  // namespace

sim::Time last_known(const TraceFile& file) {
  if (file.end()) return {file.end()->now(), file.end()->now_microstep()};
  sim::Time last;
  for (const Frame& frame : file.frames()) {
    const FrameHeader& header = frame.header;
    if (header.type == FrameType::kNotes) last.ns = std::max(last.ns, header.t_max);
    if (header.type == FrameType::kEvents) last.ns = std::max(last.ns, header.t_min);
  }
  return last;
}

std::vector<CounterRow> rows_of(const protocols::trace::Counters& counters) {
  std::vector<CounterRow> rows;
  for (const auto& series : counters.series()) {
    std::int64_t at_ns = 0;
    for (int i = 0; i < std::min(series.at_size(), series.value_size()); ++i) {
      undo_step(series.at(i), at_ns);
      rows.push_back({at_ns, series.name(), series.value(i)});
    }
  }
  std::ranges::stable_sort(rows, {}, &CounterRow::at_ns);
  return rows;
}

Exported listen(TraceFile& file, const Selection& selection, Listener& listener,
                const Progress& progress) {
  constexpr std::uint64_t kBetween = 1u << 14;  // steps
  Merger merger(file, selection, listener);
  for (std::uint64_t i = 1; merger.step(); ++i) {
    if (progress && i % kBetween == 0) progress(merger.position(), file.bytes());
  }
  return merger.exported();
}

}  // namespace lab::trace
