#include "tools/lab/trace/export/vcd.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "tools/lab/trace/export/places.h"
#include "tools/lab/trace/export/settled.h"
#include "tools/lab/trace/export/waves.h"

namespace lab::trace {
namespace {

// The waves of a clock, or of one that takes its orders: the source, a layer, or the teacher.
struct Ordered {
  Waves::Signal phase = 0, sample = 0;
  std::vector<Waves::Signal> in_phase;  // by phase
};

struct OfLayer {
  Waves::Signal activity_settled = 0, target_settled = 0, learned = 0, refused = 0, missed = 0;
};

const char* bit(bool value) { return value ? "1" : "0"; }

class VcdWriter final : public Listener {
 public:
  VcdWriter(const TraceFile& file, std::int64_t from_ns, std::ostream& out)
      : file_(file), places_(file.header()), settled_(file.header()), waves_(out) {
    waves_.open(file.header().name());
    for (const Place& place : places_.in_order()) declare(place);
    in_flight_wave_ = waves_.add(Waves::Kind::kNumber, "in_flight");
    waves_.close();
    waves_.end_declarations(fmt::format("a run of gaitsim: {}, seed {}; times are virtual",
                                        file.header().name(), file.header().seed()));
    start(std::max<std::int64_t>(from_ns, 0));
  }

  void on_sent(const EventRow& row) override {
    // A clock is in the phase that it ordered last.
    if (file_.kind(row) == "order") show_phase(row.id.from, row.sent.ns, row);
    if (sim::is_lost(row.fate) || row.link == sim::kNoLink) return;
    settled_.on_sent(row);
    ++in_flight_;
    show(row.sent.ns);
  }

  void on_received(const EventRow& row) override {
    if (row.link == sim::kNoLink) return;
    settled_.on_received(row);
    --in_flight_;
    show(row.at.ns);
    if (file_.kind(row) == "order") show_phase(row.to, row.at.ns, row);
  }

  void on_noted(const NoteRow& row) override {
    const auto layer = layers_.find(row.note.layer);
    if (layer == layers_.end()) return;
    const OfLayer& waves = layer->second;
    if (row.note.kind == sim::NoteKind::kLearned) waves_.pulse(row.at.ns, waves.learned);
    if (row.note.kind == sim::NoteKind::kRejected) waves_.pulse(row.at.ns, waves.refused);
    if (row.note.kind == sim::NoteKind::kMissed) waves_.pulse(row.at.ns, waves.missed);
  }

  void finish() { waves_.finish(last_known(file_).ns); }

 private:
  void declare(const Place& place) {
    const bool layer = place.role == Role::kForward;
    const bool ordered_too = place.role == Role::kSource || place.role == Role::kTeacher;
    if (!layer && !ordered_too && place.role != Role::kClock) return;
    waves_.open(place.name);
    Ordered& ordered = ordered_[place.actor];
    ordered.phase = waves_.add(Waves::Kind::kText, "phase");
    for (const std::string& phase : file_.header().phases()) {
      ordered.in_phase.push_back(waves_.add(Waves::Kind::kBit, phase));
    }
    ordered.sample = waves_.add(Waves::Kind::kNumber, "sample");
    if (layer) declare_layer(place.layer);
    waves_.close();
  }

  void declare_layer(sim::Layer layer) {
    layers_[layer] = {.activity_settled = waves_.add(Waves::Kind::kBit, "activity_settled"),
                      .target_settled = waves_.add(Waves::Kind::kBit, "target_settled"),
                      .learned = waves_.add(Waves::Kind::kPulse, "learned"),
                      .refused = waves_.add(Waves::Kind::kPulse, "rejected"),
                      .missed = waves_.add(Waves::Kind::kPulse, "missed")};
  }

  void start(std::int64_t at_ns) {
    for (const auto& [actor, ordered] : ordered_) {
      waves_.set(at_ns, ordered.phase, "none");
      for (const Waves::Signal phase : ordered.in_phase) waves_.set(at_ns, phase, bit(false));
    }
    show(at_ns);
  }

  // The text names the sample, too: an edge is seen when a phase follows itself.
  void show_phase(sim::ActorId actor, std::int64_t at_ns, const EventRow& order) {
    const auto found = ordered_.find(actor);
    if (found == ordered_.end()) return;
    const Ordered& ordered = found->second;
    const bool has_sample = order.sample >= 0;
    const std::string sample = std::to_string(order.sample);
    waves_.set(at_ns, ordered.phase, file_.detail(order) + (has_sample ? " " + sample : ""));
    for (std::size_t i = 0; i < ordered.in_phase.size(); ++i) {
      waves_.set(at_ns, ordered.in_phase[i], bit(i == order.detail));
    }
    if (has_sample) waves_.set(at_ns, ordered.sample, sample);
  }

  void show(std::int64_t at_ns) {
    for (const auto& [layer, waves] : layers_) {
      waves_.set(at_ns, waves.activity_settled, bit(settled_.activity(layer)));
      waves_.set(at_ns, waves.target_settled, bit(settled_.target(layer)));
    }
    waves_.set(at_ns, in_flight_wave_, std::to_string(in_flight_));
  }

  const TraceFile& file_;
  Places places_;
  Settled settled_;
  Waves waves_;
  std::map<sim::ActorId, Ordered> ordered_;
  std::map<sim::Layer, OfLayer> layers_;
  Waves::Signal in_flight_wave_ = 0;
  std::int64_t in_flight_ = 0;
};

}  // namespace

Exported write_vcd(TraceFile& file, const Selection& selection, std::ostream& out,
                   const Progress& progress) {
  VcdWriter writer(file, selection.window.from_ns, out);
  const Exported done = listen(file, selection, writer, progress);
  writer.finish();
  return done;
}

}  // namespace lab::trace
