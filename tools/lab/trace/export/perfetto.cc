#include "tools/lab/trace/export/perfetto.h"

#include <map>
#include <utility>

#include "tools/lab/trace/export/perfetto_words.h"

namespace lab::trace {
namespace {

class PerfettoWriter final : public Listener {
 public:
  PerfettoWriter(const TraceFile& file, std::ostream& out)
      : file_(file), tracks_(file.header(), out) {}

  void on_received(const EventRow& row) override {
    reach(row.at);
    if (tracks_.places().of(row.to) != nullptr) handlings_[row.to].received.push_back(row);
    if (file_.kind(row) == "order") begin_phase(row.to, phase_name(file_, row));
    if (row.link != sim::kNoLink) --in_flight_;
  }

  void on_sent(const EventRow& row) override {
    reach(row.sent);
    const bool inside = tracks_.places().of(row.id.from) != nullptr;
    if (file_.kind(row) == "order") order_phase(row.id.from, phase_name(file_, row));
    if (sim::is_lost(row.fate)) {
      if (inside) lose(row);
      return;
    }
    if (inside) handlings_[row.id.from].sent.push_back(row);
    if (row.link != sim::kNoLink) ++in_flight_;
  }

  void on_noted(const NoteRow& row) override {
    reach(row.at);
    const sim::Note& note = row.note;
    const Place* place = tracks_.places().who_notes(note.layer);
    // That old samples are forgotten is news only if they missed their chance.
    if (place == nullptr || (note.kind == sim::NoteKind::kForgotten && note.count == 0)) return;
    instant(place->actor, Row::kUpdates, update_of(row, file_));
    if (note.kind == sim::NoteKind::kLearned) {
      count(tracks_.row(place->actor, Row::kStaleness), static_cast<std::int64_t>(note.staleness));
    }
  }

  void on_counted(const CounterRow& row) override {
    reach({row.at_ns, 0});
    PerfettoEvent event;
    event.set_type(PerfettoEvent::TYPE_COUNTER);
    event.set_track_uuid(tracks_.measured(row.name));
    event.set_double_counter_value(row.value);
    tracks_.write(now_.ns, std::move(event));
  }

  void finish() {
    write_handlings();
    write_in_flight();
    for (const auto& [actor, name] : phases_) end_phase(actor);
  }

 private:
  // Everything at the last time has been told when time goes on.
  void reach(sim::Time at) {
    if (at == now_) return;
    write_handlings();
    if (at.ns != now_.ns) {
      write_in_flight();
      lanes_.clear();
    }
    now_ = at;
  }

  void write_handlings() {
    for (const auto& [actor, handling] : handlings_) {
      instant(actor, Row::kMessages, event_of(handling, file_));
    }
    handlings_.clear();
  }

  void write_in_flight() {
    if (in_flight_ == last_in_flight_) return;
    last_in_flight_ = in_flight_;
    count(tracks_.total(Total::kInFlight), in_flight_);
  }

  void lose(const EventRow& row) {
    instant(row.id.from, Row::kMessages, loss_of(row, file_));
    count(tracks_.total(Total::kLost), ++lost_);
  }

  void instant(sim::ActorId actor, Row row, PerfettoEvent event) {
    event.set_track_uuid(tracks_.row(actor, row, lanes_[{actor, row}]++));
    tracks_.write(now_.ns, std::move(event));
  }

  void count(std::uint64_t track, std::int64_t value) {
    PerfettoEvent event;
    event.set_type(PerfettoEvent::TYPE_COUNTER);
    event.set_track_uuid(track);
    event.set_counter_value(value);
    tracks_.write(now_.ns, std::move(event));
  }

  // A clock is in the phase that it ordered last, whomever; it may tell many the same.
  void order_phase(sim::ActorId clock, const std::string& name) {
    const auto open = phases_.find(clock);
    if (open == phases_.end() || open->second != name) begin_phase(clock, name);
  }

  // A phase lasts until the next order: slices of an actor never overlap.
  void begin_phase(sim::ActorId actor, const std::string& name) {
    if (tracks_.places().of(actor) == nullptr) return;
    if (phases_.contains(actor)) end_phase(actor);
    phases_[actor] = name;
    PerfettoEvent event;
    event.set_type(PerfettoEvent::TYPE_SLICE_BEGIN);
    event.add_categories("phase");
    event.set_name(name);
    event.set_track_uuid(tracks_.row(actor, Row::kPhases));
    tracks_.write(now_.ns, std::move(event));
  }

  void end_phase(sim::ActorId actor) {
    PerfettoEvent event;
    event.set_type(PerfettoEvent::TYPE_SLICE_END);
    event.set_track_uuid(tracks_.row(actor, Row::kPhases));
    tracks_.write(now_.ns, std::move(event));
  }

  const TraceFile& file_;
  PerfettoTracks tracks_;
  sim::Time now_;
  std::map<sim::ActorId, Handling> handlings_;                   // at this time
  std::map<std::pair<sim::ActorId, Row>, std::uint32_t> lanes_;  // used in this nanosecond
  std::map<sim::ActorId, std::string> phases_;                   // that are open
  std::int64_t in_flight_ = 0, last_in_flight_ = 0, lost_ = 0;
};

}  // namespace

Exported write_perfetto(TraceFile& file, const Selection& selection, std::ostream& out,
                        const Progress& progress) {
  PerfettoWriter writer(file, out);
  const Exported done = listen(file, selection, writer, progress);
  writer.finish();
  return done;
}

}  // namespace lab::trace
